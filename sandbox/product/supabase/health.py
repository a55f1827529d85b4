"""How the product's services feel, as its own health log tells it."""

import asyncio
import random
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from sandbox.context import Context
from sandbox.process.repeated import repeatedly

SERVICES = ("database", "auth", "payments", "sms", "email")
SICK_SERVICE = "payments"
"""Is down while the health check lies."""
EVERY_S = 5.0
TYPICAL_MS = (15, 120)


@asynccontextmanager
async def keep_health_log(context: Context) -> AsyncIterator[None]:
    """Check again every few seconds, and at once when the fault is switched."""
    woken = asyncio.Event()
    context.faults.on_change("health-lies", woken.set)

    async def check() -> None:
        if not context.faults.is_on("health-log-ended"):
            await check_services(context)

    await check()  # whoever looks first finds rows
    async with repeatedly(check, EVERY_S, woken):
        yield


async def check_services(context: Context) -> list[dict[str, Any]]:
    """Check each service once, and write it down."""
    async with context.pool.connection() as connection:
        started = time.perf_counter()
        await connection.execute("select 1")
        checks = [_healthy(service, random.randint(*TYPICAL_MS)) for service in SERVICES if service != "database"]
        checks.insert(0, _healthy("database", round((time.perf_counter() - started) * 1000)))
        if context.faults.is_on("health-lies"):
            checks = [_down(check) if check["service_name"] == SICK_SERVICE else check for check in checks]
        async with connection.cursor() as cursor:
            await cursor.executemany(
                "insert into public.health_check_logs (service_name, status, response_time_ms, error_message)"
                " values (%(service_name)s, %(status)s, %(response_time_ms)s, %(error_message)s)",
                checks,
            )
    return checks


def _healthy(service: str, response_time_ms: int) -> dict[str, Any]:
    return {
        "service_name": service,
        "status": "healthy",
        "response_time_ms": response_time_ms,
        "error_message": None,
    }


def _down(check: dict[str, Any]) -> dict[str, Any]:
    return check | {"status": "down", "error_message": "connection refused"}


@asynccontextmanager
async def ended(context: Context) -> AsyncIterator[None]:
    """Have the log end an hour ago; nothing is written while this lasts."""
    async with context.pool.connection() as connection:
        await connection.execute("update public.health_check_logs set checked_at = checked_at - interval '1 hour'")
    yield
    await check_services(context)


FAULT_EFFECTS = {"health-log-ended": ended}
