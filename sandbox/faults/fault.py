"""What a fault is."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    """A defect; `has_strength` ones can be weak or strong."""

    name: str
    sentence: str
    has_strength: bool = False
