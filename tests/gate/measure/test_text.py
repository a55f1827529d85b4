"""How amounts are written."""

import pytest

from gate.measure.text import quantity


@pytest.mark.parametrize(
    ("value", "words"),
    [(0, "0 bytes"), (1023, "1,023 bytes"), (1024, "1 KiB"), (16777216, "16 MiB"), (2.5e15, "2,274 TiB")],
)
def test_bytes_are_written_by_powers_of_1024(value: float, words: str) -> None:
    assert quantity(value, "bytes") == words
