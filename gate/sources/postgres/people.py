"""What people do, by the product's own tables; our own synthetic users never count."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from gate.outcome import NotShown
from gate.probes.postgres import Database, to_kobo
from gate.sample import Arm, Daily, Sample, Total, Window

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gate.indicators import Indicator, IndicatorName

SOURCE = "postgres"
DAY = timedelta(days=1)

# A user is synthetic by the domain of the e-mail address; rows of nobody (a removed user's) count as people's.
IS_PERSON = "not exists (select 1 from auth.users u where u.id = t.user_id and u.email like %(synthetic)s)"
PAYMENTS = f"""
select count(*) filter (where t.status = 'completed') as good,
       count(*) filter (where t.status = 'failed') as bad,
       count(*) filter (where t.status in ('pending', 'processing')) as open,
       statement_timestamp() as observed_at
  from public.transactions t
 where t.payment_method = 'paystack' and t.type in ('deposit', 'card_funding')
   and t.created_at >= %(start)s and t.created_at < %(end)s and {IS_PERSON}
"""  # noqa: S608 - our own words
SIGN_INS = f"""
select count(*) as events, statement_timestamp() as observed_at
  from auth.sessions t where t.created_at >= %(start)s and t.created_at < %(end)s and {IS_PERSON}
"""  # noqa: S608 - our own words
ACTIVE_USERS = f"""
select count(*) as events, statement_timestamp() as observed_at from (
  select t.user_id from auth.sessions t
   where t.created_at >= %(start)s and t.created_at < %(end)s and {IS_PERSON}
  union
  select t.user_id from public.transactions t
   where t.created_at >= %(start)s and t.created_at < %(end)s and {IS_PERSON}
) as active
"""  # noqa: S608 - our own words
REGISTRATIONS = """
select count(*) as events, statement_timestamp() as observed_at
  from auth.users u where u.created_at >= %(start)s and u.created_at < %(end)s
   and coalesce(u.email, '') not like %(synthetic)s
"""
VOLUME = f"""
select coalesce(sum(t.amount), 0) as amount, statement_timestamp() as observed_at
  from public.transactions t
 where t.status = 'completed' and t.type in ('deposit', 'card_funding') and t.currency = 'NGN'
   and t.created_at >= %(start)s and t.created_at < %(end)s and {IS_PERSON}
"""  # noqa: S608 - our own words
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
PAYMENTS_MADE = f"""
select count(*) as events, statement_timestamp() as observed_at from public.transactions t
 where t.status = 'completed' and t.type in ('deposit', 'card_funding', 'transfer')
   and t.created_at >= %(start)s and t.created_at < %(end)s and {IS_PERSON}
"""  # noqa: S608 - our own words
EVENTS = {"sign_ins": SIGN_INS, "active_users": ACTIVE_USERS}
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
        if name == "payment_success":
            row = self._row(PAYMENTS, window)
            bad, n, missing = row["bad"], row["good"] + row["bad"], row["open"]
        elif name in EVENTS:
            row = self._row(EVENTS[name], window)
            bad, n, missing = row["events"], window.length_ms, 0
        else:
            raise NotShown(f"{name} can't be counted in the product's tables; take another source for it")
        evidence = {"window": str(window), **row}
        return Sample(name, SOURCE, _utc(row["observed_at"]), evidence, bad, n, window, missing)

    def series(
        self, name: IndicatorName, indicator: Indicator, window: Window, slots: int, arm: Arm = "all"
    ) -> tuple[Sample, ...]:
        """The same counts from the window's start to the end of each of so many equal slots."""
        ends = [window.start + window.length * slot / slots for slot in range(1, slots + 1)]
        return tuple([self.counts(name, indicator, window.until(end), arm) for end in ends])

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
        rows = self.database.rows(TRAFFIC, self._parameters(window))
        return {_utc(row["hour"]): row["events"] for row in rows}

    def completed(self, window: Window) -> Completed:
        """How often people have come through each core journey."""
        queries = (SIGN_INS, REGISTRATIONS, PAYMENTS_MADE)
        return Completed(*(self._row(query, window)["events"] for query in queries))

    @property
    def _synthetic(self) -> str:
        return f"%@{self.synthetic_domain}"

    def _parameters(self, window: Window) -> dict[str, Any]:
        return {"start": window.start, "end": window.end, "synthetic": self._synthetic}

    def _row(self, query: str, window: Window) -> Mapping[str, Any]:
        row: Mapping[str, Any] = self.database.rows(query, self._parameters(window))[0]
        return row


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
