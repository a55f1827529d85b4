"""The sections of an environment file. Attributes are called as in the file; `from` is `from_`."""

from datetime import timedelta
from typing import Annotated, Literal

from pydantic import Field

from gate.files.addresses import Dsn, Host, Url
from gate.files.scalars import (
    AppleTeam,
    Email,
    Fingerprint,
    Number,
    Phone,
    Port,
    Secret,
    SitePath,
    Text,
    TimeZone,
    Version,
    Whole,
)
from gate.files.times import Duration, NoDeployDay
from gate.files.yaml_file import FilePath, Section

Kind = Literal["local", "staging", "production"]
Effect = Literal[
    "creates-user",
    "sends-message",
    "sends-event",
    "opens-checkout",
    "spends-money",
    "flips-flag",
    "uses-scratch",
    "restores",
    "rolls-back",
    "load",
    "breaks-access",
    "forges",
]
NEVER_ON_PRODUCTION = frozenset({"restores", "rolls-back", "load", "breaks-access", "forges"})
NEVER_WHERE_IT_LOOKS_LIKE_PRODUCTION = NEVER_ON_PRODUCTION | {"spends-money", "flips-flag"}
"""What is not done where a witness contradicts a file that says staging."""

Milliseconds = Annotated[Whole, Field(gt=0)]


PUBLISHABLE, SECRET = "sb_publishable_", "sb_secret_"
"""How keys of Supabase's newer form begin. They name no project, and whoever takes one for a token refuses it."""


class Supabase(Section):
    """The product's backend. The service key removes synthetic users, and makes them where mail would be in the way."""

    url: Url
    anon_key: Secret
    service_key: Secret


class Database(Section):
    """The product's database, as a role that can't write."""

    dsn: Annotated[Dsn, Field(repr=False)]


class Scratch(Section):
    """A server where dumps are restored, as a role that may create databases and extensions; never the product's."""

    dsn: Annotated[Dsn, Field(repr=False)]


class Backup(Section):
    """Where dumps lie, each with its manifest, and how old and slow a way back may be.

    point_in_time_max_age: how far the provider's recovery to a point in time may lag behind. restore_max: for one dump.
    """

    folder: FilePath
    max_age: Duration = timedelta(hours=24)
    point_in_time_max_age: Duration = timedelta(minutes=10)
    restore_max: Duration = timedelta(hours=4)


class Identity(Section):
    """What must be found there, or nothing is sent."""

    supabase_ref: Text
    paystack_domain: Literal["test", "live"]
    hosts: Annotated[tuple[Host, ...], Field(min_length=1)]


class Permits(Section):
    """What a run may do to this environment besides reading, and how much of it.

    A load test keeps to limits of its own; where they are missing, to those of all others.
    """

    effects: tuple[Effect, ...]
    requests_per_second_max: Annotated[Number, Field(gt=0)]
    messages_max: Annotated[Whole, Field(ge=0)]
    spend_max_kobo: Annotated[Whole, Field(ge=0)]
    load_requests_per_second_max: Annotated[Number, Field(gt=0)] | None = None
    load_spend_max_kobo: Annotated[Whole, Field(ge=0)] | None = None


class Synthetic(Section):
    """How our own users are told from people."""

    email_domain: Host
    phone: Phone


class Imap(Section):
    """A mailbox read over IMAP with TLS."""

    host: Host
    port: Port = 993
    user: Text
    password: Secret
    folder: Text = "INBOX"


class Channels(Section):
    """The teams' mailing lists that `mailbox` is a member of; of the other teams a receipt is asked for."""

    development: Email | None = None
    support: Email | None = None
    marketing: Email | None = None
    executive: Email | None = None


class Notify(Section):
    """Where people are told at once when a rollback trigger is refuted (the address is the secret), and of releases."""

    webhook: Annotated[Url, Field(repr=False)]
    channels: Channels = Channels()


class Calendar(Section):
    """The team's own time, and when it does not deploy: on Fridays, and on the days and weekdays in `closed`.

    quiet_share: which part of the week's hours is quiet. window_max: how long a window may be.
    """

    timezone: TimeZone = "Africa/Lagos"
    closed: tuple[NoDeployDay, ...] = ()
    window_max: Annotated[Duration, Field(gt=timedelta())] = timedelta(hours=2)
    quiet_share: Annotated[Number, Field(gt=0, lt=1)] = 0.25


class Engines(Section):
    """What is started where Playwright has no build of its own of an engine; without it, a Firefox on the path."""

    firefox: FilePath | None = None


