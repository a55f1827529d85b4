"""Which networks reach the database and how it is backed up, as its provider says; and what can't be believed."""

import json
from datetime import UTC, datetime

import pytest

from gate.environment.vendors import SupabaseManagement
from gate.http import HttpClient
from gate.outcome import NotShown
from gate.sources.supabase.project import (
    AuthAddresses,
    Backups,
    DeployedFunction,
    Restrictions,
    SecretAge,
    SupabaseProject,
)
from tests.support.servers.listener import Listener, answer
from tests.support.source_faults import SECRET


@pytest.fixture
def project(vendor: Listener, http_client: HttpClient) -> SupabaseProject:
    return SupabaseProject(http_client, SupabaseManagement(url=vendor.url, token=SECRET), "qwertyuiopasdfghjklz")


def restricted(status="applied", **config):
    return answer(json.dumps({"entitlement": "allowed", "config": config, "status": status}).encode())


def test_the_networks_of_both_families_are_told(vendor, project):
    vendor.replies = [restricted(dbAllowedCidrs=["203.0.113.0/24"], dbAllowedCidrsV6=["2001:db8::/48"])]

    assert project.network_restrictions() == Restrictions(("203.0.113.0/24", "2001:db8::/48"), is_applied=True)
    assert vendor.lines == ["GET /v1/projects/qwertyuiopasdfghjklz/network-restrictions"]


@pytest.mark.parametrize(
    ("config", "open_to"),
    [
        ({}, ("0.0.0.0/0", "::/0")),
        ({"dbAllowedCidrs": [], "dbAllowedCidrsV6": []}, ("0.0.0.0/0", "::/0")),
        ({"dbAllowedCidrs": ["203.0.113.7/32"]}, ("203.0.113.7/32", "::/0")),
    ],
)
def test_a_family_without_networks_is_not_restricted(vendor, project, config, open_to):
    vendor.replies = [restricted(**config)]

    assert project.network_restrictions().networks == open_to


def test_what_is_stored_is_not_in_force_yet(vendor, project):
    vendor.replies = [restricted("stored", dbAllowedCidrs=["203.0.113.0/24"])]

    assert not project.network_restrictions().is_applied


def test_functions_that_are_removed_are_served_no_more(vendor, project):
    told = [{"slug": name, "status": status} for name, status in (("pay", "ACTIVE"), ("old", "REMOVED"))]
    vendor.replies = [answer(json.dumps(told).encode())]

    assert project.active_functions() == ("pay",)


def test_functions_are_told_with_their_settings(vendor, project):
    told = [
        {"slug": "pay", "status": "THROTTLED", "version": 24, "verify_jwt": True},
        {"slug": "old", "status": "REMOVED", "version": 3, "verify_jwt": False},
    ]
    vendor.replies = [answer(json.dumps(told).encode())]

    assert project.functions() == (DeployedFunction("pay", 24, verifies_tokens=True, is_throttled=True),)


def test_a_function_that_does_not_say_whether_it_verifies_tokens_is_not_read(vendor, project):
    vendor.replies = [answer(json.dumps([{"slug": "pay", "status": "ACTIVE", "version": 24}]).encode())]

    with pytest.raises(NotShown, match=r"0\.verify_jwt wrong"):
        project.functions()


def backed_up(*backups, pitr_enabled=True, **physical):
    told = [{"id": 7, "is_physical_backup": True, "status": status, "inserted_at": at} for status, at in backups]
    body = {"region": "eu-west-1", "walg_enabled": True, "pitr_enabled": pitr_enabled, "backups": told}
    return answer(json.dumps(body | {"physical_backup_data": physical}).encode())


