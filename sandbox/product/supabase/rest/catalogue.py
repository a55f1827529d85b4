"""The tables, views and functions that the REST API may name."""

from dataclasses import dataclass

from sandbox.context import Pool

COLUMNS = """
    select relname as name, array_agg(attname::text order by attnum) as columns
    from pg_class join pg_attribute on attrelid = pg_class.oid
    where relnamespace = 'public'::regnamespace and relkind in ('r', 'v') and attnum > 0 and not attisdropped
    group by relname
"""


FUNCTION = """
    select proretset as returns_set, proargnames as names,
      array(select format_type(type, null) from unnest(proargtypes) with ordinality as a (type, n) order by n) as types
    from pg_proc
    where pronamespace = 'public'::regnamespace and proname = %s and prokind = 'f'
      and coalesce(proargnames[1:pronargs], '{}') @> %s::text[] and pronargs = cardinality(%s::text[])
"""


@dataclass(frozen=True)
class Function:
    """A function in schema public; the types of its arguments, in SQL, by their names."""

    returns_set: bool
    types: dict[str, str]


@dataclass(frozen=True)
class Table:
    """A table or view in schema public."""

    name: str
    columns: tuple[str, ...]


class Catalogue:
    """Tables are read once: nobody makes any while the sandbox runs."""

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

    async def find_function(self, name: str, arguments: tuple[str, ...]) -> Function | None:
        """Look a function up, by its name and those of all its arguments."""
        names = list(arguments)
        async with self._pool.connection() as connection:
            found = await (await connection.execute(FUNCTION, (name, names, names))).fetchone()
        return (
            Function(found["returns_set"], dict(zip(found["names"] or (), found["types"], strict=False)))
            if found
            else None
        )
