"""Adding an entry to a file that people wrote: everything else stays, character by character."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gate.files.yaml_text import parse
from reports.commands.release_text import with_entry

ENTRY = {"item": "stakeholders.qa", "by": "Bola Ade", "at": "2026-11-20T09:00:00Z", "expires": "2026-11-27"}
SIGNATURE = "-----BEGIN SSH SIGNATURE-----\nU1NIU0lH+/8=\n-----END SSH SIGNATURE-----"


@pytest.mark.parametrize(
    "before",
    [
        "version: 2.4.0\n",
        "version: 2.4.0",
        "version: 2.4.0\napprovals:\nwaivers: []\n",
        "version: 2.4.0\napprovals: []   # nobody yet\nwaivers: []\n",
        "version: 2.4.0\napprovals: [Names]\nwaivers: []\n",
        "version: 2.4.0\napprovals: null\n",
        "version: 2.4.0\napprovals:\n- item: a.b   # first\n  by: Ada\n\n# waivers come last\nwaivers: []\n",
        "version: 2.4.0\napprovals:\n    - item: a.b\n      signature: |\n        AA\n        BB\n\n\nwaivers: []\n",
        "version: 2.4.0\napprovals:\n  - {item: a.b, by: Ada}\n  # more to come\nwaivers: []\n",
        "version: 2.4.0\napprovals: [{item: a.b, by: Ada}]  # one\nwaivers: []\n",
        "version: 2.4.0\napprovals: [\n  {item: a.b, by: Ada},  # one\n]\nwaivers: []\n",
        "version: 2.4.0\napprovals:\n- item: a.b\n  statement: >\n    folded\n    text\n",
        "# only a comment\n",
        "",
        "version: 2.4.0\r\napprovals:\r\n- item: a.b\r\nwaivers: []\r\n",
    ],
)
@pytest.mark.parametrize("more", [{}, {"signature": SIGNATURE}, {"statement": 'all: "well"\n# not a comment'}])
def test_the_entry_is_the_last_of_its_list_and_all_else_stays(before, more):
    entry = {**ENTRY, **more}

    after = parse(with_entry(before, "approvals", entry))

    old, new = parse(before).value or {}, after.value
    kept = [one for one in old.get("approvals") or [] if isinstance(one, dict)]
    found = [{name: text.rstrip("\n") for name, text in one.items()} for one in new["approvals"]]
    assert after.errors == []
    assert found == [*({name: text.rstrip("\n") for name, text in one.items()} for one in kept), entry]
    assert {k: v for k, v in new.items() if k != "approvals"} == {k: v for k, v in old.items() if k != "approvals"}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "approvals:\n  - item: a.b  # first\n\n# then\nwaivers: []\n",
            "approvals:\n  - item: a.b  # first\n  - item: c.d\n\n# then\nwaivers: []\n",
        ),
        ("approvals: []   # nobody yet\nx: 1\n", "approvals:   # nobody yet\n- item: c.d\nx: 1\n"),
        ("approvals: [{item: a.b}]  # one\n", 'approvals: [{item: a.b}, {item: "c.d"}]  # one\n'),
        ("x: 1", "x: 1\napprovals:\n- item: c.d\n"),
    ],
)
def test_comments_and_form_stay_as_they_are(before, after):
    assert with_entry(before, "approvals", {"item": "c.d"}) == after


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), min_size=1).filter(str.strip))
def test_whatever_somebody_says_is_read_again_as_it_was_said(statement):
    text = with_entry("approvals: []\n", "approvals", {"item": "a.b", "statement": statement})

    assert parse(text).value == {"approvals": [{"item": "a.b", "statement": statement}]}
