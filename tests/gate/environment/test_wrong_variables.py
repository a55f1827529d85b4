"""A variable that holds what it can't is told by its name, with its place and its cure."""

# ruff: noqa: E501 - a message stands in one line, as people read it

import pytest

from gate.environment import ENVIRONMENTS

PASSWORD = "hunter2hunter2"  # noqa: S105 - planted


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("SITE_URL", "127.0.0.1:4001", '5:7: site: "${SITE_URL}" is not a URL; write it as https://host or https://host:port'),
        ("SITE_URL", "https://:443", '5:7: site: "${SITE_URL}" names no host; write it as https://host, host or host:port'),
        ("SITE_URL", f"https://me:{PASSWORD}@127.0.0.1", '5:7: site: "${SITE_URL}" holds a user or password; these go into keys of their own'),
        ("SITE_URL", "https://alaskapay.com", "5:7: site: alaskapay.com is another machine, but local is this one; elsewhere, kind is staging or production"),
        ("SMTP_PORT", "smtp", '36:11: controls.smtp.port: must be a whole number, not "${SMTP_PORT}"'),
        ("SMTP_PORT", "99999", '36:11: controls.smtp.port: must be less than 65536, not "${SMTP_PORT}"'),
        ("DATABASE_URL", PASSWORD, '12:8: database.dsn: "${DATABASE_URL}" is not a Postgres DSN; write postgresql://user:password@host:port/name?sslmode=verify-full'),
        ("DATABASE_URL", f"postgresql://u:{PASSWORD}@127.0.0.1/x", '12:8: database.dsn: "${DATABASE_URL}" has no sslmode; add sslmode=verify-full, so that no one between can read along'),
        ("DATABASE_URL", f"postgresql://u:{PASSWORD}@127.0.0.1/x?sslmode=require", '12:8: database.dsn: "${DATABASE_URL}" has sslmode=require; add sslmode=verify-full, so that no one between can read along'),
        ("DATABASE_URL", f"postgresql://u:{PASSWORD}@/x?sslmode=verify-full", '12:8: database.dsn: "${DATABASE_URL}" names no host; the host a DSN connects to must stand in it'),
        ("DATABASE_URL", "host=/run/postgres sslmode=verify-full", '12:8: database.dsn: "${DATABASE_URL}" hides where it connects to (service= or a socket); write host and port'),
        ("PLAY_KEY", '{"token_uri": "https://oauth2.googleapis.com/token", "private_key": "hunter2hunter2"}', "LINE:10: vendors.play.key: oauth2.googleapis.com is another machine, but local is this one; elsewhere, kind is staging or production"),
        ("DATABASE_URL", f"postgresql://u:{PASSWORD}@db.example.org/x?sslmode=verify-full", "12:8: database.dsn: db.example.org is another machine, but local is this one; elsewhere, kind is staging or production"),
    ],
)  # fmt: skip
def test_a_wrong_variable_is_called_by_its_name_and_never_printed(environment_errors, name, value, sentence):
    line = (ENVIRONMENTS / "local.yaml").read_text(encoding="utf-8").partition(f"${{{name}}}")[0].count("\n") + 1

    assert environment_errors("local", **{name: value}) == [f"local.yaml:{sentence.replace('LINE', str(line))}"]
