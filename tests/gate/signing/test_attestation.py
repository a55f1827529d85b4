"""Whose word counts: every reason for which one doesn't, and that taking evidence away never helps."""

# ruff: noqa: E501 - a sentence stands in one line, as people read it

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gate.checklist import Checklist
from gate.environment.people import People, Said
from gate.outcome import ItemOutcome, Outcome
from gate.record import Record, RecordWriter
from gate.release import Release
from gate.signing.attestation import Court, PastRun, Proofs, attestation_outcome, items_to_be_seen, past_runs

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
COMMIT, OTHER = "1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d", "9f8e7d6c5b4a39281706f5e4d3c2b1a09f8e7d6c"
HEAD = "0123456789abcdef" * 4
CHECKLIST = Checklist.read()
QA = CHECKLIST.items["stakeholders.qa"]
MANUAL = CHECKLIST.items["testing.manual"]
SEEN = items_to_be_seen(QA, CHECKLIST)
PEOPLE = People.model_validate(
    {
        "qa": [
            {"name": "Bola Ade", "email": "bola@alaskapay.com", "github": "bola-ade"},
            {"name": "Ada Obi", "email": "ada@alaskapay.com", "github": "ada-obi"},
        ],
        "legal": [{"name": "Musa Bello", "email": "musa@alaskapay.com", "github": "musa"}],
    }
)
RUN = PastRun(
    name="2026-11-20-staging-staging.jsonl",
    commit=COMMIT,
    kind="staging",
    ended_at=NOW - timedelta(days=3),
    outcomes={item.id: Outcome.SHOWN for item in SEEN},
)
WORD = {
    "item": "stakeholders.qa",
    "by": "Bola Ade",
    "at": (NOW - timedelta(days=2)).isoformat(),
    "commit": COMMIT,
    "evidence": HEAD,
    "expires": (NOW + timedelta(days=2)).isoformat(),
}
PLAN = {**WORD, "item": "testing.manual", "evidence": None, "statement": "plan 7: 118 passed, 2 failed"}
APPROVED = Said("bola-ade", COMMIT, "approved", NOW - timedelta(days=2), "review of #412 at GitHub")


def a_release(*words, **more) -> Release:
    return Release.model_validate(
        {
            "version": "2.4.0",
            "commit": COMMIT,
            "previous": {"version": "2.3.1", "commit": OTHER},
            "deployer": "Ada Obi",
            "scope": dict.fromkeys(
                ("web", "functions", "ios", "android", "flags", "sms", "push", "beta", "press"), True
            ),
            "approvals": words,
            **more,
        }
    )


def a_court(*words, said=(APPROVED,), no_github="", **more):
    court = {"people": PEOPLE, "records": {HEAD: RUN}, "kind": "staging", "now": NOW}
    court = {name: more.pop(name, value) for name, value in court.items()}
    return Court(a_release(*words, **more), proofs=Proofs(said=tuple(said), no_github=no_github), **court)


def judged(*words, item=QA, **settings):
    return attestation_outcome(item, a_court(*words, **settings), items_to_be_seen(item, CHECKLIST))


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
    writer.append("run", environment_kind="staging", release={"commit": COMMIT})
    writer.append("outcome", item="staging.sms", outcome="not shown", waived_by="Bola Ade: known")
    writer.append("outcome", item="staging.email", outcome="shown", waived_by="")
    writer.append("finding", id="release.live", outcome="refuted")
    unfinished = past_runs([Record.read(writer.path)])
    writer.append("verdict", call="NO-GO")
    record = Record.read(writer.path)

    (run,) = past_runs([record]).values()
    assert list(past_runs([record])) == [record.head]
    assert run.outcomes == {"staging.sms": Outcome.NOT_SHOWN, "staging.email": Outcome.SHOWN}
    assert (run.waived, run.refuted_findings) == ({"staging.sms"}, ("release.live",))
    assert (run.commit, run.kind, run.name) == (COMMIT, "staging", "a.jsonl")
    assert run.ended_at is not None
    assert next(iter(unfinished.values())).ended_at is None


ORDER = {Outcome.REFUTED: 0, Outcome.NOT_SHOWN: 1, Outcome.SHOWN: 2}


