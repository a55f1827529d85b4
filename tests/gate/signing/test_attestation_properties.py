"""Whatever was signed: taking evidence away never helps, and no word outlives its commit or its end."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from gate.environment.people import People, Said
from gate.outcome import Outcome
from gate.signing.attestation import Proofs, attestation_outcome, items_to_be_seen
from tests.gate.signing.words import CHECKLIST, COMMIT, HEAD, MANUAL, NOW, OTHER, PEOPLE, PLAN, QA, RUN, WORD, a_court

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
