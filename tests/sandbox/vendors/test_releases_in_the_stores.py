"""The release in the stores of the sandbox, and what the platforms make of its links, as our sources read it."""

import json
from collections.abc import Mapping

import pytest

from gate.environment.vendors import Vendors
from gate.http import HttpClient
from gate.outcome import NotShown
from gate.record.cleanup_journal import Journal
from gate.sources.app_store import AppStore, StoreVersion
from gate.sources.apple_links import AppleLinks
from gate.sources.google.asset_links import AssetLinks, Link
from gate.sources.google.play import Play, TrackRelease
from tests.sandbox.vendors.contracts.discovery import complaints

PACKAGE, CODE = "com.alaskapay.app", "20400"
SIGNED_BY = "8D:41:F3:0C:6E:97:B2:5A:1F:E8:33:74:C9:06:AD:52:90:BB:27:D4:1E:68:F5:8A:03:CC:49:7D:E1:36:9F:B0"


@pytest.fixture
def play(http_client: HttpClient, settings: Vendors) -> Play:
    return Play(http_client, settings.play)


@pytest.fixture
def asset_links(http_client: HttpClient, settings: Vendors) -> AssetLinks:
    return AssetLinks(http_client, settings.asset_links)


def test_apple_has_the_version_with_build_and_phases(http_client: HttpClient, settings: Vendors) -> None:
    store = AppStore(http_client, settings.app_store)

    assert store.version("2.4.0") == StoreVersion("READY_FOR_DISTRIBUTION", "2400", "ACTIVE")
    assert store.version("9.9.9") is None


def test_play_has_the_version_for_a_tenth_and_every_draft_is_thrown_away(play: Play, tmp_path) -> None:
    drafts = Journal(tmp_path / "drafts")

    releases = play.production_track(drafts)

    assert releases == (TrackRelease((CODE,), "inProgress", 0.1), TrackRelease(("20310",), "completed", 1.0))
    assert drafts.due() == []
    asked = [exchange.request for exchange in play.http_client.exchanges if "/edits" in exchange.request]

    assert [request.partition(" ")[0] for request in asked] == ["POST", "GET", "DELETE"]


def test_a_draft_that_a_killed_run_has_left_is_thrown_away_by_the_next(play: Play, tmp_path) -> None:
    drafts = Journal(tmp_path / "drafts")
    drafts.note("left-behind")

    play.production_track(drafts)

    assert drafts.due() == []
    assert any("/edits/left-behind" in exchange.request for exchange in play.http_client.exchanges)


def test_what_play_answers_is_in_the_form_of_googles_contract(play: Play, tmp_path) -> None:
    play.production_track(Journal(tmp_path / "drafts"))
    play.signing_certificates(CODE)

    bodies = [json.loads(e.body) for e in play.http_client.exchanges if "/applications/" in e.request and e.body]
    assert [
        complaints("androidpublisher.v3", schema, body)
        for schema, body in zip(("AppEdit", "Track", "GeneratedApksListResponse"), bodies, strict=True)
    ] == [[], [], []]


def test_play_tells_its_own_certificate(play: Play) -> None:
    assert play.signing_certificates(CODE) == (SIGNED_BY,)
    with pytest.raises(NotShown, match="answered 404"):
        play.signing_certificates("1")


def test_google_takes_site_and_app_as_linked(asset_links: AssetLinks, sandbox: Mapping[str, str]) -> None:
    site = sandbox["SITE_URL"]

    assert asset_links.check(site, PACKAGE, SIGNED_BY) == Link(is_taken=True, errors=())
    assert asset_links.check(site, "com.another.app", SIGNED_BY) == Link(is_taken=False, errors=())
    assert asset_links.check("https://another.example", PACKAGE, SIGNED_BY) == Link(is_taken=False, errors=())
    body = json.loads(asset_links.http_client.exchanges[-1].body)
    assert complaints("digitalassetlinks.v1", "CheckResponse", body) == []


def test_apple_has_a_copy_of_this_site_and_says_why_of_none_else(http_client: HttpClient, settings: Vendors) -> None:
    links = AppleLinks(http_client, settings.apple_links)

    assert b"7KX2M9QW4T.com.alaskapay.app" in links.copy_for("127.0.0.1").answer.body
    assert "SWCERR00301" in links.copy_for("another.example").why_none
