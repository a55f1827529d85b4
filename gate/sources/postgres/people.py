"""What people do, by the product's own tables; our own synthetic users never count."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from gate.outcome import NotShown
from gate.probes.database.postgres import Database, to_kobo
from gate.sample import Arm, Daily, Sample, Total, Window

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from gate.environment.indicators import Indicator, IndicatorName

SOURCE = "postgres"
DAY = timedelta(days=1)

# A user is synthetic by the domain of the e-mail address; rows of nobody (a removed user's) count as people's.
IS_PERSON = "not exists (select 1 from auth.users u where u.id = t.user_id and u.email like %(synthetic)s)"
# Every query answers for several windows at once, in their order.
OVER_WINDOWS = """
select found.*, statement_timestamp() as observed_at
  from unnest(%(starts)s::timestamptz[], %(ends)s::timestamptz[]) with ordinality as span (starts, ends, number)
 cross join lateral ({}) as found order by span.number
"""
IN_SPAN = f"t.created_at >= span.starts and t.created_at < span.ends and {IS_PERSON}"
PAYMENTS = OVER_WINDOWS.format(f"""
  select count(*) filter (where t.status = 'completed') as good,
         count(*) filter (where t.status = 'failed') as bad,
         count(*) filter (where t.status in ('pending', 'processing')) as open
    from public.transactions t
   where t.payment_method = 'paystack' and t.type in ('deposit', 'card_funding') and {IN_SPAN}
""")  # noqa: S608 - our own words
SIGN_INS = OVER_WINDOWS.format(f"select count(*) as events from auth.sessions t where {IN_SPAN}")  # noqa: S608 - our own
SIGNED_IN_USERS = OVER_WINDOWS.format(
    f"select count(distinct t.user_id) as events from auth.sessions t where {IN_SPAN}"  # noqa: S608 - our own words
)
ACTIVE_USERS = OVER_WINDOWS.format(f"""
  select count(*) as events from (
    select t.user_id from auth.sessions t where {IN_SPAN}
    union select t.user_id from public.transactions t where {IN_SPAN}
  ) as active
""")  # noqa: S608 - our own words
REGISTRATIONS = OVER_WINDOWS.format("""
  select count(*) as events from auth.users u
   where u.created_at >= span.starts and u.created_at < span.ends and coalesce(u.email, '') not like %(synthetic)s
""")
VOLUME = OVER_WINDOWS.format(f"""
  select coalesce(sum(t.amount), 0) as amount from public.transactions t
   where t.status = 'completed' and t.type in ('deposit', 'card_funding') and t.currency = 'NGN' and {IN_SPAN}
""")  # noqa: S608 - our own words
PAYMENTS_MADE = OVER_WINDOWS.format(f"""
  select count(*) as events from public.transactions t
   where t.status = 'completed' and t.type in ('deposit', 'card_funding', 'transfer') and {IN_SPAN}
""")  # noqa: S608 - our own words
TICKETS = f"""
select day::timestamptz as day, (
         select count(*) from public.support_tickets t
          where t.created_at >= day and t.created_at < day + interval '1 day' and {IS_PERSON}
       ) as events, statement_timestamp() as observed_at
  from unnest(%(days)s::timestamptz[]) as day order by day
"""  # noqa: S608 - our own words
TRAFFIC = f"""
select hour, count(t.id) as events
  from generate_series(date_trunc('hour', %(start)s::timestamptz), %(end)s::timestamptz - interval '1 hour',
                       interval '1 hour') as hour
  left join public.transactions t on t.created_at >= hour and t.created_at < hour + interval '1 hour' and {IS_PERSON}
 group by hour order by hour
