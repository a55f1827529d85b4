"""Amounts of money as pages write them: ₦1,000.00, NGN 1,000, -50.5."""

from __future__ import annotations

import re
from decimal import Decimal

KOBO_PER_NAIRA = 100
AMOUNT = re.compile(
    r"(?<![\w.,])(?P<before>[-\u2212])?\s?(?:NGN|[₦N])?\s?(?P<after>[-\u2212])?"
    r"(?P<digits>(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d{1,2})?)(?!\w|[.,]\d)"
)
"""Neither the digits of a reference nor an amount with a third decimal, which is none."""


def amounts_in(text: str) -> tuple[int, ...]:
    """Return all that could be an amount, in kobo and in order; a number of something else may be among them."""
    return tuple(
        (-1 if found["before"] or found["after"] else 1)
        * int(Decimal(found["digits"].replace(",", "")) * KOBO_PER_NAIRA)
        for found in AMOUNT.finditer(text)
    )
