"""Does a statement say what the item asks for? A mere yes does not, and neither does a promise."""

from typing import Any

import pytest

from gate.checklist import Checklist
from gate.release import Release
from gate.signing.statement import what_is_missing

ITEMS = Checklist.read().items
PARTS = ("web", "functions", "ios", "android", "flags", "sms", "push", "beta", "press")


def a_release(**more: Any) -> Release:
    facts = {
        "version": "2.4.0",
        "commit": "a" * 40,
        "previous": {"version": "2.3.1", "commit": "b" * 40},
        "deployer": "Adaeze Okafor",
        "scope": dict.fromkeys(PARTS, True),
        "brief": "https://docs.alaskapay.com/brief",
    }
    return Release.model_validate({**facts, **more})


RELEASE = a_release()


@pytest.mark.parametrize(
    ("item", "good", "bad"),
    [
        ("testing.manual", "Plan 7: 118 passed, 2 failed", "Plan 7 was executed"),
        ("testing.manual", "plan 7 of 2.4.0: 120 cases passed, 0 cases failed", "plan 7: 120 cases passed"),
        ("testing.manual", "Plan 7: 118 passed, 2 failed", "plan 7: all passed, none failed"),
        ("testing.manual", "Plan 7: 118 passed, 2 failed", "plan 7: 0 passed, 0 failed"),
        ("testing.manual", "Plan 7: 118 passed, 2 failed", "118 passed, 2 failed"),
        ("testing.security-audit", "Audited by Halima Sani: nothing open", "audited, nothing open"),
        ("testing.security-audit", "Auditor: Ọlá & Co.", "audited by 2 people"),
        ("testing.mobile-devices", "iPhone 15 with iOS 18.1, Pixel 8 with Android 15", "iPhone 15 with iOS 18.1"),
        ("testing.mobile-devices", "iPhone 15 with iOS 18.1, Pixel 8 with Android 15", "on iOS and Android phones"),
        ("docs.user-guides", "The guide is that of 2.4.0", "the guide is up to date"),
        ("docs.user-guides", "checked for 2.4.0.", "checked for 2.4.01"),
        ("docs.admin", "v2.4.0 is described", "12.4.0 is described"),
        ("final.support", "Support has read the brief of 2.4.0", "Support has read it"),
    ],
)
def test_what_is_asked_for_has_to_be_said(item: str, good: str, bad: str) -> None:
    assert what_is_missing(good, ITEMS[item], RELEASE) == ""
    assert what_is_missing(bad, ITEMS[item], RELEASE) != ""


def test_devices_are_asked_for_as_far_as_the_apps_are_in_the_release() -> None:
    out = {"in": False, "reason": "no change", "approver": "Ngozi Eze"}
    no_ios = a_release(scope={**dict.fromkeys(PARTS, True), "ios": out})

    assert what_is_missing("Pixel 8 with Android 15", ITEMS["testing.mobile-devices"], no_ios) == ""


def test_a_brief_that_the_release_does_not_name_was_read_by_nobody() -> None:
    asked = what_is_missing("the brief of 2.4.0", ITEMS["final.support"], a_release(brief=None))

    assert asked == "put the brief's address under `brief` in the release file"


def test_of_an_item_that_asks_for_no_more_any_statement_is_enough() -> None:
    assert what_is_missing("all have confirmed", ITEMS["final.team"], RELEASE) == ""
