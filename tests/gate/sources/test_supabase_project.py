"""Which networks reach the database, as its provider says; and what can't be believed."""

import json
from collections.abc import Iterator

import pytest
from ailments import AILMENTS, DEADLINE_MS, SECRET
from listener import Listener, answer, listening

from gate.http import Door
from gate.outcome import NotShown
from gate.sources.supabase_project import Restrictions, SupabaseProject
from gate.vendors import SupabaseManagement


@pytest.fixture
def vendor() -> Iterator[Listener]:
    with listening() as vendor:
        yield vendor


@pytest.fixture
def project(vendor: Listener) -> Iterator[SupabaseProject]:
    door = Door("here", frozenset({("127.0.0.1", vendor.port)}), 1000, DEADLINE_MS)
    yield SupabaseProject(door, SupabaseManagement(url=vendor.url, token=SECRET), "qwertyuiopasdfghjklz")
    door.close()


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


@pytest.mark.parametrize("ailment", AILMENTS)
def test_whatever_is_wrong_is_one_sentence_without_the_token(vendor, project, ailment):
    reply, sentence = AILMENTS[ailment]
    vendor.replies = [reply]

    with pytest.raises(NotShown) as caught:
        project.network_restrictions()

    assert sentence in str(caught.value)
    assert str(caught.value).startswith("Supabase's Management API")
    assert SECRET not in str(caught.value)
