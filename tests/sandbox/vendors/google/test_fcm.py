"""Does the double of Firebase Cloud Messaging keep to Google's contract, and does our source read it?"""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import httpx
import pytest

from gate.environment.vendors import Vendors
from gate.http import HttpClient
from gate.outcome import NotShown
from gate.sources.google.fcm import Fcm
from sandbox.keys import cut_keys
from tests.sandbox.vendors.contracts.discovery import complaints

WISH = {"title": "Money received", "body": "NGN 100.00"}


@pytest.fixture
def fcm(http_client: HttpClient, settings: Vendors) -> Fcm:
    return Fcm(http_client, settings.fcm)


@pytest.fixture
def push(sandbox: dict[str, str], http: httpx.Client) -> Callable[..., httpx.Response]:
    """The product's own function, as another part of the product calls it."""
    key = sandbox["SUPABASE_SERVICE_KEY"]
    url = f"{sandbox['SUPABASE_URL']}/functions/v1/send-push-notification"

    def send(token: str = sandbox["FCM_DEVICE"]) -> httpx.Response:
        headers = {"apikey": key, "authorization": f"Bearer {key}"}
        return http.post(url, headers=headers, json={"token": token, **WISH})

    return send


def asking(fcm: Fcm, **change: Any) -> Fcm:
    return replace(fcm, settings=fcm.settings.model_copy(update=change))


def test_the_registered_device_is_known_and_shows_nothing_of_the_question(
    fcm: Fcm, sandbox: dict[str, str], http: httpx.Client
) -> None:
    before = http.get(sandbox["FCM_RECEIVER"]).json()

    assert fcm.knows_device()
    assert http.get(sandbox["FCM_RECEIVER"]).json() == before


def test_a_device_that_is_gone_is_not_known(fcm: Fcm, switch_on: Callable[..., None]) -> None:
    assert not asking(fcm, device="another").knows_device()
    switch_on("push-device-unregistered")
    assert not fcm.knows_device()


def test_another_project_and_another_key_are_told(fcm: Fcm) -> None:
    key = json.dumps({**json.loads(fcm.settings.key), "private_key": cut_keys().play_private_key})

    with pytest.raises(NotShown, match="Firebase Cloud Messaging answered 403: the credential lacks a permission"):
        asking(fcm, project="another").knows_device()
    with pytest.raises(NotShown, match=r"Google refuses the service account's key \(400\): renew it"):
        asking(fcm, key=key).knows_device()
    with pytest.raises(NotShown, match=r"vendors\.fcm\.key is no key of a service account"):
        asking(fcm, key="no JSON").knows_device()


def test_every_answer_is_as_googles_own_contract_says(push: Callable[..., httpx.Response], fcm: Fcm) -> None:
    assert fcm.knows_device()
    validated = json.loads(fcm.http_client.exchanges[-1].body)

    for content in (validated, {"name": push().json()["messageId"]}):
        assert complaints("fcm.v1", "Message", content) == []
    assert complaints("fcm.v1", "Message", {"messageId": "1"}) != []


def test_what_the_product_sends_is_shown_by_the_device(
    push: Callable[..., httpx.Response], sandbox: dict[str, str], http: httpx.Client, switch_on: Callable[..., None]
) -> None:
    sent = push()
    shown = http.get(sandbox["FCM_RECEIVER"]).json()
    switch_on("push-not-displayed")
    unseen = push()

    assert sent.json()["messageId"].startswith("projects/alaskapay/messages/0:")
    assert unseen.status_code == 200
    assert shown[0] == WISH
    assert http.get(sandbox["FCM_RECEIVER"]).json() == shown


def test_the_product_says_when_it_could_not_send(
    push: Callable[..., httpx.Response], switch_on: Callable[..., None]
) -> None:
    assert push(token="another").status_code == 500  # noqa: S106 - of a device
    switch_on("push-key-refused")
    assert push().json() == {"error": "The push message could not be sent"}
