"""How the outside systems are reached. Attributes are called as in the environment file."""

import json
import re
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field

from gate.files.addresses import Url, origin_of
from gate.files.scalars import Email, Repository, RootFile, Secret, Text
from gate.files.yaml_file import Section


class Netlify(Section):
    """Hosting of the web application."""

    url: Url
    site: Text
    token: Secret


class Paystack(Section):
    """Payments."""

    url: Url
    secret_key: Secret


class Twilio(Section):
    """Text messages."""

    url: Url
    account: Text
    key: Secret
    secret: Secret


def _dsn(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme != "https" or not parts.username or not re.fullmatch(r"/\d+", parts.path):
        raise ValueError("is no DSN; write it as https://key@o1.ingest.sentry.io/4501, from the project's client keys")
    origin_of(text)
    return text


@dataclass(frozen=True)
class Ingest:
    """Where the apps send their events to: an address, the number of the project, and its public key."""

    url: str
    project: str
    key: str


def _without_version(url: str) -> str:
    if urlsplit(url).path.strip("/"):
        raise ValueError("has a path; write only the host, as in https://api.sendgrid.com: each call adds its own /v3")
    return url


class SendGrid(Section):
    """The provider that sends the product's mail."""

    url: Annotated[Url, AfterValidator(_without_version)]
    token: Secret


class Sentry(Section):
    """Error tracking. The DSN is what the apps have, so it is no secret."""

    url: Url
    org: Text
    project: Text
    token: Secret
    dsn: Annotated[str, AfterValidator(_dsn)] | None = None

    @property
    def ingest(self) -> Ingest | None:
        """What the DSN says; None where there is none."""
        if self.dsn is None:
            return None
        parts, (host, port) = urlsplit(self.dsn), origin_of(self.dsn)
        return Ingest(f"https://{host}:{port}", parts.path.removeprefix("/"), parts.username or "")


class GitHub(Section):
    """The repository, as owner/name; `branch` is the one that releases are made from.

    manifest: the JSON file with the product's version. A version is tagged `v` and its number.
    """

    url: Url
    repository: Repository
    branch: Text = "main"
    manifest: RootFile = "package.json"
    changelog: RootFile = "CHANGELOG.md"
    token: Secret


class Prometheus(Section):
    """Metrics, by the HTTP API of a Prometheus or of what speaks like one. Basic auth or a token, or neither."""

    url: Url
    user: Text | None = None
    password: Annotated[str | None, Field(repr=False)] = None
    token: Annotated[str | None, Field(repr=False)] = None


class SupabaseManagement(Section):
    """Supabase's Management API, for the logs; the project is `identity.supabase_ref`."""

    url: Url
    token: Secret


class Unleash(Section):
    """Feature flags: the flag of this release, in one environment of one project."""

    url: Url
    project: Text = "default"
    environment: Text
    flag: Text
    token: Secret


class UptimeRobot(Section):
    """Uptime, as seen by somebody else; `monitor` is the number of the monitor of the site."""

    url: Url
    monitor: Text
    token: Secret


class Zendesk(Section):
    """Support tickets."""

    url: Url
    email: Email
    token: Secret


class Statuspage(Section):
    """The public status page, at its own address; it is read without a key."""

    url: Url


class AppStore(Section):
    """App Store Connect; the key is the text of the .p8 file."""

    url: Url
    app: Text
    issuer: Text
    key_id: Text
    key: Secret


class AppleLinks(Section):
    """Apple's CDN for associations, from which devices get what the site's link file says; it is read without a key."""

    url: Url


class AssetLinks(Section):
    """Google's Digital Asset Links API, by which Android believes the site's link file; it is read without a key."""

    url: Url


class GoogleAccount(Section):
    """A system of Google's; the key is the text of the service account's JSON file."""

    url: Url
    key: Secret

    @property
    def token_url(self) -> str | None:
        """Where the key is exchanged for a token, as the key itself says; None where it says nothing of the kind."""
        try:
            address = str(json.loads(self.key)["token_uri"])
            origin_of(address)
        except (ValueError, TypeError, KeyError):
            return None
        return address if address.startswith(("https://", "http://")) else None


class Play(GoogleAccount):
    """Google Play."""

    package: Text = "com.alaskapay.app"


class Fcm(GoogleAccount):
    """Push messages: a project, and the registration token of a device of ours.

    `receiver` is an address that tells what this device has shown, where there is one.
    """

    project: Text
    device: Secret
    receiver: Annotated[Url | None, Field(repr=False)] = None


class Vendors(Section):
    """Outside systems; a missing one makes the checks that ask it not shown."""

    netlify: Netlify | None = None
    paystack: Paystack | None = None
    twilio: Twilio | None = None
    sendgrid: SendGrid | None = None
    sentry: Sentry | None = None
    prometheus: Prometheus | None = None
    supabase: SupabaseManagement | None = None
    github: GitHub | None = None
    uptimerobot: UptimeRobot | None = None
    unleash: Unleash | None = None
    zendesk: Zendesk | None = None
    app_store: AppStore | None = None
    play: Play | None = None
    statuspage: Statuspage | None = None
    fcm: Fcm | None = None
    apple_links: AppleLinks | None = None
    asset_links: AssetLinks | None = None

    @property
    def token_urls(self) -> dict[str, str]:
        """Where Google gives out tokens for the keys of this file, by the section of the key."""
        accounts = {"play": self.play, "fcm": self.fcm}
        return {name: account.token_url for name, account in accounts.items() if account and account.token_url}
