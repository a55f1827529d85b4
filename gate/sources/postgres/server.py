"""How the database bears the product: gauges of the server, and each statement's time."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import UTC
from typing import TYPE_CHECKING, Any

from gate.outcome import NotShown
from gate.sample import Gauge
from gate.sources.postgres.trust import Trust

if TYPE_CHECKING:
    from datetime import datetime

    from gate.environment.indicators import IndicatorName
    from gate.probes.database.postgres import Database

SOURCE = "postgres"
SPAN_S = 1.0
"""A share or a mean since the look before is taken over this long at least: between two fast polls little happens."""
TEXT_CHARACTERS_MAX = 60

# The lag is in bytes that a standby has not taken yet: a time of it is null as soon as the standby stops to answer.
GAUGES = """
select (select count(*)::float8 / current_setting('max_connections')::int
          from pg_stat_activity where backend_type = 'client backend') as connections,
       (select count(*)::float8
          from pg_stat_activity where wait_event_type = 'Lock' and backend_type = 'client backend') as lock_waits,
       (select coalesce(max(n_dead_tup::float8 / (n_live_tup + n_dead_tup)), 0)
          from pg_stat_user_tables where n_live_tup + n_dead_tup >= 1000) as dead_tuples,
       (select coalesce(max(pg_wal_lsn_diff(
                 pg_current_wal_lsn(), coalesce(replay_lsn, flush_lsn, write_lsn, sent_lsn))), 0)::float8
          from pg_stat_replication) as replication_lag,
       statement_timestamp() as observed_at
"""
CACHE = """
select blks_hit as part, blks_hit + blks_read as whole, stats_reset, statement_timestamp() as observed_at
  from pg_stat_database where datname = current_database()
"""
STATEMENTS_SCHEMA = """
select n.nspname as name from pg_extension e join pg_namespace n on n.oid = e.extnamespace
 where e.extname = 'pg_stat_statements'
"""
# Our own role's statements say nothing of the product. Of the others only those whose values are taken out of the
# text: `alter role … password` is kept as it was written.
STATEMENTS = r"""
select s.queryid::text as id, s.userid::text as user_id, max(s.query) as query,
       sum(s.calls)::int8 as calls, sum(s.total_exec_time)::float8 as total_ms,
       (select stats_reset from {schema}.pg_stat_statements_info) as stats_reset, statement_timestamp() as observed_at
  from {schema}.pg_stat_statements s
 where s.dbid = (select oid from pg_database where datname = current_database())
   and s.userid <> (select oid from pg_roles where rolname = current_user) and s.queryid is not null and s.calls > 0
   and s.query ~* '^(\s|/\*([^*]|\*[^/])*\*/|--[^\n]*\n|\()*(select|insert|update|delete|merge|with)\M'
 group by s.queryid, s.userid
"""
# By statement alone: a pooler's session has another user than the statement that it runs under `set role`.
RUNNING = """
select query_id::text as id, count(*)::int8 as calls,
       sum(extract(epoch from clock_timestamp() - query_start) * 1000)::float8 as total_ms
  from pg_stat_activity
 where datname = current_database() and state = 'active' and query_id is not null and pid <> pg_backend_pid()
 group by query_id
