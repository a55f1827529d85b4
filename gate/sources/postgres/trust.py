"""Whether the server's own statistics can be believed: hidden or forgotten ones look like calm."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from gate.outcome import NotShown

if TYPE_CHECKING:
    from gate.probes.database.postgres import Database

BELIEVED_FOR_S = 0.1
"""Gauges of one poll are asked for so close to each other; no server restarts as fast."""
FACTS = """
select pg_has_role(current_user, 'pg_read_all_stats', 'usage') as may_read,
       current_setting('track_counts')::boolean and current_setting('track_activities')::boolean as is_tracked,
       pg_postmaster_start_time() as started_at,
       (select count(*) from pg_stat_replication) as standbys,
       (select count(*) from pg_replication_slots where slot_type = 'physical' and not active) as deserted_slots,
       (select count(*) from pg_stat_user_tables s join pg_class c on c.oid = s.relid
         where c.reltuples >= 1000 and s.n_live_tup + s.n_dead_tup < c.reltuples / 2) as forgotten_tables
"""


@dataclass
class Trust:
    """Looks once for all gauges of a poll, and does not forget what has made the statistics doubtful."""

    database: Database
    _facts: dict[str, Any] = field(default_factory=dict, init=False, repr=False)
    _looked_at_s: float = field(default=0.0, init=False, repr=False)
    _doubt: str = field(default="", init=False, repr=False)

    def check(self, name: str) -> None:
        """Raise NotShown where what the server says of this gauge can't be believed, with what would mend it."""
        if not self._facts or time.monotonic() - self._looked_at_s > BELIEVED_FOR_S:
            self._look()
        facts = self._facts
        doubt = self._doubt
        if name == "replication_lag" and facts["deserted_slots"]:
            doubt = doubt or "a standby has its place kept but is not connected, so nobody knows how far it is behind"
        if name == "replication_lag" and facts["standbys"] < facts["standbys_seen"]:
            doubt = doubt or "a standby that was connected is gone, so nobody knows how far it is behind"
        if name == "dead_tuples" and facts["forgotten_tables"]:
            doubt = doubt or "the statistics of its tables were reset: run analyze"
        if doubt:
            raise NotShown(f"the database can't tell {name}: {doubt}")

    def _look(self) -> None:
        before, now = self._facts, self.database.rows(FACTS, None)[0]
        if not now["may_read"]:
            raise NotShown("the database hides its statistics from our role: grant it pg_monitor")
        if not now["is_tracked"]:
            raise NotShown("the database keeps no statistics: set track_counts and track_activities to on")
        if before and before["started_at"] != now["started_at"]:
            self._doubt = (
                f"it was restarted at {now['started_at']:%H:%M:%S} UTC, and its statistics with it: watch anew"
            )
        standbys = max(now["standbys"], before.get("standbys_seen", 0))
        self._facts, self._looked_at_s = {**now, "standbys_seen": standbys}, time.monotonic()
