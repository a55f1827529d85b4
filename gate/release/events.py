"""What happened around a release: who was told, what went wrong, what was taken back."""

from typing import Literal

from gate.files.scalars import Commit, ItemId, Text
from gate.files.times import Time
from gate.files.yaml_file import Section


class RolledBackTo(Section):
    """What is live after a rollback."""

    commit: Commit
    reason: Text
    at: Time


class Rotation(Section):
    """When a key of the product was last exchanged for a new one."""

    key: Text
    at: Time | None = None


class Notification(Section):
    """A team that was told before the window opens. receipt: the message's id or its address."""

    team: Literal["development", "support", "marketing", "executive"]
    channel: Text | None = None
    receipt: Text | None = None
    at: Time | None = None


class Announcement(Section):
    """What the public was told after the launch. receipt: its address or the message's id."""

    kind: Literal["launch", "beta", "social", "press"]
    receipt: Text | None = None
    at: Time | None = None


class Told(Section):
    """Who was told of an incident, and when."""

    who: Text
    at: Time


class Note(Section):
    """Something that was done or seen at a time."""

    at: Time
    what: Text


class PostMortem(Section):
    """The review after an incident, and where it is written down."""

    at: Time
    address: Text


class Incident(Section):
    """Something that went wrong with the release. items: the refuted items that it explains; done: fix or rollback."""

    title: Text
    items: tuple[ItemId, ...] = ()
    severity: Literal["critical", "high", "medium", "low"] | None = None
    detected: Time | None = None
    told: tuple[Told, ...] = ()
    done: tuple[Note, ...] = ()
    timeline: tuple[Note, ...] = ()
    impact: Text | None = None
    post_mortem: PostMortem | None = None
