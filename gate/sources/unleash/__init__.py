"""Unleash: the flag of the release."""

from gate.sources.unleash.source import CALLS, FlagChange, FlagSwitch, Unleash

__all__ = ["CALLS", "FlagChange", "FlagSwitch", "Unleash"]
