"""Whose word counts: every reason for which one doesn't."""

# ruff: noqa: E501 - a sentence stands in one line, as people read it

from dataclasses import replace
from datetime import timedelta

import pytest

from gate.environment.people import People
from gate.outcome import ItemOutcome, Outcome
from gate.record import Record, RecordWriter
from gate.signing.attestation import Proofs, attestation_outcome, items_to_be_seen, past_runs
from tests.gate.signing.words import (
    APPROVED,
    CHECKLIST,
    COMMIT,
    HEAD,
    MANUAL,
    NOW,
    OTHER,
    PLAN,
    QA,
    RUN,
    SEEN,
    WORD,
    a_court,
    a_release,
    judged,
)
from tests.support.past_runs import A_RUN


def test_the_word_of_the_right_person_on_the_right_record_counts():
    seen = judged(WORD)

    assert seen.outcome is Outcome.SHOWN
    assert (
        seen.reason == "Bola Ade, 2026-11-21 12:00 UTC, on 2026-11-20-staging-staging.jsonl, review of #412 at GitHub"
    )


def test_a_statement_counts_without_a_record_and_is_quoted():
    seen = judged(PLAN, item=MANUAL)

    assert seen.outcome is Outcome.SHOWN
    assert seen.reason.endswith("“plan 7: 118 passed, 2 failed”")


def test_an_approval_is_about_the_nine_items_of_staging():
    assert [item.id for item in SEEN] == [
        f"staging.{name}"
        for name in ("deployed", "features", "payments", "email", "sms", "push", "migrations", "performance", "console")
    ]
    assert items_to_be_seen(MANUAL, CHECKLIST) == ()


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"by": None}, "whose word it is was never filled in: `by` is empty or still a placeholder"),
        ({"commit": None}, f"Bola Ade signed no commit; write the release's: {COMMIT}"),
        ({"commit": OTHER}, "Bola Ade signed commit 9f8e7d6, not 1a2b3c4"),
        ({"by": "Musa Bello"}, "Musa Bello is not of qa; these are: Bola Ade, Ada Obi"),
        ({"role": "legal"}, "Bola Ade signed as legal, but stakeholders.qa is answered for by qa"),
        ({"by": " ada  OBI"}, "ada  OBI deploys this release; somebody else of qa has to sign"),
        ({"at": None}, "when Bola Ade signed was never filled in: `at` is empty or still a placeholder"),
        ({"at": "2026-11-24T00:00:00Z"}, "Bola Ade signed at 2026-11-24 00:00 UTC, which is yet to come"),
        ({"expires": None}, "the word of Bola Ade has no end; write `expires`"),
        ({"expires": NOW.isoformat()}, "the word of Bola Ade ended on 2026-11-23 12:00 UTC; it has to be given again"),
        ({"evidence": None}, "Bola Ade names no record; `evidence` is the head of the one that was looked at"),
        ({"evidence": "f" * 64}, "the record ffffffffffff… that Bola Ade names is not among those of this release"),
        ({"at": (NOW - timedelta(days=4)).isoformat()}, f"{RUN.name}, which Bola Ade names, ended only after that was signed"),
    ],
    ids=lambda value: str(value)[:40] if isinstance(value, dict) else "",
)  # fmt: skip
def test_each_reason_for_which_a_word_does_not_count_has_its_own_sentence(change, sentence):
    seen = judged({**WORD, **change})

    assert (seen.outcome, seen.reason) == (Outcome.NOT_SHOWN, sentence)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"commit": OTHER}, "is about commit 9f8e7d6"),
        ({"ended_at": None}, "was cut short"),
        ({"kind": "local"}, "is from local, not from staging"),
        ({"kind": "production"}, "is from production, not from staging"),
        ({"refuted_findings": ("release.live",)}, "counts for no release: release.live"),
        ({"outcomes": {}}, "does not show staging.deployed, staging.features, staging.payments and 6 more"),
        ({"outcomes": {**RUN.outcomes, "staging.sms": Outcome.NOT_SHOWN}}, "does not show staging.sms"),
        ({"outcomes": {**RUN.outcomes, "staging.sms": Outcome.REFUTED}}, "does not show staging.sms"),
        ({"outcomes": {**RUN.outcomes, "staging.sms": Outcome.NOT_PART}}, "does not show staging.sms"),
    ],
    ids=[
        *("another commit", "cut short", "local", "production", "another release live", "nothing looked at"),
        *("one not shown", "one refuted", "one left out"),
    ],
)  # fmt: skip
def test_a_record_that_does_not_show_it_carries_no_approval(change, sentence):
    seen = judged(WORD, records={HEAD: replace(RUN, **change)})

    assert (seen.outcome, seen.reason) == (Outcome.NOT_SHOWN, f"{RUN.name}, which Bola Ade names, {sentence}")


