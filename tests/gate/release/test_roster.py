"""Who can be reached: names and numbers that are somebody's, hours that nobody covers, steps that do not join."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from gate.release import Contact, Escalation, OnCall, Window
from gate.release.roster import breaks, contacts_of, is_filled, shared, uncovered, unreal

OPENS = datetime(2026, 11, 24, 2, tzinfo=UTC)
WINDOW = Window(opens=OPENS, closes=OPENS + timedelta(hours=1))
PHONE = "+2348031000002"


def a_contact(name: str | None = "Emeka Nwosu", phone: str | None = PHONE) -> Contact:
    return Contact(name=name, phone=phone)


def a_rotation(begins: datetime, ends: datetime) -> OnCall:
    return OnCall.model_validate({"from": begins, "until": ends})


def steps(*bounds: tuple[int, int | None]) -> list[Escalation]:
    return [
        Escalation(role=f"step {number}", from_minutes=begin, to_minutes=end, name="Ngozi Eze", phone=PHONE)
        for number, (begin, end) in enumerate(bounds)
    ]


@pytest.mark.parametrize(
    ("name", "phone"),
    [
        ("Emeka Nwosu", PHONE),
        ("Ọlá-Ìyá O'Neill", "+442071838750"),
        ("Jean Luc de la Tour", "+33142685300"),
    ],
)
def test_a_person_with_a_number_can_be_reached(name: str, phone: str) -> None:
    assert unreal(a_contact(name, phone)) == ""


@pytest.mark.parametrize(
    ("name", "phone", "why"),
    [
        ("Emeka", PHONE, "“Emeka” is nobody's first and last name"),
        ("Platform Team", PHONE, "“Platform Team” is nobody's first and last name"),
        ("On-call engineer", PHONE, "“On-call engineer” is nobody's first and last name"),
        ("Engineer 2 Nwosu", PHONE, "“Engineer 2 Nwosu” is nobody's first and last name"),
        ("To be TBD", PHONE, "“To be TBD” is nobody's first and last name"),
        ("Emeka Nwosu", "+2348000000000", "+2348000000000 is made up, not a number that can be dialled"),
        ("Emeka Nwosu", "+2348012345678", "+2348012345678 is made up, not a number that can be dialled"),
        ("Emeka Nwosu", "+2348887654321", "+2348887654321 is made up, not a number that can be dialled"),
        ("Emeka Nwosu", "+23480312345", "+23480312345 is in no range of numbers that its country gives out"),
        ("Emeka Nwosu", "+2341234599890", "+2341234599890 is in no range of numbers that its country gives out"),
        ("Emeka Nwosu", "+99912399678", "+99912399678 is in no range of numbers that its country gives out"),
    ],
)
def test_what_is_nobodys_name_or_number_is_told(name: str, phone: str, why: str) -> None:
    assert unreal(a_contact(name, phone)) == why


@pytest.mark.parametrize(
    ("contact", "filled"),
    [(a_contact(), True), (a_contact(name=None), False), (a_contact(phone=None), False), (None, False)],
)
def test_a_contact_is_filled_with_both_name_and_number(contact: Contact | None, *, filled: bool) -> None:
    assert is_filled(contact) is filled


def test_the_rotation_has_the_four_roles_of_the_procedures() -> None:
    on_call = OnCall(primary=a_contact())

    assert contacts_of(on_call) == {
        "primary": a_contact(),
        "secondary": None,
        "database": None,
        "infrastructure": None,
    }


@pytest.mark.parametrize(
    ("other", "is_shared"),
    [
        (a_contact("Tunde Bakare", "+2348031000003"), False),
        (a_contact("emeka  nwosu", "+2348031000003"), True),
        (a_contact("Tunde Bakare"), True),
    ],
)
def test_two_roles_of_one_person_are_told_by_name_or_by_number(other: Contact, *, is_shared: bool) -> None:
    assert bool(shared({"primary": a_contact(), "secondary": other})) is is_shared


@pytest.mark.parametrize(
    ("begins", "ends", "gaps"),
    [
        (timedelta(), timedelta(hours=25), 0),
        (timedelta(minutes=1), timedelta(hours=25), 1),
        (timedelta(), timedelta(hours=25, minutes=-1), 1),
        (timedelta(minutes=1), timedelta(hours=2), 2),
    ],
)
def test_the_window_and_the_day_after_it_are_covered_to_the_minute(
    begins: timedelta, ends: timedelta, gaps: int
) -> None:
    assert len(uncovered(a_rotation(OPENS + begins, OPENS + ends), WINDOW)) == gaps


@pytest.mark.parametrize(
    ("bounds", "told"),
    [
        ([(0, 15), (15, 30), (30, 60), (60, None)], []),
        ([(0, 15), (20, None)], ["from 15 to 20 minutes nobody answers"]),
        ([(0, 15), (10, None)], ["from 10 to 15 minutes both step 0 and step 1 answer, so neither does"]),
        ([(5, 15), (15, None)], ["in the first 5 minutes nobody answers"]),
        ([(0, 15), (15, 30)], ["after 30 minutes nobody answers"]),
        ([(0, None), (15, None)], ["step 0 has no end, and step 1 follows"]),
    ],
)
def test_an_escalation_path_joins_from_the_alarm_on(bounds: Any, told: list[str]) -> None:
    assert list(breaks(steps(*bounds))) == told
