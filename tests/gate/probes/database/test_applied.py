"""What the database has noted of its migrations, held against their files."""

from pathlib import Path

import pytest

from gate.outcome import NotShown
from gate.probes.database.applied import AppliedInFull, Noted, compare, content_of
from gate.probes.database.migrations import Migration

WALLETS = Migration("1", "wallets", Path("1_wallets.sql"))
LIMITS = Migration("2", "limits", Path("2_limits.sql"))
FILES = {
    WALLETS: "-- money\ncreate table wallets (id uuid);\n",
    LIMITS: "alter table wallets add l int; create index on wallets (l);",
}
FIRST = Noted("1", "wallets", content_of(["create table wallets (id uuid)"]))
SECOND = Noted("2", "limits", content_of(["alter table wallets add l int", "create index on wallets (l)"]))


def test_statements_as_the_command_line_notes_them_are_those_of_the_file():
    assert compare([FIRST, SECOND], FILES) == AppliedInFull((), (), (), ())


@pytest.mark.parametrize(
    ("noted", "expected"),
    [
        ([FIRST], AppliedInFull(("2_limits.sql",), (), (), ())),
        ([FIRST, SECOND, Noted("3", "", "x")], AppliedInFull((), ("3",), (), ())),
        ([FIRST, Noted("2", "limits", "dropttable")], AppliedInFull((), (), ("2_limits.sql",), ())),
        (
            [FIRST, Noted("2", "limits", content_of(["alter table wallets add l int"]))],
            AppliedInFull((), (), ("2_limits.sql",), ("2_limits.sql",)),
        ),
        ([FIRST, Noted("2", "limits", None), Noted("3", "", "x")], AppliedInFull((), ("3",), (), ())),
    ],
)
def test_each_way_to_differ_is_told_apart(noted, expected):
    assert compare(noted, FILES) == expected


@pytest.mark.parametrize("content", [None, ""])
def test_what_was_not_noted_is_not_shown(content):
    with pytest.raises(NotShown, match=r"has not noted what it applied as 2_limits\.sql"):
        compare([FIRST, Noted("2", "limits", content)], FILES)


def test_comments_space_and_semicolons_do_not_count():
    assert content_of(["/* a\nb */ select 1 ;\n", "-- done"]) == content_of(["select  1"])
