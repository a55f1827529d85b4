"""Amounts as pages write them, among numbers of other things."""

import pytest

from gate.probes.amounts import amounts_in


@pytest.mark.parametrize(
    ("text", "kobo"),
    [
        ("₦1,000.00", (100_000,)),
        ("NGN\u00a01,000.00", (100_000,)),
        ("NGN1000", (100_000,)),
        ("Balance: ₦0", (0,)),
        ("You have 12,345,678.9 naira.", (1_234_567_890,)),
        ("-₦50.05", (-5_005,)),
        ("₦\u221250.05", (-5_005,)),
        ("+1,000.00 of ₦2,500.50.", (100_000, 250_050)),
        ("••••", ()),
        ("", ()),
        ("AP-7F3K1000 deposit", ()),
        ("1,000.005", ()),
        ("1,0000.00", ()),
    ],
)
def test_amounts_are_read_to_the_kobo(text, kobo):
    assert amounts_in(text) == kobo
