"""What is agreed before the deployment: dates, targets, and who can be reached. What nobody has written yet is None."""

from typing import Annotated

from pydantic import Field

from gate.files.addresses import Page
from gate.files.scalars import Commit, Phone, Text, Whole
from gate.files.times import Time
from gate.files.yaml_file import FilePath, Section

Count = Annotated[Whole, Field(gt=0)]
Minutes = Annotated[Whole, Field(ge=0)]


class Freeze(Section):
    """Since when, and after which commit, nothing but critical fixes is merged."""

    commit: Commit
    at: Time


class Window(Section):
    """When the deployment happens. Each time carries its zone; here both are UTC."""

    opens: Time
    closes: Time


class Migrations(Section):
    """The migrations as they stand at the release's commit: a folder of files VERSION_NAME.sql.

    down: a folder with files of the same names, each of which takes one back. forward_only: version (in quotes) -> why
    it may stay when the rest goes back.
    """

    folder: FilePath | None = None
    down: FilePath | None = None
    forward_only: dict[Annotated[str, Field(pattern=r"^[0-9]+$")], Text] = Field(default_factory=dict)


class Targets(Section):
    """What the release is expected to bring within a week; `[TARGET]` is none. Money is in whole naira."""

    registrations: Count | None = None
    active_users: Count | None = None
    transaction_volume_naira: Count | None = None


class Guides(Section):
    """Where the guides of this version are read, and the OpenAPI document of its API."""

    user: Page | None = None
    admin: Page | None = None
    api: Page | None = None


class Contact(Section):
    """Somebody with a number to dial (E.164)."""

    name: Text | None = None
    phone: Phone | None = None


class OnCall(Section):
    """The rotation: four roles, each filled by a person of its own, and since and until when it stands."""

    from_: Annotated[Time | None, Field(alias="from")] = None
    until: Time | None = None
    primary: Contact | None = None
    secondary: Contact | None = None
    database: Contact | None = None
    infrastructure: Contact | None = None


class Escalation(Contact):
    """Who answers from so many minutes after an alarm until so many; the last step has no end."""

    role: Text
    from_minutes: Minutes
    to_minutes: Annotated[Whole, Field(gt=0)] | None = None
