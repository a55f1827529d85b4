"""Smallest whole number for which a monotone question is answered yes."""

from collections.abc import Callable

from gate.measure.counts.counters import LARGEST


def first(holds: Callable[[int], bool], start: int = 1) -> int | None:
    """Find the smallest k >= start for which `holds`, which must stay true from there; None above 1e12."""
    if holds(start):
        return start
    no, step = start, 1
    while not holds(yes := no + step):
        if yes > LARGEST:
            return None
        no, step = yes, 2 * step
    while yes - no > 1:
        middle = (no + yes) // 2
        if holds(middle):
            yes = middle
        else:
            no = middle
    return yes
