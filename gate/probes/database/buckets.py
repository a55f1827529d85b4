"""Supabase's storage by the database's catalogue: which buckets are public, and policies that mind nobody."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

    from gate.probes.database.postgres import Database

THERE_IS = "select to_regclass('storage.buckets') is not null as there_is"
BUCKETS = """
select b.id as name, coalesce(b.public, false) as is_public,
       (select o.name from storage.objects o where o.bucket_id = b.id order by o.created_at, o.name limit 1) as a_file
  from storage.buckets b
 order by b.id
"""
POLICIES = """
select p.polname as name,
       case p.polcmd when 'r' then 'read' when 'a' then 'add' when 'w' then 'change' when 'd' then 'remove'
                     else 'do anything' end as may,
       concat_ws(' and ', pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid)) as rule
  from pg_policy p
 where p.polrelid = 'storage.objects'::regclass and p.polpermissive
   and exists (select from unnest(p.polroles) as whose
                where case when whose = 0 then true else pg_has_role('authenticated', whose, 'member')
                                                      or pg_has_role('anon', whose, 'member') end)
 order by p.polname
"""
BUCKET = re.compile(r"bucket_id = '([^']*)'")
MINDS_NOBODY = re.compile(r"\b(?:storage\.\w+|auth\.role)\(")
MINDS_SOMEBODY = re.compile(r"\w\(|\bowner|\bselect\b", re.IGNORECASE)
"""A function, a column of the owner or a query: whether it minds the right one can't be read."""


@dataclass(frozen=True)
class Bucket:
    """A bucket, and the name of one of its files; empty where it has none."""

    name: str
    is_public: bool
    a_file: str


@dataclass(frozen=True)
class FilePolicy:
    """A policy on files that lets visitors or members do something."""

    name: str
    may: str
    rule: str

    def is_open(self, public: Collection[str]) -> bool:
        """Whether it asks nothing about who comes. What is in public buckets may be read, and added to."""
        if MINDS_SOMEBODY.search(MINDS_NOBODY.sub("", self.rule)):
            return False
        buckets = set(BUCKET.findall(self.rule))
        return not (buckets and buckets <= set(public) and self.may in {"read", "add"})

    def __str__(self) -> str:
        """Read as a sentence."""
        return f"policy {self.name} (whoever comes may {self.may} where {self.rule})"


def buckets(database: Database) -> tuple[Bucket, ...]:
    """All of them; none where the project has no storage."""
    rows = database.rows(BUCKETS, None) if _has_storage(database) else []
    return tuple(Bucket(row["name"], row["is_public"], row["a_file"] or "") for row in rows)


def file_policies(database: Database) -> tuple[FilePolicy, ...]:
    """What visitors and members may do with files; none where the project has no storage."""
    rows = database.rows(POLICIES, None) if _has_storage(database) else []
    return tuple(FilePolicy(row["name"], row["may"], row["rule"]) for row in rows)


def _has_storage(database: Database) -> bool:
    return bool(database.rows(THERE_IS, None)[0]["there_is"])
