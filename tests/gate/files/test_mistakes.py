"""A mistake in a file that people write is told with its place, and with its cure or the nearest name; and nothing else is."""

# ruff: noqa: E501 - a row stands in one line, and so does a message, as people read it

import pytest

from gate.checklist import Checklist
from gate.environment import ENVIRONMENTS, Environment
from gate.files.yaml_file import FileError
from gate.release import Release
from tests.support.written_files import CHECKLIST, COMMIT, RELEASE

MISTAKES = {
    "checklist.yaml": [
        ("id: smoke.all", "id: staging.email", '13:7: items.1.id: "staging.email" stands here a second time; every item has an id of its own'),
        ("phase: smoke", "phase: smok", '14:10: items.1.phase: there is no phase "smok"; nearest: "smoke"'),
        ("owner: qa", "owner: qua", '11:10: items.0.owner: "qua" is not known; nearest: "qa"'),
        ("where: staging", "where: stagin", '10:10: items.0.where: "stagin" is not known; nearest: "staging"'),
        ("[check]", "[chek]", '9:16: items.0.settled_by.0: "chek" is not known; nearest: "check"'),
        ("[staging.email,", "[staging.emial,", '18:11: items.1.needs.0: there is no item "staging.emial"; nearest: "staging.email"'),
        ("phase:staging", "phase:stagin", '18:26: items.1.needs.1: there is no phase "stagin"; nearest: "staging"'),
        ("[items]", "[check]", "17:3: items.1.settled_by: `items` and `needs` go together: an item that is derived says from what, and no other does"),
        ("d+24h", "d+1w", '21:8: items.1.due: "d+1w" is not a moment; write w (window opens) or d (deployed), such as w-14d or d+24h'),
        ("lasts: 1h", "lasts: 1 hour", '3:55: phases.smoke.lasts: "1 hour" is not a duration; write it as 250ms, 30s, 15m, 1h or 7d'),
        ("  must: a mail arrives\n", "", '5:3: items.0: "must" is missing; add it'),
        ("id: smoke.all", "id: Smoke All", '13:7: items.1.id: "Smoke All" is not an id; write section.name, in small letters, digits and -'),
        ("where: any", "where: any\n  waivable: 0", "20:13: items.1.waivable: must be true or false, not 0"),
        ("where: any", "where: any\n  adivsory: true", '20:3: items.1: "adivsory" is not known here; nearest: "advisory"'),
    ],
    "release.yaml": [
        ("version: 2.4.0", "version: 2.4", '1:10: version: must be text; quote it: "2.4"'),
        ("version: 2.4.0", "version: v2.4.0", '1:10: version: "v2.4.0" is not a version; write it as 2.4.0'),
        ("version: 2.4.0", "version: [TARGET]", "1:10: version: still the placeholder [TARGET]; write what is true"),
        ("Ada Obi", '"[Name]"', "4:11: deployer: still the placeholder [Name]; write what is true"),
        (f"commit: {COMMIT}", "commit: 1a2b3c4", '2:9: commit: "1a2b3c4" is not a commit; write all 40 hex digits, as `git rev-parse HEAD` prints them'),
        ("9f8e7d6c5b4a39281706f5e4d3c2b1a09f8e7d6c", COMMIT, "3:36: previous.commit: this is the release's own commit; write the one that was live before"),
        ("press: {in: false, reason: a small release, approver: Bola Ade}", "press: false", "14:10: scope.press: what is left out says why and who agreed; write {in: false, reason: …, approver: …}"),
        ("  web: true", "  web: maybe", '6:8: scope.web: "maybe" does not say whether it is in; write true, or {in: false, reason: …, approver: …}'),
        ("  web: true", "  web: yes", '6:8: scope.web: yes is a boolean to some and a word to others; write true or false, or quote it: "yes"'),
        ("  web: true\n", "", '5:1: scope: "web" is missing; add it'),
        ('"2400"', "2400", '16:17: builds.ios.number: must be text; quote it: "2400"'),
        ("infra.cdn", "infra.cnd", '21:9: waivers.0.item: there is no item "infra.cnd"; nearest: "infra.cdn"'),
        ("infra.cdn", "infra.tls", "21:9: waivers.0.item: infra.tls can't be waived by anybody; take the waiver out"),
        ("approver: Bola Ade\n  issue", "approver: Ada Obi\n  issue", "24:13: waivers.0.approver: Ada Obi deploys this release; a waiver is approved by somebody else"),
        ("expires: 2026-11-27", "expires: Friday", '26:12: waivers.0.expires: "Friday" is not a day or time; write it as 2026-11-24 or 2026-11-24T09:12:00Z'),
        ("expires: 2026-11-27", "expires: 2026-11-31", '26:12: waivers.0.expires: "2026-11-31" is not a day or time; write it as 2026-11-24 or 2026-11-24T09:12:00Z'),
        ("  expires: 2026-11-27\n", "", '21:3: waivers.0: "expires" is missing; add it'),
        ("opens: 2026-11-24T09:00:00+01:00", "opens: 2026-11-24T09:00:00", '18:10: window.opens: "2026-11-24T09:00:00" is not a time with its zone; write it as 2026-11-24T09:12:00Z'),
        ("closes: 2026-11-24T10", "closes: 2026-11-23T10", "19:11: window.closes: the window closes before it opens; exchange the two, or correct the day"),
        ("waivers:", "signoffs: []\nwaivers:", '20:1: "signoffs" is not known here; known: version, commit, previous, deployer, freeze, window, scope, builds, results, runbook, migrations, functions, guides, brief, on_call, escalation, targets, approvals, attestations, notifications, rotations, announcements, waivers, incidents, rolled_back_to'),
        ("", "on_call: {primary: {name: Ada Obi, phone: 08012345678}}", '27:43: on_call.primary.phone: "08012345678" is not a phone number; write it as "+2348012345678"'),
        ("", f"freeze: {{commit: {COMMIT}, at: 2026-11-10}}", '27:64: freeze.at: "2026-11-10" is not a time with its zone; write it as 2026-11-24T09:12:00Z'),
        ("", f'freeze: {{commit: {COMMIT}, at: "2026-11-25T00:00:00Z"}}', "27:64: freeze.at: the freeze begins after the window opens; correct one of the two"),
        ("", f"freeze: {{commit: {COMMIT}, at: [Time]}}", "27:64: freeze.at: still the placeholder [Time]; write what is true"),
        ("", "escalation: [{role: CTO, from_minutes: 60, to_minutes: 30}]", "27:56: escalation.0.to_minutes: the step ends before it begins; exchange the two numbers"),
        ("", "escalation: [{role: CTO, from_minutes: -1}]", "27:40: escalation.0.from_minutes: must be at least 0, not -1"),
        ("", "guides: {user: docs.alaskapay.com}", '27:16: guides.user: "docs.alaskapay.com" is not the address of a page; write it as https://host/page'),
        ("", "approvals: [{item: stakeholders.qe}]", '27:20: approvals.0.item: there is no item "stakeholders.qe"; nearest: "stakeholders.qa"'),
        ("", "approvals: [{item: testing.load, by: Bola Ade}]", "27:20: approvals.0.item: testing.load is not settled by anybody's word (evidence); take it out"),
        ("", "approvals: [{item: stakeholders.qa, evidence: abc}]", '27:47: approvals.0.evidence: "abc" is not the head of a record; write all 64 hex digits, as its report shows them'),
        ("", 'attestations: [{item: testing.manual, at: "2026-11-20T09:00:00Z", expires: 2026-11-19}]', "27:76: attestations.0.expires: it ends before it was signed; correct one of the two"),
        ("", "approvals: [{item: stakeholders.qa, role: boss}]", '27:43: approvals.0.role: "boss" is not known; known: database, engineering, executive, legal, marketing, mobile, operations, product, qa, release, security, support'),
        ("", "notifications: [{team: everybody}]", '27:24: notifications.0.team: "everybody" is not known; known: development, support, marketing, executive'),
        ("", "incidents: [{title: a, items: [smoke.paiment]}]", '27:32: incidents.0.items.0: there is no item "smoke.paiment"; nearest: "smoke.payment"'),
        ("", "incidents: [{title: a, severity: bad}]", '27:34: incidents.0.severity: "bad" is not known; known: critical, high, medium, low'),
    ],
    "local.yaml": [
        ("kind: local", "kind: lokal", '+0:7: kind: "lokal" is not known; nearest: "local"'),
        ("sends-message", "sends-mesage", '+0:27: permits.effects.1: "sends-mesage" is not known; nearest: "sends-message"'),
        ("site: ${SITE_URL}\n", "", '-3:1: "site" is missing; add it'),
        ("messages_max: 50", "messages_max: true", "+0:17: permits.messages_max: must be a whole number, not true"),
        ("second_max: 1000", "second_max: 0", "+0:28: permits.requests_per_second_max: must be more than 0, not 0"),
        ('"+2348012345678"', "+2348012345678", '+0:10: synthetic.phone: must be text; quote it: "+2348012345678"'),
        ('"+2348012345678"', "08012345678", '+0:10: synthetic.phone: "08012345678" is not a phone number; write it as "+2348012345678"'),
        ("from: control@", "from: control.", '+0:11: controls.smtp.from: "control.verify.alaskapay.com" is not an e-mail address; write name@host'),
        ("apple_team: 7KX2M9QW4T", "apple_team: TEAM_ID", '+0:15: mobile.apple_team: "TEAM_ID" is not an Apple team id; it has ten capitals and digits'),
        ('hosts: ["127.0.0.1"]', "hosts: [https://alaskapay.com]", '+0:11: identity.hosts.0: "https://alaskapay.com" is not a host name; write it without https://, port and path, in lower case'),
        ("[python, -m, sandbox]", "python -m sandbox", '+0:9: launch: must be a list, such as [one, two], not "python -m sandbox"'),
        ("mailbox:\n  mailpit: ${MAILPIT_URL}", "mailbox: {}", "+0:1: mailbox: a mailbox is read in one way; write either mailpit or imap"),
        ("paystack_domain: test", "paystack_domain: live", '+0:20: identity.paystack_domain: must be "test" where kind is local: no other money is touched there'),
        (" spends-money,", "", "+3:19: permits.spend_max_kobo: money is granted, but spends-money is not among the effects; write 0, or permit it"),
        ("kind: local\nlaunch: [python, -m, sandbox]", "kind: local\nlaunch: [python, -m, sandbox]\nlimits: {mail_ms_max: 3s}", '+2:23: limits.mail_ms_max: must be a whole number, not "3s"'),
        ("resolvers:\n  - ${DNS_ADDRESS}", "resolvers: [${DNS_ADDRESS}]", '+0:13: within {…} and […] a variable is quoted; write "${DNS_ADDRESS}"'),
        ("mail:\n", "endpoints: {a: {path: x, as_who: usr, expects: {status: [200]}}}\nmail:\n", '+0:34: endpoints.a.as_who: "usr" is not known; nearest: "user"'),
        ("mail:\n", "endpoints: {a: {path: x, as_who: user, expects: {status: [200], shape: [strr]}}}\nmail:\n", '+0:72: endpoints.a.expects.shape: a list has the unknown kind "strr"; known: str, int, number, bool, uuid, time, object, any, each also with ?'),
        ("site: ${SITE_PLAIN_PORT}", "site: 0", "+0:11: edge.plain_ports.site: must be more than 0, not 0"),
        ("a: [127.0.0.1]", "a: [alaskapay]", '+0:11: edge.dns.alaskapay.com.a.0: "alaskapay" is not an IPv4 address; write it as 192.0.2.1'),
        ("a: [127.0.0.1]", "aaaa: [127.0.0.1]", '+0:14: edge.dns.alaskapay.com.aaaa.0: "127.0.0.1" is not an IPv6 address; write it as 2001:db8::1'),
        ("mx: [10 mx", "mx: [mx", '+0:12: edge.dns.alaskapay.com.mx.0: "mx.alaskapay.com" is not a mail exchanger; write it as "10 mx.example.org", in lower case'),
        ("caa: [0 issue letsencrypt.org]", "caa: [letsencrypt.org]", '+0:13: edge.dns.alaskapay.com.caa.0: "letsencrypt.org" is not a CAA record; write it as "0 issue letsencrypt.org"'),
        ("spf: v=spf1 include", "spf: spf1 include", '+0:12: edge.dns.alaskapay.com.spf: "spf1 include:sendgrid.net -all" is not an SPF record; write it as "v=spf1 include:sendgrid.net -all"'),
        ("dmarc: v=DMARC1;", "dmarc: DMARC1;", '+0:14: edge.dns.alaskapay.com.dmarc: "DMARC1; p=reject; rua=mailto:dmarc@alaskapay.com" is not a DMARC record; write it as "v=DMARC1; p=reject"'),
        ("s1: v=DKIM1; k=rsa; p=", "s1: v=DKIM1; k=rsa; ", '+0:13: edge.dns.alaskapay.com.dkim.s1: "v=DKIM1; k=rsa; MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQC7v1pX…" is no DKIM key, nor the name that leads to it; write it as "v=DKIM1; p=MIGf…" or s1.domainkey.example.org'),
        ("\n      a: [127.0.0.1]\n    www", " {}\n    www", "+0:5: edge.dns.alaskapay.ng: expects no record at all; write those that must be there, or take it out"),
    ],
}  # fmt: skip
"""Of each file: what is written, what is written instead (or, for nothing, at the end), and what is told.

The lines of local.yaml are counted from the one that is changed, since others are added to it.
"""


@pytest.mark.parametrize(("name", "mistake"), [(name, row) for name, rows in MISTAKES.items() for row in rows])
def test_a_mistake_is_told_with_its_place_and_its_cure(tmp_path, sandbox_variables, name, mistake):
    written, instead, told = mistake
    good = {
        "checklist.yaml": CHECKLIST,
        "release.yaml": RELEASE,
        "local.yaml": (ENVIRONMENTS / "local.yaml").read_text(encoding="utf-8"),
    }[name]
    read = {
        "checklist.yaml": Checklist.read,
        "release.yaml": Release.read,
        "local.yaml": lambda file: Environment.read(str(file), sandbox_variables),
    }[name]
    assert written in good
    file = tmp_path / name
    file.write_text(good.replace(written, instead, 1) if written else good + instead, encoding="utf-8")

    with pytest.raises(FileError) as caught:
        read(file)

    line, _, sentence = told.partition(":")
    if name == "local.yaml":
        line = good.partition(written)[0].count("\n") + 1 + int(line)
    assert str(caught.value).splitlines() == [f"{file}:{line}:{sentence}"]