"""  # noqa: S608 - our own words
EVENTS = {"sign_ins": SIGN_INS, "active_users": SIGNED_IN_USERS}
PEOPLE = {"registrations": REGISTRATIONS, "weekly_active_users": ACTIVE_USERS}


@dataclass(frozen=True)
class Completed:
    """Core journeys that people have completed in a window."""

    sign_ins: int
    registrations: int
    payments: int


@dataclass
class People:
    """Counts people's doings. Raises NotShown where the database can't be read."""

    database: Database
    synthetic_domain: str

    def counts(self, name: IndicatorName, _indicator: Indicator, window: Window, arm: Arm = "all") -> Sample:
        """Payments (bad: failed; missing: not ended yet), or events with the ms in which they came."""
        if arm != "all":
            raise NotShown(f"the product's tables do not tell who has the new version, so {name} has no {arm}")
        return self.counts_of(name, [window])[0]

    def counts_of(self, name: IndicatorName, windows: Sequence[Window]) -> list[Sample]:
        """The counts of several windows, in one statement."""
        if name != "payment_success" and name not in EVENTS:
            raise NotShown(f"{name} can't be counted in the product's tables; take another source for it")
        rows = self._rows(EVENTS.get(name, PAYMENTS), windows)
        return [_sample(name, row, window) for row, window in zip(rows, windows, strict=True)]

    def series(
        self, name: IndicatorName, _indicator: Indicator, window: Window, slots: int, arm: Arm = "all"
    ) -> tuple[Sample, ...]:
        """The same counts from the window's start to the end of each of so many equal slots."""
        if arm != "all":
            raise NotShown(f"the product's tables do not tell who has the new version, so {name} has no {arm}")
        ends = [window.start + window.length * slot / slots for slot in range(1, slots + 1)]
        return tuple(self.counts_of(name, [window.until(end) for end in ends]))

    def total(self, name: IndicatorName, window: Window) -> Total:
        """People who registered or were active, or money that came in, in kobo and exact."""
        if name == "transaction_volume":
            row = self._row(VOLUME, window)
        elif name in PEOPLE:
            row = self._row(PEOPLE[name], window)
        else:
            raise NotShown(f"{name} is no total of the product's tables; take another source for it")
        is_money = "amount" in row
        return Total(
            name,
            SOURCE,
            _utc(row["observed_at"]),
            {"window": str(window), **row},
            to_kobo(row["amount"]) if is_money else row["events"],
            "kobo" if is_money else "count",
            window,
        )

    def daily_tickets(self, window: Window, timezone: str) -> Daily:
        """Support tickets of each whole day of the team's own time within the window."""
        days = _whole_days(window, ZoneInfo(timezone))
        if not days:
            raise NotShown(f"{window} holds no whole day of {timezone}")
        rows = self.database.rows(TICKETS, {"days": days, "synthetic": self._synthetic})
        counts = tuple(row["events"] for row in rows)
        whole = Window(days[0], days[-1] + DAY)
        return Daily("tickets", SOURCE, _utc(rows[-1]["observed_at"]), {"days": str(whole)}, counts, whole)

    def traffic_by_hour(self, window: Window) -> dict[datetime, int]:
        """Transactions of each whole hour (UTC), also of those without any."""
        parameters = {"start": window.start, "end": window.end, "synthetic": self._synthetic}
        rows = self.database.rows(TRAFFIC, parameters)
        return {_utc(row["hour"]): row["events"] for row in rows}

    def completed(self, window: Window) -> Completed:
        """How often people have come through each core journey."""
        queries = (SIGN_INS, REGISTRATIONS, PAYMENTS_MADE)
        return Completed(*(self._row(query, window)["events"] for query in queries))

    @property
    def _synthetic(self) -> str:
        return f"%@{self.synthetic_domain}"

    def _rows(self, query: str, windows: Sequence[Window]) -> list[dict[str, Any]]:
        spans = {"starts": [window.start for window in windows], "ends": [window.end for window in windows]}
        return self.database.rows(query, {**spans, "synthetic": self._synthetic})

    def _row(self, query: str, window: Window) -> dict[str, Any]:
        return self._rows(query, [window])[0]


def _sample(name: IndicatorName, row: Mapping[str, Any], window: Window) -> Sample:
    evidence = {"window": str(window), **row}
    if name in EVENTS:
        return Sample(name, SOURCE, _utc(row["observed_at"]), evidence, row["events"], window.length_ms, window)
    ended = row["good"] + row["bad"]
    return Sample(name, SOURCE, _utc(row["observed_at"]), evidence, row["bad"], ended, window, row["open"])


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC)


def _whole_days(window: Window, zone: ZoneInfo) -> list[datetime]:
    """The first moments of all days that lie in the window from end to end."""
    first = window.start.astimezone(zone).date()
    days: list[datetime] = []
    while True:
        begins = datetime(first.year, first.month, first.day, tzinfo=zone)
        following = first + DAY
        ends = datetime(following.year, following.month, following.day, tzinfo=zone)
        if ends > window.end:
            return days
        if begins >= window.start:
            days.append(begins)
        first = following