"""
GAUGE_UNITS = {"connections": "share", "lock_waits": "count", "dead_tuples": "share", "replication_lag": "bytes"}
SAME_MOMENT_S = 0.1
"""Gauges that are asked for so close to each other come from one look."""


@dataclass(frozen=True)
class StatementTimes:
    """One statement before a moment and since: how often it ran, and its mean time in ms.

    Since then also what still runs is counted, with the time that it has taken so far: the slower a statement has
    become, the later it would be counted otherwise.
    """

    text: str
    calls_before: int
    mean_ms_before: float
    calls_since: int
    mean_ms_since: float
    running: int = 0

    def __str__(self) -> str:
        """Read as a sentence."""
        still = f" ({self.running} of them still run)" if self.running else ""
        return (
            f"“{self.text}” took {self.mean_ms_since:.1f} ms in {self.calls_since} calls{still}, "
            f"{self.mean_ms_before:.1f} ms in {self.calls_before} before"
        )


@dataclass(frozen=True)
class _Totals:
    """Two counters that only grow: a part and its whole (hits and reads, or ms and calls)."""

    part: float
    whole: float
    reset_at: object
    observed_at: datetime


@dataclass
class Server:
    """Reads the server's own statistics. Raises NotShown where they can't be read, or have been reset meanwhile."""

    database: Database
    _totals: dict[str, list[_Totals]] = field(default_factory=dict, init=False, repr=False)
    _before: dict[tuple[str, str], dict[str, Any]] | None = field(default=None, init=False, repr=False)
    _looked: dict[str, Any] = field(default_factory=dict, init=False, repr=False)
    _looked_at_s: float = field(default=0.0, init=False, repr=False)
    _schema: str = field(default="", init=False, repr=False)
    _trust: Trust = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Nothing is believed yet."""
        self._trust = Trust(self.database)

    def level(self, name: IndicatorName) -> Gauge:
        """A gauge now. statement_ms and cache_hits are of the last second at least, at the first look since ever."""
        self._trust.check(name)
        if name in GAUGE_UNITS:
            row = self._gauges()
            evidence: dict[str, object] = {name: row[name]}
            return Gauge(name, SOURCE, row["observed_at"].astimezone(UTC), evidence, row[name], GAUGE_UNITS[name])
        if name == "cache_hits":
            row = self.database.rows(CACHE, None)[0]
            totals = _Totals(row["part"], row["whole"], row["stats_reset"], row["observed_at"])
            return self._since(name, totals, "share", "no block was read")
        if name == "statement_ms":
            rows = list(self._statements().values())
            totals = _Totals(
                sum(row["total_ms"] for row in rows),
                sum(row["calls"] for row in rows),
                rows[0]["stats_reset"],
                rows[0]["observed_at"],
            )
            return self._since(name, totals, "ms", "no statement of the product ran")
        raise NotShown(f"{name} is no gauge of the database; take another source for it")

    def statement_times(self) -> tuple[StatementTimes, ...]:
        """Each statement before the first call and since; the first call answers nothing yet."""
        self._trust.check("how long statements take")
        running = {row["id"]: row for row in self.database.rows(RUNNING, None)}
        now = self._statements()
        if self._before is None:
            self._before = now
            return ()
        resets = {row["stats_reset"] for row in (*self._before.values(), *now.values())}
        if len(resets) > 1 or any(row["calls"] < self._before.get(key, row)["calls"] for key, row in now.items()):
            raise NotShown("pg_stat_statements was reset meanwhile: what was before is lost")
        times = []
        for key, row in now.items():
            before = self._before.get(key)
            if before is None:
                continue
            still = running.get(key[0], {"calls": 0, "total_ms": 0.0})
            calls = row["calls"] - before["calls"] + still["calls"]
            total_ms = row["total_ms"] - before["total_ms"] + still["total_ms"]
            times.append(
                StatementTimes(
                    " ".join(row["query"].split())[:TEXT_CHARACTERS_MAX],
                    before["calls"],
                    before["total_ms"] / before["calls"],
                    calls,
                    total_ms / calls if calls else 0.0,
                    still["calls"],
                )
            )
        return tuple(times)

    def _gauges(self) -> dict[str, Any]:
        if not self._looked or time.monotonic() - self._looked_at_s > SAME_MOMENT_S:
            self._looked_at_s = time.monotonic()
            self._looked = self.database.rows(GAUGES, None)[0]
        return self._looked

    def _statements(self) -> dict[tuple[str, str], dict[str, Any]]:
        if not self._schema:
            found = self.database.rows(STATEMENTS_SCHEMA, None)
            if not found:
                raise NotShown("the database lacks pg_stat_statements: create the extension, and preload it")
            self._schema = '"' + found[0]["name"].replace('"', '""') + '"'
        rows = self.database.rows(STATEMENTS.format(schema=self._schema), None)
        if not rows:
            raise NotShown(
                "pg_stat_statements holds no statement of the product: it was reset, or nobody uses this database"
            )
        return {(row["id"], row["user_id"]): row for row in rows}

    def _since(self, name: IndicatorName, totals: _Totals, unit: str, nothing: str) -> Gauge:
        """The mean or share since the newest look that is old enough; a reset is never forgotten."""
        seen = self._totals.setdefault(name, [])
        fell = any(totals.whole < one.whole or totals.reset_at != one.reset_at for one in seen)
        if fell:
            raise NotShown(f"the statistics behind {name} were reset at {totals.reset_at}: watch anew")
        old = [one for one in seen if (totals.observed_at - one.observed_at).total_seconds() >= SPAN_S]
        base = old[-1] if old else _Totals(0, 0, totals.reset_at, totals.observed_at)
        self._totals[name] = [*old[-1:], *seen[len(old) :], totals]
        whole = totals.whole - base.whole
        if not whole:
            raise NotShown(f"{nothing} since {base.observed_at:%H:%M:%S} UTC, so {name} has no value")
        value = (totals.part - base.part) / whole
        evidence = {"part": totals.part - base.part, "whole": whole, "since": base.observed_at}
        return Gauge(name, SOURCE, totals.observed_at.astimezone(UTC), evidence, value, unit)
