"""Postgres: what people do with the product, by its own tables, and how its database bears it. Read only."""

from gate.sources.postgres.people import Completed, People
from gate.sources.postgres.server import Server, StatementTimes

__all__ = ["Completed", "People", "Server", "StatementTimes"]