def test_the_newest_completed_backup_counts_and_no_other(vendor, project):
    vendor.replies = [
        backed_up(
            ("FAILED", "2026-11-24T02:00:00Z"),
            ("COMPLETED", "2026-11-22T02:00:00.123Z"),
            ("COMPLETED", "2026-11-23T02:00:00Z"),
            ("PENDING", "2026-11-24T03:00:00Z"),
            latest_physical_backup_date_unix=1_764_000_000,
        )
    ]

    assert project.backups() == Backups(
        completed_at=datetime(2026, 11, 23, 2, tzinfo=UTC), point_in_time=datetime(2025, 11, 24, 16, tzinfo=UTC)
    )


@pytest.mark.parametrize(
    "reply",
    [
        backed_up(latest_physical_backup_date_unix=1_764_000_000, pitr_enabled=False),
        backed_up(("ARCHIVED", "2026-11-24T02:00:00Z")),
    ],
)
def test_what_is_switched_off_or_not_completed_is_none(vendor, project, reply):
    vendor.replies = [reply]

    assert project.backups() == Backups(None, None)


@pytest.mark.parametrize(
    ("reply", "wrong"),
    [
        (backed_up(("DONE", "2026-11-24T02:00:00Z")), "backups.0.status"),
        (backed_up(("COMPLETED", "2026-11-24 02:00")), "backups.0.inserted_at"),
        (backed_up(latest_physical_backup_date_unix=1_764_000_000_000), "latest_physical_backup_date_unix"),
        (backed_up(pitr_enabled=None), "pitr_enabled"),
    ],
)
def test_backups_that_make_no_sense_are_no_backups(vendor, project, reply, wrong):
    vendor.replies = [reply]

    with pytest.raises(NotShown, match=wrong):
        project.backups()


def test_the_age_of_secrets_is_told_and_their_values_are_nowhere(vendor, project):
    told = [{"name": "PAYSTACK_SECRET_KEY", "value": "planted-digest", "updated_at": "2026-11-12T08:00:00.000Z"}]
    vendor.replies = [answer(json.dumps(told).encode())]

    (secret,) = project.secrets()

    assert secret == SecretAge("PAYSTACK_SECRET_KEY", datetime(2026, 11, 12, 8, tzinfo=UTC))
    assert "planted-digest" not in f"{secret}{project.http_client.exchanges}"


def test_what_guards_sign_ins_is_told_and_nothing_else_of_the_settings(vendor, project):
    told = {
        "rate_limit_verify": 30,
        "hook_password_verification_attempt_enabled": True,
        "hook_password_verification_attempt_secrets": "planted-secret",
        "security_captcha_enabled": False,
        "security_captcha_secret": "planted-secret",
        "password_required_characters": None,
        "mfa_totp_verify_enabled": True,
        "smtp_pass": "planted-secret",
        "uri_allow_list": ["https://alaskapay.com"],
    }
    vendor.replies = [answer(json.dumps(told).encode())]

    assert project.sign_in_guards() == {
        "hook_password_verification_attempt_enabled": True,
        "mfa_totp_verify_enabled": True,
        "password_required_characters": None,
        "rate_limit_verify": 30,
        "security_captcha_enabled": False,
    }
    assert "planted-secret" not in str(project.http_client.exchanges)


@pytest.mark.parametrize(
    ("listed", "redirects"),
    [(None, ()), ("", ()), ("https://a.example/**, app://b ,", ("https://a.example/**", "app://b"))],
)
def test_where_auth_sends_people_is_told_and_nothing_else_of_the_settings(vendor, project, listed, redirects):
    told = {"site_url": "https://a.example", "uri_allow_list": listed, "smtp_pass": "planted-secret"}
    vendor.replies = [answer(json.dumps(told).encode())]

    assert project.auth_addresses() == AuthAddresses("https://a.example", redirects)
    assert "planted-secret" not in str(project.http_client.exchanges)


@pytest.mark.parametrize("body", [{}, None, [None], [{"name": "KEY"}], [{"name": "KEY", "updated_at": "lately"}]])
def test_secrets_that_cannot_be_read_are_not_shown(vendor, project, body):
    vendor.replies = [answer(json.dumps(body).encode())]

    with pytest.raises(NotShown, match=r"^Supabase's Management API: "):
        project.secrets()
