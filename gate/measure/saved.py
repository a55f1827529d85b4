"""A snapshot belongs to a gate with the same parameters."""

from collections.abc import Mapping
from typing import Any


def check_same(saved: Mapping[str, Any], own: Mapping[str, Any]) -> None:
    """Refuse to go on from evidence that was gathered against something else."""
    differing = [f"{name} {saved.get(name)!r}, now {own[name]!r}" for name in own if saved.get(name) != own[name]]
    if differing:
        raise ValueError(f"The saved gate had other parameters: {'; '.join(differing)}.")
