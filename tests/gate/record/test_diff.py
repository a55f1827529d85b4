"""Does the scope of a release leave out what its own changes touch?"""

import pytest

from gate.checklist import Checklist
from gate.outcome import Outcome
from gate.record.diff import PATHS, judge_scope, parts_left_out
from gate.release import Scope

OUT = {"in": False, "reason": "no change", "approver": "Ngozi Eze"}


def a_scope(*left_out: str) -> Scope:
    return Scope.model_validate({part: OUT if part in left_out else True for part in Scope.model_fields})


def test_what_is_left_out_is_told_as_far_as_it_is_code() -> None:
    assert parts_left_out(a_scope()) == ()
    assert parts_left_out(a_scope("ios", "press", "web")) == ("web", "ios")


@pytest.mark.parametrize(
    ("part", "path"),
    [
        ("web", "src/components/Wallet.tsx"),
        ("functions", "supabase/functions/paystack-webhook/index.ts"),
        ("ios", "ios/App/App/AppDelegate.swift"),
        ("android", "android/app/build.gradle"),
        ("flags", "src/flags.ts"),
        ("sms", "supabase/functions/send-sms/index.ts"),
        ("push", "supabase/functions/send-push/index.ts"),
    ],
)
def test_a_part_that_is_left_out_and_was_changed_refutes_the_scope(part: str, path: str) -> None:
    found = judge_scope([part], ["package.json", path], has_all=True)

    assert found.outcome is Outcome.REFUTED
    assert found.reason == f"{part}, which is left out, was changed ({path})"


def test_a_path_that_only_looks_alike_changes_nothing() -> None:
    alike = ["docs/ios/readme.md", "tests/src/wallet.test.ts", "supabase/migrations/1_src.sql"]

    assert judge_scope(["ios", "web", "functions"], alike, has_all=True).outcome is Outcome.SHOWN


def test_a_list_of_changes_that_was_cut_proves_nothing_but_can_refute() -> None:
    assert judge_scope(["ios"], ["src/a.ts"], has_all=False).outcome is Outcome.NOT_SHOWN
    assert judge_scope(["ios"], ["ios/a.swift"], has_all=False).outcome is Outcome.REFUTED


def test_each_part_of_a_scope_is_code_or_known_to_be_none() -> None:
    parts = {part for item in Checklist.read().all_items for part in item.of}

    assert set(PATHS) | {"beta", "press"} == set(Scope.model_fields)
    assert parts <= set(Scope.model_fields)