@st.composite
def words(draw):
    """A word that is right in each respect, or wrong in some."""
    wrong = {
        "by": st.sampled_from(["Bola Ade", "Ada Obi", "Musa Bello", "Nobody", None]),
        "role": st.sampled_from([None, "qa", "legal"]),
        "commit": st.sampled_from([COMMIT, OTHER, None]),
        "at": st.sampled_from([None, *((NOW + timedelta(days=days)).isoformat() for days in (-5, -2, -1, 1))]),
        "expires": st.sampled_from([None, *((NOW + timedelta(days=days)).isoformat() for days in (-1, 2))]),
        "evidence": st.sampled_from([HEAD, "f" * 64, None]),
        "statement": st.sampled_from([None, "all well"]),
    }
    item = draw(st.sampled_from([QA, MANUAL]))
    changed = draw(st.sets(st.sampled_from(sorted(wrong)), max_size=2))
    right = WORD if item is QA else PLAN
    return {**right, **{name: draw(wrong[name]) for name in sorted(changed)}}


@st.composite
def courts(draw):
    runs = [
        draw(
            st.builds(
                replace,
                st.just(RUN),
                commit=st.sampled_from([COMMIT, COMMIT, OTHER]),
                kind=st.sampled_from(["staging", "staging", "local"]),
                outcomes=st.sampled_from([RUN.outcomes, RUN.outcomes, {}]),
            )
        )
    ]
    said = draw(
        st.lists(
            st.builds(
                Said,
                st.sampled_from(["bola-ade", "ada-obi", "musa"]),
                st.sampled_from([COMMIT, COMMIT, OTHER]),
                st.sampled_from(["approved", "approved", "objected", "withdrawn"]),
                st.sampled_from([None, NOW - timedelta(days=1), NOW - timedelta(days=9)]),
                st.just("somewhere"),
            ),
            max_size=3,
        )
    )
    signed = draw(st.lists(words(), max_size=3))
    kind = draw(st.sampled_from(["local", "staging", "production"]))
    return a_court(*signed, said=said, records=dict.fromkeys([HEAD], runs[0]), kind=kind)


def outcome(item, court):
    return ORDER[attestation_outcome(item, court, items_to_be_seen(item, CHECKLIST)).outcome]


@given(courts(), st.sampled_from([QA, MANUAL]), st.data())
def test_taking_evidence_away_never_improves_the_outcome(court, item, data):
    kept = data.draw(st.lists(st.sampled_from(court.release.approvals), unique=True)) if court.release.approvals else []
    poorer = [
        replace(court, release=court.release.model_copy(update={"approvals": tuple(kept)})),
        replace(court, records={}),
        replace(court, people=People()),
        replace(court, people=PEOPLE.model_copy(update={"qa": PEOPLE.qa[:1]})),
        replace(court, proofs=Proofs(said=tuple(one for one in court.proofs.said if one.verdict != "approved"))),
        replace(court, proofs=Proofs(no_github="down")),
    ]
    objected = any(one.verdict == "objected" for one in court.proofs.said)

    for court_with_less in poorer[:2] + ([] if objected else poorer[2:]):
        assert outcome(item, court_with_less) <= outcome(item, court)


@given(courts(), st.sampled_from([QA, MANUAL]))
def test_what_was_signed_for_another_commit_never_counts(court, item):
    moved = court.release.model_copy(update={"commit": "c" * 40})

    assert outcome(item, replace(court, release=moved)) < ORDER[Outcome.SHOWN]


@given(courts(), st.sampled_from([QA, MANUAL]), st.timedeltas(timedelta(days=3), timedelta(days=900)))
def test_no_word_outlives_its_end(court, item, later):
    assert outcome(item, replace(court, now=NOW + later)) < ORDER[Outcome.SHOWN]


@given(courts())
def test_nothing_that_the_deployer_signs_settles_what_nobody_may_waive(court):
    own = tuple(word.model_copy(update={"by": "Ada Obi"}) for word in court.release.approvals)
    said = tuple(replace(one, login="ada-obi") for one in court.proofs.said)
    deployers = replace(court, release=court.release.model_copy(update={"approvals": own}), proofs=Proofs(said=said))

    assert outcome(QA, deployers) < ORDER[Outcome.SHOWN]
