"""What a wrong password leads to: it is counted, the third is told, and after five none is looked at."""

from sandbox.context import Context
from sandbox.product.supabase.auth.mails import send_mail

ALERT_AT = 3
LOCKED_AT = 5
COUNT = (
    "select count(*) from public.failed_login_attempts"
    " where email = %s and user_agent = 'sign-in' and created_at > now() - interval '15 minutes'"
)
SUBJECT = "Security alert"


async def is_locked(context: Context, email: str) -> bool:
    """Whether so many wrong passwords came for an address that none is looked at any more."""
    return not context.faults.is_on("sign-ins-never-stopped") and await _failures(context, email) >= LOCKED_AT


async def note_failure(context: Context, email: str) -> None:
    """Count a wrong password, and write to the owner of the account at the third."""
    if context.faults.is_on("failed-sign-ins-uncounted"):
        return
    async with context.pool.connection() as connection:
        await connection.execute(
            "insert into public.failed_login_attempts (email, user_agent) values (%s, 'sign-in')", (email,)
        )
    if await _failures(context, email) == ALERT_AT and not context.faults.is_on("failed-sign-ins-unnoticed"):
        text = "Somebody tried to sign in to your Alaska Pay account with a wrong password three times.\n"
        await send_mail(context, to=email, subject=SUBJECT, text=text)


async def _failures(context: Context, email: str) -> int:
    async with context.pool.connection() as connection:
        found = await (await connection.execute(COUNT, (email,))).fetchone()
    return found["count"] if found else 0
