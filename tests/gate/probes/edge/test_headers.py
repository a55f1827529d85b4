"""Headers as browsers read them: what guards, what only looks as if it did."""

import pytest

from gate.probes.edge.headers import Guards, guards_of, lets_in

FOREIGN = "https://attacker.example"


def test_a_page_without_headers_is_unguarded():
    assert guards_of({}) == Guards(0, forbids_foreign_frames=False, forbids_sniffing=False, referrer_policy="")


@pytest.mark.parametrize(
    ("header", "days"),
    [
        ("max-age=31536000; includeSubDomains; preload", 365),
        ("includeSubDomains; Max-Age=86400", 1),
        ('max-age="172800"', 2),
        ("max-age=0", 0),
        ("max-age=3600", 0),
        ("includeSubDomains", 0),
        ("s-max-age=31536000", 0),
    ],
)
def test_hsts_counts_in_whole_days(header, days):
    assert guards_of({"strict-transport-security": header}).hsts_days == days


@pytest.mark.parametrize(
    ("headers", "forbids"),
    [
        ({"x-frame-options": "DENY"}, True),
        ({"x-frame-options": "sameorigin"}, True),
        ({"x-frame-options": "ALLOW-FROM https://attacker.example"}, False),
        ({"content-security-policy": "default-src 'self'; frame-ancestors 'none'"}, True),
        ({"content-security-policy": "Frame-Ancestors 'self' https://partner.example"}, True),
        ({"content-security-policy": "default-src 'none'"}, False),
        ({"content-security-policy": "frame-ancestors *", "x-frame-options": "DENY"}, False),
        ({"content-security-policy": "frame-ancestors https:"}, False),
        ({"content-security-policy-report-only": "frame-ancestors 'none'"}, False),
    ],
)
def test_frames_of_foreign_sites_are_forbidden_or_not(headers, forbids):
    assert guards_of(headers).forbids_foreign_frames is forbids


def test_of_several_referrer_policies_the_last_counts():
    assert guards_of({"referrer-policy": "no-referrer, strict-origin"}).referrer_policy == "strict-origin"
    assert guards_of({"referrer-policy": "Unsafe-URL"}).referrer_policy == "unsafe-url"


def test_sniffing_is_forbidden_by_one_word_only():
    assert guards_of({"x-content-type-options": "NoSniff"}).forbids_sniffing
    assert not guards_of({"x-content-type-options": "sniff"}).forbids_sniffing


@pytest.mark.parametrize(
    ("allowed", "credentials", "lets"),
    [
        (FOREIGN, "true", True),
        (FOREIGN, "", False),
        ("*", "true", False),
        ("*", "", False),
        ("https://alaskapay.com", "true", False),
        ("", "true", False),
    ],
)
def test_a_foreign_site_is_let_in_only_by_name_and_with_credentials(allowed, credentials, lets):
    headers = {"access-control-allow-origin": allowed, "access-control-allow-credentials": credentials}

    assert lets_in(headers, FOREIGN) is lets
