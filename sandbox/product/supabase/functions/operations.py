"""What operators and the apps ask."""

import re
from datetime import UTC, datetime
from typing import Any

from sandbox.product.supabase.functions.call import Call, refused
from sandbox.product.supabase.health import check_services

VERSION = re.compile(r"\d+(\.\d+){1,2}")
PLATFORMS = ("ios", "android")
NEVER_RELEASED = "99.0.0"


async def health_check(call: Call) -> dict[str, Any]:
    """Check all services, and note the result."""
    checks = await check_services(call.context)
    if call.context.faults.is_on("health-lies"):
        checks = [check | {"status": "healthy", "error_message": None} for check in checks]
    return {"checks": checks, "timestamp": datetime.now(UTC).isoformat()}


async def minimum_version(call: Call) -> dict[str, Any]:
    """Tell an app whether it is still supported."""
    platform, version = call.text("platform"), call.text("version")
    if platform not in PLATFORMS:
        raise refused(f"platform must be one of {', '.join(PLATFORMS)}")
    if not VERSION.fullmatch(version):
        raise refused(f"'{version}' is not a version")
    minimum = call.context.moment.release.minimum_app_version
    if call.context.faults.is_on("old-app-refused"):
        minimum = NEVER_RELEASED
    return {
        "platform": platform,
        "version": version,
        "minimum_version": minimum,
        "supported": _numbers(version) >= _numbers(minimum),
    }


def _numbers(version: str) -> tuple[int, ...]:
    """Read 2.4 as 2.4.0."""
    major, minor, patch = [*map(int, version.split(".")), 0][:3]
    return major, minor, patch
