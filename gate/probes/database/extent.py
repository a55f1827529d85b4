"""How far a look at the books goes where there are too many of them: wallets that were touched, and a random sample."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datetime import datetime

    from gate.probes.database.postgres import Database

TOUCHED_MAX = 5_000
SAMPLED = 2_000
"""On average: each wallet is drawn with the same chance."""
TOUCHED = """
select wallet, count(*) over () as touched
  from (select id::text as wallet from public.wallets where updated_at >= %(since)s
         union
        select wallet_id::text from public.transactions where created_at >= %(since)s) changed
 limit %(most)s
"""
SAMPLE = "select id::text as wallet from public.wallets tablesample bernoulli (%(percent)s)"
COUNT = "select count(*) as wallets from public.wallets"


@dataclass(frozen=True)
class Extent:
    """What statements about money are asked of: parameters `wallets` (ids) and `since`."""

    since: datetime
    wallets: tuple[str, ...]
    touched: int
    """Since then; more than `TOUCHED_MAX` of them are not all looked at."""
    sampled: int
    all_wallets: int

    @property
    def parameters(self) -> dict[str, Any]:
        """For the statements."""
        return {"since": self.since, "wallets": list(self.wallets)}

    @property
    def is_partial(self) -> bool:
        """Whether some wallets were left out."""
        return len(self.wallets) < self.all_wallets

    def __str__(self) -> str:
        """Read as a sentence."""
        if not self.is_partial:
            return f"all {self.all_wallets:,} wallets were looked at"
        looked = min(self.touched, TOUCHED_MAX)
        part = "all" if looked == self.touched else f"{looked:,}"
        return (
            f"of {self.all_wallets:,} wallets {self.touched:,} were touched since {self.since:%Y-%m-%d %H:%M} UTC, "
            f"and {part} of these and {self.sampled:,} more, drawn at random, were looked at; transactions since then"
        )


def extent_of(database: Database, since: datetime) -> Extent:
    """Choose the wallets. Raises NotShown where they can't be read."""
    wallets = database.rows(COUNT, None)[0]["wallets"]
    changed = database.rows(TOUCHED, {"since": since, "most": TOUCHED_MAX})
    drawn = database.rows(SAMPLE, {"percent": min(100.0, 100.0 * SAMPLED / max(wallets, 1))})
    touched = {row["wallet"] for row in changed}
    sampled = {row["wallet"] for row in drawn} - touched
    count = changed[0]["touched"] if changed else 0
    return Extent(since, (*sorted(touched), *sorted(sampled)), count, len(sampled), wallets)