def test_what_the_scope_leaves_out_need_not_be_seen():
    out = {"in": False, "reason": "no texts", "approver": "Bola Ade"}
    scope = {**a_release().scope.model_dump(by_alias=True), "sms": out}
    run = replace(RUN, outcomes={**RUN.outcomes, "staging.sms": Outcome.NOT_PART})

    assert judged(WORD, records={HEAD: run}, scope=scope).outcome is Outcome.SHOWN


def test_what_was_waived_on_the_record_need_not_be_seen_as_long_as_the_waiver_stands():
    waiver = {
        "item": "staging.sms",
        "reason": "r",
        "owner": "o",
        "approver": "a",
        "issue": "#1",
        "expires": "2026-11-30",
    }
    run = replace(RUN, outcomes={**RUN.outcomes, "staging.sms": Outcome.NOT_SHOWN}, waived=frozenset({"staging.sms"}))
    word = {**WORD, "expires": "2026-12-31"}

    def seen(now, *waivers):
        return judged(word, records={HEAD: run}, waivers=waivers, now=now).outcome

    assert seen(NOW, waiver) is Outcome.SHOWN
    assert seen(NOW) is Outcome.NOT_SHOWN
    assert seen(NOW + timedelta(days=9), waiver) is Outcome.NOT_SHOWN


def test_without_any_word_it_says_who_may_give_it_and_how():
    assert judged().reason == (
        "nobody of qa has signed it yet (Bola Ade, Ada Obi): python -m reports sign stakeholders.qa"
    )
    assert "nobody is named under people.qa" in judged(people=People()).reason


def test_where_nobody_may_sign_as_that_role_the_environment_file_is_named():
    assert judged(WORD, people=People()).reason == (
        "nobody may sign as qa: the environment file names nobody under people.qa"
    )


def test_who_signs_a_statement_says_something():
    seen = judged({**PLAN, "statement": None}, item=MANUAL)

    assert seen.outcome is Outcome.NOT_SHOWN
    assert seen.reason == f"Bola Ade has signed, but says nothing; write a `statement`: {MANUAL.must}"


def test_the_deployer_may_answer_for_what_can_be_waived():
    said = replace(APPROVED, login="ada-obi")

    assert judged({**PLAN, "by": "Ada Obi"}, item=MANUAL, said=[said]).outcome is Outcome.SHOWN


def test_a_deployer_under_another_name_is_known_by_the_address():
    twin = {"name": "Ada B. Obi", "email": "ADA@alaskapay.com"}
    people = People.model_validate({"qa": [twin], "release": [{"name": "Ada Obi", "email": "ada@alaskapay.com"}]})

    assert "deploys this release" in judged({**WORD, "by": "Ada B. Obi"}, people=people).reason


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ([], "it is not confirmed that this is the word of Bola Ade: no signature, and at GitHub bola-ade has not approved 1a2b3c4 since the end of"),
        ([replace(APPROVED, commit=OTHER)], "it is not confirmed"),
        ([replace(APPROVED, login="musa")], "it is not confirmed"),
        ([replace(APPROVED, at=RUN.ended_at - timedelta(minutes=1))], "it is not confirmed"),
        ([APPROVED, replace(APPROVED, verdict="withdrawn", at=NOW)], "it is not confirmed"),
    ],
    ids=["nothing", "another commit", "another login", "older than the record", "withdrawn"],
)  # fmt: skip
def test_what_github_does_not_confirm_is_not_shown(said, sentence):
    seen = judged(WORD, said=said)

    assert seen.outcome is Outcome.NOT_SHOWN
    assert seen.reason.startswith(sentence)


def test_a_login_is_the_same_in_capitals():
    assert judged(WORD, said=[replace(APPROVED, login="Bola-Ade")]).outcome is Outcome.SHOWN


