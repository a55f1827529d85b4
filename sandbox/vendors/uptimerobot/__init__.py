"""UptimeRobot: somebody else's eye on the site, every thirty seconds."""

from sandbox.vendors.uptimerobot.api import app

__all__ = ["app"]
