"""The checklist: its phases and items, what each needs, and when it is due."""

from gate.checklist.file import A_PHASE, CHECKLIST, Checklist, Item, Means, Owner, Part, Phase

__all__ = ["A_PHASE", "CHECKLIST", "Checklist", "Item", "Means", "Owner", "Part", "Phase"]
