"""One load test from the first user to the result file: pool, money, Locust, money, clean-up."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from gate.load.results import EndpointLoad, GeneratorLoad, LoadError, LoadResult, LoadSample, Money, readings
from gate.outcome import NotShown
from loadtests.locust_process import Machines, Told, run_locust
from loadtests.money import Books
from loadtests.pool import FUND_KOBO, Account, Pool, pool_journal

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from gate.load.scenarios import Scenario
    from gate.release import Release
    from loadtests.target import Target

NOT_OURS = "provider: "
STEP = "STEP"
MOVES_MONEY = "transfer"


def fund_kobo(scenario: Scenario) -> int:
    """What each of its users needs before it begins."""
    return FUND_KOBO if MOVES_MONEY in scenario.tasks else 0


def spent_kobo_max(scenario: Scenario) -> int:
    """Test money that a run of it moves at most."""
    return scenario.paid_kobo_max + scenario.users * fund_kobo(scenario)


def scenario_order(scenario: Scenario) -> dict[str, Any]:
    """What every generating process is told; no secret is in it."""
    limits = scenario.limits
    return {
        "scenario": {
            "stages": [{"lasts_s": stage.lasts.total_seconds(), "users": stage.users} for stage in scenario.stages],
            "think_s": [scenario.think.from_.total_seconds(), scenario.think.to.total_seconds()],
            "shares": {name: task.share for name, task in scenario.tasks.items()},
            "limits_ms": sorted(limits.slow_shares),
            "top_up_kobo": max(task.paid_kobo for task in scenario.tasks.values()),
        }
    }


class LoadRun:
    """One run; `say` hears lines for people."""

    def __init__(  # noqa: PLR0913 - what a run is made of
        self,
        target: Target,
        release: Release,
        name: str,
        scenario: Scenario,
        *,
        scale: float,
        full_length: bool,
        machines: Machines,
        stem: Path,
        say: Callable[[str], None],
    ) -> None:
        """Prepare nothing yet. `scenario` is scaled already."""
        self.target, self.release = target, release
        self.name, self.scenario, self.scale, self.full_length = name, scenario, scale, full_length
        self.machines, self.stem, self.say = machines, stem, say
        self.journal = pool_journal(target.environment)
        self.books = Books(target.environment)

    def __call__(self) -> LoadResult:
        """Run it. Whatever happens, the pool is removed and the result says what was seen."""
        live_before = self.target.live_commit(self.release)
        started_at = datetime.now(UTC)
        told, cut_short = Told(), ""
        before = after = None
        pool = Pool(self.target, self.journal)
        try:
            left = pool.clean()
            if left:
                self.say(f"{left} users of an earlier run can't be removed")
            entry, accounts = pool.prepare(
                self.scenario.users, fund_kobo=fund_kobo(self.scenario), made=self._tell_made
            )
            before = self.books.broken(entry)
            started_at = datetime.now(UTC)
            told = self._generate(accounts)
            cut_short = _why_short(told, self.machines)
            after = self.books.broken(entry)
        except NotShown as refused:
            cut_short = str(refused)
        except KeyboardInterrupt:
            cut_short = "interrupted (Ctrl-C)"
        ended_at = datetime.now(UTC)
        users_left = self._clean_up(pool)
        pool.close()
        cleaned = self.books.broken()
        self.books.close()
        live_after = self.target.live_commit(self.release)
        result = LoadResult(
            format=1,
            scenario=self.name,
            scale=self.scale,
            full_length=self.full_length,
            environment=self.target.environment.name,
            environment_kind=self.target.environment.kind,
            version=self.release.version,
            commit=self.release.commit,
            live_commit=live_before if live_before == live_after else f"{live_before} then {live_after}",
            started_at=started_at,
            ended_at=ended_at,
            lasted_s=told.end.get("lasted_s", told.samples[-1].at_s if told.samples else 0.0),
            cut_short=cut_short,
            limits=self.scenario.limits,
            stages=self.scenario.stages,
            samples=tuple(told.samples),
            rounds=_added_up(told, "rounds"),
            endpoints=tuple(_endpoint(entry) for entry in told.statistics),
            errors=tuple(LoadError(**error) for error in told.end.get("errors", ())),
            generator=_generator(told),
            money=Money(before=before, after=after, cleaned=cleaned, why_not=self.books.why_not),
            users_left=users_left,
            readings={},
        )
        return result.model_copy(
            update={"readings": {name: reading.to_dict() for name, reading in readings(result).items()}}
        )

    def _generate(self, accounts: list[Account]) -> Told:
        environment, target = self.target.environment, self.target
        paystack = environment.vendors.paystack
        crew = {
            "accounts": [account.as_entry() for account in accounts],
            "phones": [account.phone for account in accounts],
            "anon_key": environment.supabase.anon_key,
            "ca_pem": target.ca_pem,
            "provider": {"url": paystack.url, "secret_key": paystack.secret_key} if paystack else {},
            "requests_per_second_max": target.requests_per_second_max,
        }
        order = {**scenario_order(self.scenario), "crew": crew}
        url = environment.supabase.url
        return run_locust(self.name, order, self.machines, host=url, stem=self.stem, progress=self._tell_sample)

    def _clean_up(self, pool: Pool) -> int:
        for is_last in (False, True):
            try:
                return pool.clean()
            except NotShown as refused:
                self.say(f"clean-up: {refused}; `python -m loadtests clean` does it later")
                break
            except KeyboardInterrupt:
                if is_last:
                    raise
                self.say(
                    "removing the users of the pool first; again Ctrl-C leaves them to `python -m loadtests clean`"
                )
        return self.scenario.users

    def _tell_made(self, users: int) -> None:
        self.say(f"\rpool: {users:,} of {self.scenario.users:,} users")

    def _tell_sample(self, sample: LoadSample) -> None:
        minutes, seconds = divmod(round(sample.at_s), 60)
        p95 = "" if sample.p95_ms is None else f" · p95 {sample.p95_ms:,.0f} ms"
        self.say(
            f"\r{minutes:02}:{seconds:02} · {sample.users:,} of {sample.users_asked:,} users · "
            f"{sample.requests:,} requests, {sample.failures:,} failed{p95}"
        )


def _why_short(told: Told, machines: Machines) -> str:
    if told.interrupted:
        return "interrupted (Ctrl-C)"
    if not told.samples and machines.role == "master":
        return f"not all of the {machines.count} expected workers came"
    if not told.end or told.exit_code:
        return f"the generator ended with {told.exit_code}; its last words: {told.said}"
    return ""


def _endpoint(entry: dict[str, Any]) -> EndpointLoad:
    """Read one entry of Locust's --json-file."""
    judged = "errors" if entry["method"] == STEP else "not" if entry["name"].startswith(NOT_OURS) else "fully"
    return EndpointLoad(
        name=f"{entry['method']} {entry['name']}",
        judged=judged,
        requests=entry["num_requests"],
        failures=entry["num_failures"],
        histogram={int(edge): times for edge, times in entry["response_times"].items()},
    )


def _generator(told: Told) -> GeneratorLoad:
    watches = told.end.get("watches", [])
    wakes = sum(watch["wakes"] for watch in watches)
    return GeneratorLoad(
        processes=len(watches),
        cpu_share=max((watch["cpu_share"] for watch in watches), default=0.0),
        late_share=sum(watch["late"] for watch in watches) / wakes if wakes else 0.0,
        held_back=sum(watch["held_back"] for watch in watches),
        lost_workers=tuple(told.end.get("lost_workers", ())),
        crashes=_added_up(told, "crashes"),
    )


def _added_up(told: Told, what: str) -> dict[str, int]:
    total: Counter[str] = Counter()
    for watch in told.end.get("watches", []):
        total.update(watch[what])
    return dict(total)