class Mailbox(Section):
    """Where mail to synthetic users can be read: one of the two."""

    mailpit: Url | None = None
    imap: Imap | None = None


class ControlSmtp(Section):
    """The way of a control mail into our mailbox, past the product."""

    host: Host
    port: Port = 587
    from_: Annotated[Email, Field(alias="from")]
    user: Text | None = None
    password: Annotated[str | None, Field(repr=False)] = None
    tls: Literal["none", "starttls", "implicit"] = "none"


class Controls(Section):
    """What proves that our own instruments work; without it an absence proves nothing."""

    web: Url | None = None
    dns: Host | None = None
    smtp: ControlSmtp | None = None


class Mail(Section):
    """The product's own mail. Its links lead to `identity.hosts`, or to Supabase, which sends on to there."""

    sender: Email = "no-reply@alaskapay.com"
    reset_subject: Text = "Reset your password"


class VersionsInTheField(Section):
    """App versions that people still use."""

    ios: tuple[Version, ...]
    android: tuple[Version, ...]


class Mobile(Section):
    """What the apps rely on."""

    version_header: Text = "x-app-version"
    minimum_version: Text = "functions/v1/minimum-version"
    versions_in_the_field: VersionsInTheField
    app_id: Text = "com.alaskapay.app"
    apple_team: AppleTeam
    android_fingerprints: Annotated[tuple[Fingerprint, ...], Field(min_length=1)]


class Limits(Section):
    """How long we wait.

    `settle_ms` is how long a second, wrong credit is given to appear. `repeat_ms`: so long after a message about a
    payment it comes once more; what keeps it from counting twice may be forgotten by then. `growth_ms` is how long a
    crash is given to come again between two looks at it. `health_log_ms_max`: how old the newest row of the product's
    health log may be; it writes one every five minutes.
    """

    homepage_ms_max: Milliseconds
    page_ms_max: Milliseconds
    step_ms_max: Milliseconds
    mail_ms_max: Milliseconds
    sms_ms_max: Milliseconds
    push_ms_max: Milliseconds
    credit_ms_max: Milliseconds
    settle_ms: Milliseconds
    repeat_ms: tuple[Milliseconds, ...]
    event_ms_max: Milliseconds
    health_log_ms_max: Milliseconds
    growth_ms: Milliseconds
    request_ms_max: Milliseconds


class BuildStamp(Section):
    """Where the site says which commit it was built from: in one of the three; `field` is that of the JSON file.

    Without any it is a <meta> of the page with `commit`, `revision`, `git` or `sha` in its name.
    """

    meta: Text | None = None
    header: Text | None = None
    json_: Annotated[SitePath | None, Field(alias="json")] = None
    field: Text = "commit"


class Settle(Section):
    """How long a run waits until the release is live everywhere and ready.

    answers: so many in a row at every address of the site. beside: whether the release before may answer too.
    """

    within: Annotated[Duration, Field(gt=timedelta(), le=timedelta(minutes=15))] = timedelta(minutes=2)
    answers: Annotated[Whole, Field(gt=0, le=500)] = 20
    beside: Literal["previous"] | None = None


HOSTED_LIMITS = {
    "homepage_ms_max": 2_000,
    "page_ms_max": 10_000,
    "step_ms_max": 10_000,
    "mail_ms_max": 60_000,
    "sms_ms_max": 60_000,
    "push_ms_max": 60_000,
    "credit_ms_max": 60_000,
    "settle_ms": 5_000,
    "repeat_ms": (2_000, 10_000),
    "event_ms_max": 120_000,
    "health_log_ms_max": 600_000,
    "growth_ms": 60_000,
    "request_ms_max": 10_000,
}
"""For staging and production. The homepage's two seconds are the procedures'; where those are silent, patience."""

LOCAL_LIMITS = {
    "homepage_ms_max": 2_000,
    "page_ms_max": 5_000,
    "step_ms_max": 5_000,
    "mail_ms_max": 3_000,
    "sms_ms_max": 3_000,
    "push_ms_max": 3_000,
    "credit_ms_max": 5_000,
    "settle_ms": 600,
    "repeat_ms": (2_000,),
    "event_ms_max": 3_000,
    "health_log_ms_max": 600_000,
    "growth_ms": 3_000,
    "request_ms_max": 5_000,
}

LOCAL_WATCH = {"window": "30s", "poll": "1s", "lag_max": "2s"}
HOSTED_WATCH = {"window": "1h", "poll": "5s", "lag_max": "1m"}
"""How long an indicator is watched, how often it is asked, and how old its newest data may be."""
