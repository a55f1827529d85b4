"""UptimeRobot: somebody else's eye on the site."""

from gate.sources.uptimerobot.source import CALLS, SeenState, UptimeRobot, Watcher

__all__ = ["CALLS", "SeenState", "UptimeRobot", "Watcher"]
