"""Phone numbers: given out or not, and as they are typed at home."""

import pytest

from gate.files.phones import is_assigned, typed_at_home


@pytest.mark.parametrize(
    ("phone", "at_home"),
    [
        ("+2348031234567", "08031234567"),
        ("+2347083812345", "07083812345"),
        ("+442071838750", "02071838750"),
        ("+33142685300", "0142685300"),
        ("+390612345678", "0612345678"),
        ("+14155552671", "4155552671"),
    ],
)
def test_a_number_is_typed_as_people_of_its_country_do(phone, at_home):
    assert is_assigned(phone)
    assert typed_at_home(phone) == at_home


@pytest.mark.parametrize(
    "phone", ["+23480312345", "+234803123456789", "+2341234567890", "+99912345678", "", "engineer"]
)
def test_what_no_country_gives_out_is_no_number(phone):
    assert not is_assigned(phone)
