"""Migrations as files, and schemas held against each other line by line."""

import pytest

from gate.outcome import NotShown
from gate.probes.database.migrations import OF_A_PROJECT, read_migrations, schema_differences

SCHEMA = """\
--
-- Name: wallets; Type: TABLE
--
SET default_table_access_method = heap;
\\restrict abc

CREATE TABLE public.wallets (
    id uuid NOT NULL,
    balance numeric(15,2)
);

CREATE INDEX wallets_id_idx ON public.wallets USING btree (id);
"""


def test_migrations_are_read_in_the_order_of_their_versions(tmp_path):
    for name in ("20250317100000_transactions.sql", "20250303091500_wallets.sql", "README.md"):
        (tmp_path / name).touch()
    (tmp_path / "down").mkdir()

    assert [str(migration) for migration in read_migrations(tmp_path)] == [
        "20250303091500_wallets.sql",
        "20250317100000_transactions.sql",
    ]


@pytest.mark.parametrize(
    ("names", "sentence"),
    [
        ([], "no migration lies in"),
        (["wallets.sql"], "wallets.sql in .* is not called VERSION_NAME.sql"),
        (["1_a.sql", "1_b.sql"], "two migrations in .* have the same version"),
    ],
)
def test_migrations_without_an_order_are_not_shown(tmp_path, names, sentence):
    for name in names:
        (tmp_path / name).touch()

    with pytest.raises(NotShown, match=sentence):
        read_migrations(tmp_path)
    with pytest.raises(NotShown, match="can't be read: No such file or directory"):
        read_migrations(tmp_path / "nowhere")


def test_the_same_schema_differs_in_nothing_whatever_stands_around_it():
    assert schema_differences(SCHEMA, SCHEMA.replace("abc", "xyz").replace("-- Name", "-- Dumped by; Name")) == ((), ())


def test_what_only_one_schema_has_is_told_with_its_statement():
    other = SCHEMA.replace("balance numeric(15,2)", "balance numeric(15,1),\n    note text").rpartition("CREATE INDEX")[
        0
    ]

    assert schema_differences(SCHEMA, other) == (
        (
            "CREATE TABLE public.wallets ( balance numeric(15,2)",
            "CREATE INDEX wallets_id_idx ON public.wallets USING btree (id);",
        ),
        ("CREATE TABLE public.wallets ( balance numeric(15,1)", "CREATE TABLE public.wallets ( note text"),
    )


def test_what_migrations_put_on_the_platforms_tables_is_told_from_the_platform():
    table = "CREATE TABLE auth.users (\n    id uuid\n);\n\n"
    theirs = (
        "CREATE TRIGGER t AFTER INSERT ON auth.users EXECUTE f();\n",
        "ALTER TABLE auth.users DISABLE TRIGGER t;\n",
        "ALTER TABLE auth.users ENABLE ALWAYS TRIGGER t;\n",
        "COMMENT ON TRIGGER t ON auth.users IS 'writes the audit log';\n",
        "CREATE POLICY own ON storage.objects USING ((owner =\n  auth.uid()));\n",
    )
    constraint = "ALTER TABLE ONLY auth.users\n    ADD CONSTRAINT users_pkey PRIMARY KEY (id);\n"

    assert OF_A_PROJECT.sub("", table + "".join(theirs) + constraint) == table + constraint
    assert [found[0] for found in OF_A_PROJECT.finditer(table + "".join(theirs))] == list(theirs)
