"""The sections of an environment file: a slip is told with its place and its cure."""

# ruff: noqa: E501 - a message stands in one line, as people read it

import pytest

from gate.environment import ENVIRONMENTS

PASSWORD = "hunter2hunter2"  # noqa: S105 - planted


@pytest.mark.parametrize(
    ("written", "instead", "sentence"),
    [
        ("kind: local", "kind: lokal", '2:7: kind: "lokal" is not known; nearest: "local"'),
        (
            "sends-message",
            "sends-mesage",
            '19:27: permits.effects.1: "sends-mesage" is not known; nearest: "sends-message"',
        ),
        ("site: ${SITE_URL}\n", "", '2:1: "site" is missing; add it'),
        ("messages_max: 50", "messages_max: true", "21:17: permits.messages_max: must be a whole number, not true"),
        ("second_max: 1000", "second_max: 0", "20:28: permits.requests_per_second_max: must be more than 0, not 0"),
        ('"+2348012345678"', "+2348012345678", '27:10: synthetic.phone: must be text; quote it: "+2348012345678"'),
        (
            '"+2348012345678"',
            "08012345678",
            '27:10: synthetic.phone: "08012345678" is not a phone number; write it as "+2348012345678"',
        ),
        (
            "from: control@",
            "from: control.",
            '37:11: controls.smtp.from: "control.verify.alaskapay.com" is not an e-mail address; write name@host',
        ),
        (
            "apple_team: 7KX2M9QW4T",
            "apple_team: TEAM_ID",
            'LINE:15: mobile.apple_team: "TEAM_ID" is not an Apple team id; it has ten capitals and digits',
        ),
        (
            'hosts: ["127.0.0.1"]',
            "hosts: [https://alaskapay.com]",
            '17:11: identity.hosts.0: "https://alaskapay.com" is not a host name; write it without https://, port and path, in lower case',
        ),
        (
            "[python, -m, sandbox]",
            "python -m sandbox",
            '3:9: launch: must be a list, such as [one, two], not "python -m sandbox"',
        ),
        (
            "mailbox:\n  mailpit: ${MAILPIT_URL}",
            "mailbox: {}",
            "29:1: mailbox: a mailbox is read in one way; write either mailpit or imap",
        ),
        (
            "paystack_domain: test",
            "paystack_domain: live",
            '16:20: identity.paystack_domain: must be "test" where kind is local: no other money is touched there',
        ),
        (
            " spends-money,",
            "",
            "22:19: permits.spend_max_kobo: money is granted, but spends-money is not among the effects; write 0, or permit it",
        ),
        (
            "kind: local\nlaunch: [python, -m, sandbox]",
            "kind: local\nlaunch: [python, -m, sandbox]\nlimits: {mail_ms_max: 3s}",
            '4:23: limits.mail_ms_max: must be a whole number, not "3s"',
        ),
        (
            "resolvers:\n  - ${DNS_ADDRESS}",
            "resolvers: [${DNS_ADDRESS}]",
            '38:13: within {…} and […] a variable is quoted; write "${DNS_ADDRESS}"',
        ),
        (
            "mail:\n",
            "endpoints: {a: {path: x, as_who: usr, expects: {status: [200]}}}\nmail:\n",
            'LINE:34: endpoints.a.as_who: "usr" is not known; nearest: "user"',
        ),
        (
            "mail:\n",
            "endpoints: {a: {path: x, as_who: user, expects: {status: [200], shape: [strr]}}}\nmail:\n",
            'LINE:72: endpoints.a.expects.shape: a list has the unknown kind "strr"; known: str, int, number, bool, uuid, time, object, any, each also with ?',
        ),
    ],
)
def test_a_mistake_is_told_with_its_place_and_its_cure(environment_errors, written, instead, sentence):
    line = (ENVIRONMENTS / "local.yaml").read_text(encoding="utf-8").partition(written)[0].count("\n") + 1

    assert environment_errors("local", (written, instead)) == [f"local.yaml:{sentence.replace('LINE', str(line))}"]


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        (
            "SITE_URL",
            "127.0.0.1:4001",
            '5:7: site: "${SITE_URL}" is not a URL; write it as https://host or https://host:port',
        ),
        (
            "SITE_URL",
            "https://:443",
            '5:7: site: "${SITE_URL}" names no host; write it as https://host, host or host:port',
        ),
        (
            "SITE_URL",
            f"https://me:{PASSWORD}@127.0.0.1",
            '5:7: site: "${SITE_URL}" holds a user or password; these go into keys of their own',
        ),
        (
            "SITE_URL",
            "https://alaskapay.com",
            "5:7: site: alaskapay.com is another machine, but local is this one; elsewhere, kind is staging or production",
        ),
        ("SMTP_PORT", "smtp", '36:11: controls.smtp.port: must be a whole number, not "${SMTP_PORT}"'),
        ("SMTP_PORT", "99999", '36:11: controls.smtp.port: must be less than 65536, not "${SMTP_PORT}"'),
        (
            "DATABASE_URL",
            PASSWORD,
            '12:8: database.dsn: "${DATABASE_URL}" is not a Postgres DSN; write postgresql://user:password@host:port/name?sslmode=verify-full',
        ),
        (
            "DATABASE_URL",
            f"postgresql://u:{PASSWORD}@127.0.0.1/x",
            '12:8: database.dsn: "${DATABASE_URL}" has no sslmode; add sslmode=verify-full, so that no one between can read along',
        ),
        (
            "DATABASE_URL",
            f"postgresql://u:{PASSWORD}@127.0.0.1/x?sslmode=require",
            '12:8: database.dsn: "${DATABASE_URL}" has sslmode=require; add sslmode=verify-full, so that no one between can read along',
        ),
        (
            "DATABASE_URL",
            f"postgresql://u:{PASSWORD}@/x?sslmode=verify-full",
            '12:8: database.dsn: "${DATABASE_URL}" names no host; the host a DSN connects to must stand in it',
        ),
        (
            "DATABASE_URL",
            "host=/run/postgres sslmode=verify-full",
            '12:8: database.dsn: "${DATABASE_URL}" hides where it connects to (service= or a socket); write host and port',
        ),
        (
            "PLAY_KEY",
            '{"token_uri": "https://oauth2.googleapis.com/token", "private_key": "hunter2hunter2"}',
            "LINE:10: vendors.play.key: oauth2.googleapis.com is another machine, but local is this one; elsewhere, kind is staging or production",
        ),
        (
            "DATABASE_URL",
            f"postgresql://u:{PASSWORD}@db.example.org/x?sslmode=verify-full",
            "12:8: database.dsn: db.example.org is another machine, but local is this one; elsewhere, kind is staging or production",
        ),
    ],
)
def test_a_wrong_variable_is_called_by_its_name_and_never_printed(environment_errors, name, value, sentence):
    line = (ENVIRONMENTS / "local.yaml").read_text(encoding="utf-8").partition(f"${{{name}}}")[0].count("\n") + 1

    assert environment_errors("local", **{name: value}) == [f"local.yaml:{sentence.replace('LINE', str(line))}"]
