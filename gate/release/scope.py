"""What of the product a release changes, the apps as built, and its edge functions."""

from typing import Annotated, Any

from pydantic import BeforeValidator, Field, StrictBool

from gate.files.scalars import Text, Whole
from gate.files.yaml_file import FilePath, Section


class Part(Section):
    """Whether a part of the product is in the release (`in`); one that is left out says why, and who agreed."""

    is_in: Annotated[StrictBool, Field(alias="in")]
    reason: Text | None = None
    approver: Text | None = None


def _short_form(value: Any) -> Any:  # noqa: ANN401 - whatever the file holds
    """Read `ios: true` as `ios: {in: true}`."""
    if isinstance(value, bool):
        return {"in": value}
    if not isinstance(value, dict | Part):
        raise ValueError("does not say whether it is in; write true, or {in: false, reason: …, approver: …}")  # noqa: TRY004 - pydantic's
    return value


ScopedPart = Annotated[Part, BeforeValidator(_short_form)]


class Scope(Section):
    """Which parts of the product the release changes."""

    web: ScopedPart
    functions: ScopedPart
    ios: ScopedPart
    android: ScopedPart
    flags: ScopedPart
    sms: ScopedPart
    push: ScopedPart
    beta: ScopedPart
    press: ScopedPart


class Build(Section):
    """An app as submitted, and the JUnit file of the test that launched this very build."""

    number: Text
    launch_test: FilePath | None = None


class IosBuild(Build):
    """phased: whether the version is released in phases, seven days long; None where nobody has written it."""

    phased: StrictBool | None = None


class AndroidBuild(Build):
    """share: of the users, who get the version now: 0.1 for a tenth, 1 for all; None where nobody has written it."""

    share: Annotated[float, Field(gt=0, le=1, allow_inf_nan=False)] | None = None


class Builds(Section):
    """The apps of the release."""

    ios: IosBuild | None = None
    android: AndroidBuild | None = None


class EdgeFunction(Section):
    """An edge function as it has to be deployed.

    version: as production's project counts its deploys. verify_jwt: whether nobody gets in without a token.
    """

    version: Annotated[Whole, Field(gt=0)]
    verify_jwt: StrictBool = True


def _version_alone(value: Any) -> Any:  # noqa: ANN401 - whatever the file holds
    """Read `wallet-transfer: 24` as `wallet-transfer: {version: 24}`."""
    return {"version": value} if isinstance(value, int) and not isinstance(value, bool) else value


Functions = dict[
    Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_-]*$")],
    Annotated[EdgeFunction, BeforeValidator(_version_alone)],
]
"""All that stand at the release's commit, by name."""
