"""Firebase Cloud Messaging: whether it knows a device; asked through Google's own client, and nothing is delivered."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydantic import BaseModel

from gate.http import VendorCall
from gate.outcome import NotShown
from gate.probes.answers import read_content
from gate.sources.google.client import TOKEN_CALLS, google_client

if TYPE_CHECKING:
    from gate.environment.vendors import Fcm as FcmSettings
    from gate.http import HttpClient

__all__ = ["CALLS", "TOKEN_CALLS", "Fcm"]

SYSTEM = "Firebase Cloud Messaging"
CALLS = (VendorCall("POST", "/v1/projects/{project}/messages:send"),)
SCOPE = "https://www.googleapis.com/auth/firebase.messaging"
OK, BAD_REQUEST, NOT_FOUND = 200, 400, 404
UNREGISTERED = "UNREGISTERED"


class _Message(BaseModel):
    name: str


@dataclass(frozen=True)
class Fcm:
    """Asks one project; each message is only validated."""

    http_client: HttpClient
    settings: FcmSettings

    def knows_device(self) -> bool:
        """Whether the device of the settings is registered. Raises NotShown where that can't be told."""
        from googleapiclient.errors import HttpError  # noqa: PLC0415 - with Google's client only

        api = ("fcm", "v1", SCOPE)
        statuses = (OK, BAD_REQUEST, NOT_FOUND)
        client = google_client(self.http_client, SYSTEM, api, self.settings, "vendors.fcm.key", statuses)
        message = {"token": self.settings.device, "notification": {"title": "Release check", "body": "Is it there?"}}
        asked = client.projects().messages()
        try:
            answer = asked.send(
                parent=f"projects/{self.settings.project}", body={"validateOnly": True, "message": message}
            ).execute()
        except HttpError as error:
            return self._refused(error.content)
        read_content(answer, _Message, SYSTEM)
        return True

    def _refused(self, content: bytes) -> bool:
        """False where FCM says that the device is not registered; another refusal says nothing of it."""
        said = json.loads(content).get("error", {})
        codes = {detail.get("errorCode") for detail in said.get("details", []) if isinstance(detail, dict)}
        if UNREGISTERED in codes:
            return False
        raise NotShown(
            f"{SYSTEM} refuses the question ({said.get('status', 'no reason given')}): look at vendors.fcm.project and "
            "vendors.fcm.device"
        )
