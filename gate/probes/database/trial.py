"""A function that could write, called in Postgres under another role, in a transaction that is always rolled back."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import psycopg
from psycopg import sql

from gate.outcome import NotShown
from gate.probes.database.postgres import STATEMENT_MS_MAX, bound_to, open_connection
from gate.probes.rest import NO_PRIVILEGE, RAISED

if TYPE_CHECKING:
    from gate.network.guard import NetworkGuard
    from gate.probes.database.catalogue import DatabaseFunction
    from gate.probes.rest import Entry


def try_function(dsn: str, guard: NetworkGuard, function: DatabaseFunction, role: str) -> Entry:
    """Whether the function answers `role`, with null for each argument. Nothing of it stays; never on production.

    Raises NotShown where our own role may not become that one, and where the error says neither yes nor no.
    """
    call = sql.SQL("select {}({})").format(
        sql.Identifier(function.schema, function.name),
        sql.SQL(", ").join([sql.SQL("null")] * len(function.arguments)),
    )
    has_become = False
    try:
        with open_connection(dsn, guard) as connection, connection.transaction(force_rollback=True):
            connection.execute("set transaction read write")  # our role reads only, unless it says so
            connection.execute(bound_to(STATEMENT_MS_MAX))
            connection.execute("select set_config('request.jwt.claims', %s, true)", (json.dumps({"role": role}),))
            connection.execute(sql.SQL("set local role {}").format(sql.Identifier(role)))
            has_become = True
            connection.execute(call)
    except psycopg.Error as error:
        return _refusal(error, function, role, has_become=has_become)
    return "let in"


def _refusal(error: psycopg.Error, function: DatabaseFunction, role: str, *, has_become: bool) -> Entry:
    state, sentence = error.sqlstate or "", str(error).strip().splitlines()[0]
    if not has_become:
        raise NotShown(
            f"{function} can't be tried, since our own role may not become {role} ({sentence}); take EXECUTE from "
            f"{role}, or list it under security.open_to_anybody"
        )
    if state == NO_PRIVILEGE or state.startswith(RAISED):
        return "refused"
    raise NotShown(f"{function} as {role}: {sentence}, which says neither yes nor no")
