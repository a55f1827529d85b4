"""The tables and views that the REST API may name."""

from dataclasses import dataclass

from sandbox.world import Pool

COLUMNS = """
    select relname as name, array_agg(attname::text order by attnum) as columns
    from pg_class join pg_attribute on attrelid = pg_class.oid
    where relnamespace = 'public'::regnamespace and relkind in ('r', 'v') and attnum > 0 and not attisdropped
    group by relname
"""


@dataclass(frozen=True)
class Table:
    """A table or view in schema public."""

    name: str
    columns: tuple[str, ...]


class Catalogue:
    """Read once: nobody changes the schema while the sandbox runs."""

    def __init__(self, pool: Pool) -> None:
        """Read it from this database."""
        self._pool = pool
        self._tables: dict[str, Table] = {}

    async def find(self, name: str) -> Table | None:
        """Look a table up."""
        if not self._tables:
            async with self._pool.connection() as connection:
                found = await connection.execute(COLUMNS)
                rows = await found.fetchall()
            self._tables = {row["name"]: Table(row["name"], tuple(row["columns"])) for row in rows}
        return self._tables.get(name)