def test_a_github_that_cannot_be_asked_confirms_nothing_and_is_told():
    seen = judged(WORD, said=[], no_github="GitHub answered 401: the credential is refused: renew it")

    assert seen.outcome is Outcome.NOT_SHOWN
    assert seen.reason.endswith("GitHub can't be asked: GitHub answered 401: the credential is refused: renew it")


def test_a_signature_counts_when_it_was_verified_and_only_then():
    court = a_court({**WORD, "signature": "armoured"}, said=[])
    (signed,) = court.release.approvals

    def with_proof(mistrusted):
        return attestation_outcome(QA, replace(court, proofs=Proofs(mistrusted=mistrusted)), SEEN)

    assert with_proof({signed: ""}).reason.endswith("signed by SSH")
    assert with_proof({signed: ""}).outcome is Outcome.SHOWN
    assert with_proof({}).outcome is Outcome.NOT_SHOWN
    assert with_proof({signed: "it does not verify"}).reason.startswith(
        "the signature of Bola Ade counts for nothing: it does not verify; at GitHub bola-ade has not approved 1a2b3c4"
    )


def test_an_approval_is_not_shown_while_it_is_not_known_whether_anybody_objects():
    court = a_court({**WORD, "signature": "armoured"}, said=[])
    (signed,) = court.release.approvals
    deaf = replace(court, proofs=Proofs(mistrusted={signed: ""}, no_github="GitHub answered 502"))

    seen = attestation_outcome(QA, deaf, SEEN)

    assert seen == ItemOutcome(Outcome.NOT_SHOWN, "whether anybody objects is not known: GitHub answered 502")


@pytest.mark.parametrize("kind", ["staging", "production"])
def test_a_bare_line_counts_locally_only(kind):
    local = replace(RUN, kind="local")

    assert judged(WORD, said=[], kind="local", records={HEAD: local}).outcome is Outcome.SHOWN
    assert judged(WORD, said=[], kind=kind).outcome is Outcome.NOT_SHOWN


def test_who_asks_for_changes_refutes_until_that_person_signs_again():
    no = replace(APPROVED, login="ada-obi", verdict="objected", at=NOW - timedelta(hours=1))

    refuted = judged(WORD, said=[APPROVED, no])
    assert (refuted.outcome, refuted.reason) == (
        Outcome.REFUTED,
        "Ada Obi asks for changes to 1a2b3c4 (review of #412 at GitHub)",
    )
    assert judged(said=[no]).outcome is Outcome.REFUTED
    assert judged(WORD, said=[APPROVED, no, replace(no, verdict="approved", at=NOW)]).outcome is Outcome.SHOWN
    assert judged(WORD, said=[APPROVED, replace(no, login="musa")]).outcome is Outcome.SHOWN
    assert judged(PLAN, item=MANUAL, said=[APPROVED, no]).outcome is Outcome.SHOWN


def test_of_several_words_one_that_counts_is_enough_and_else_the_nearest_is_told():
    late = {**WORD, "expires": (NOW - timedelta(hours=1)).isoformat()}

    assert judged({**WORD, "commit": OTHER}, WORD, late).outcome is Outcome.SHOWN
    assert "ended on" in judged({**WORD, "commit": OTHER}, late).reason


def test_a_record_is_read_by_its_head(tmp_path):
    writer = RecordWriter(tmp_path / "a.jsonl", str)
    writer.append("run", **{**A_RUN, "environment_kind": "staging", "release": {**A_RUN["release"], "commit": COMMIT}})
    writer.append("outcome", item="staging.sms", outcome="not shown", reason="", waived_by="Bola Ade: known")
    writer.append("outcome", item="staging.email", outcome="shown", reason="", waived_by="")
    writer.append("finding", id="release.live", outcome="refuted", reason="")
    unfinished = past_runs([Record.read(writer.path)])
    writer.append("verdict", call="NO-GO", reasons=[])
    record = Record.read(writer.path)

    (run,) = past_runs([record]).values()
    assert list(past_runs([record])) == [record.head]
    assert run.outcomes == {"staging.sms": Outcome.NOT_SHOWN, "staging.email": Outcome.SHOWN}
    assert (run.waived, run.refuted_findings) == ({"staging.sms"}, ("release.live",))
    assert (run.commit, run.kind, run.name) == (COMMIT, "staging", "a.jsonl")
    assert run.ended_at is not None
    assert next(iter(unfinished.values())).ended_at is None
