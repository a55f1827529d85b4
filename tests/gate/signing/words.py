"""Somebody's word, the record that it is about, and the court that judges it: all in order."""

from datetime import UTC, datetime, timedelta

from gate.checklist import Checklist
from gate.environment.people import People, Said
from gate.outcome import Outcome
from gate.release import Release
from gate.signing.attestation import Court, PastRun, Proofs, attestation_outcome, items_to_be_seen

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
