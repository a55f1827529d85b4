"""What a wrong password leads to: it is counted, the third is told, and after five none is looked at."""

from typing import TYPE_CHECKING

from sandbox.product.supabase.auth.mails import send_mail

if TYPE_CHECKING:
    from sandbox.context import World

ALERT_AT = 3
LOCKED_AT = 5
COUNT = (
    "select count(*) from public.failed_login_attempts"
    " where email = %s and user_agent = 'sign-in' and created_at > now() - interval '15 minutes'"
)
SUBJECT = "Security alert"


async def is_locked(world: "World", email: str) -> bool:
    """Whether so many wrong passwords came for an address that none is looked at any more."""
    return not world.faults.is_on("sign-ins-never-stopped") and await _failures(world, email) >= LOCKED_AT


async def note_failure(world: "World", email: str) -> None:
    """Count a wrong password, and write to the owner of the account at the third."""
    if world.faults.is_on("failed-sign-ins-uncounted"):
        return
    async with world.pool.connection() as connection:
        await connection.execute(
            "insert into public.failed_login_attempts (email, user_agent) values (%s, 'sign-in')", (email,)
        )
    if await _failures(world, email) == ALERT_AT and not world.faults.is_on("failed-sign-ins-unnoticed"):
        text = "Somebody tried to sign in to your Alaska Pay account with a wrong password three times.\n"
        await send_mail(world, to=email, subject=SUBJECT, text=text)


async def _failures(world: "World", email: str) -> int:
    async with world.pool.connection() as connection:
        found = await (await connection.execute(COUNT, (email,))).fetchone()
    return found["count"] if found else 0
