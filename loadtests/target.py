"""Where a load test goes: the environment and the release, read as the suite reads them, and what is refused there."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

from gate.environment import Environment, StartedEnvironment, refuse_another_identity
from gate.files.places import LOCAL
from gate.http import HttpClient, VendorCall
from gate.outcome import NotShown
from gate.probes.auth import powerful_keys
from gate.sources import netlify
from gate.sources.netlify import AnotherSiteError, identify_live_deploy
from gate.sources.production_witnesses import why_it_looks_like_production
from gate.sources.supabase import project as supabase_project

if TYPE_CHECKING:
    from gate.load.scenarios import Scenario
    from gate.release import Release

FOLDER = LOCAL / "load"
EFFECTS = ("load", "creates-user")
PAYING_EFFECTS = ("opens-checkout", "spends-money")
CHARGE = VendorCall("POST", "/charge")


class AskedWronglyError(ValueError):
    """The command can't be done as it was given; nothing was sent. The text is one sentence with the cure."""


class Target(StartedEnvironment):
    """The environment of a load test."""

    @property
    def requests_per_second_max(self) -> float:
        """What the environment permits a load test."""
        permits = self.environment.permits
        return permits.load_requests_per_second_max or permits.requests_per_second_max

    @property
    def spend_max_kobo(self) -> int:
        """Test money that a load test may move here."""
        permits = self.environment.permits
        return permits.spend_max_kobo if permits.load_spend_max_kobo is None else permits.load_spend_max_kobo

    def open_http_client(self, share: int = 1) -> HttpClient:
        """Return an HTTP client; `share` threads divide the permitted rate."""
        environment, vendors = self.environment, self.environment.vendors
        calls = {"netlify": netlify.CALLS, "paystack": (CHARGE,), "supabase": supabase_project.CALLS}
        return HttpClient(
            environment=environment.name,
            listed_origins=environment.listed_origins,
            requests_per_second_max=self.requests_per_second_max / share,
            request_ms_max=environment.limits.request_ms_max,
            ca_pem=self.ca_pem,
            keeps_bodies=False,
            vendor_calls={
                vendor.url: calls[name] for name in calls if (vendor := getattr(vendors, name, None)) is not None
            },
            powerful_keys=powerful_keys(environment.supabase),
        )

    def live_commit(self, release: Release) -> str:
        """The commit that is live now; empty where that can't be read."""
        with closing(self.open_http_client()) as http_client:
            try:
                return identify_live_deploy(self.environment, release, http_client).commit
            except (NotShown, AnotherSiteError):
                return ""


def aim(name: str) -> Target:
    """Read the environment, and start it if it is ours to start.

    Raises AskedWronglyError where no load may go, FileError for a file that is wrong, LaunchError.
    """
    return Target.start(name, Environment.launch_command(name), FOLDER / "launch.log", refuse_load)


def refuse_load(environment: Environment) -> None:
    """Raise AskedWronglyError where the environment does not permit a load test, FileError where it is another one."""
    if environment.kind == "production":
        raise AskedWronglyError(f"{environment.name} is production, where no load test ever runs; take --env staging")
    missing = [effect for effect in EFFECTS if effect not in environment.permits.effects]
    if missing:
        raise AskedWronglyError(
            f"{', '.join(missing)} is not permitted in {environment.name} (permits.effects), so nothing was sent"
        )
    if environment.synthetic is None:
        raise AskedWronglyError(f"{environment.name} says nothing of synthetic users, so none is made")
    refuse_another_identity(environment)


def refuse_production(target: Target) -> None:
    """Raise AskedWronglyError where witnesses say that it is production, whatever its file says."""
    with closing(target.open_http_client()) as http_client:
        if why := why_it_looks_like_production(target.environment, http_client):
            raise AskedWronglyError(f"{target.environment.name} may be production: {why}; no load was sent")


def refuse_size(target: Target, scenario: Scenario, kobo: int) -> None:
    """Raise AskedWronglyError where the scenario asks for more than the environment permits, with what would fit."""
    environment, rate = target.environment, scenario.requests_per_second_max
    if rate > target.requests_per_second_max:
        share = target.requests_per_second_max / rate
        raise AskedWronglyError(
            f"the scenario sends up to {rate:,.0f} requests per second, and {environment.name} permits "
            f"{target.requests_per_second_max:,.0f} (permits.load_requests_per_second_max); "
            f"take {share:.2g} of this --scale, or permit more"
        )
    if kobo:
        unpermitted = [effect for effect in PAYING_EFFECTS if effect not in environment.permits.effects]
        if unpermitted:
            raise AskedWronglyError(
                f"{', '.join(unpermitted)} is not permitted in {environment.name}: nothing was sent"
            )
        if environment.vendors.paystack is None:
            raise AskedWronglyError(f"{environment.name} has no vendors.paystack, so nobody can pay: nothing was sent")
    if kobo > target.spend_max_kobo:
        raise AskedWronglyError(
            f"the scenario moves up to {kobo:,} kobo of test money, and {environment.name} permits "
            f"{target.spend_max_kobo:,} (permits.load_spend_max_kobo)"
        )
