"""Synthetic users: what a verification leaves behind, and no measure may count."""

import secrets

from sandbox.context import Context

DOMAIN = "verify.alaskapay.com"
OURS = f"u.email like %(prefix)s || '-%%@{DOMAIN}'"
USERS = f"""
    insert into auth.users (email, encrypted_password, email_confirmed_at, last_sign_in_at)
    select %(prefix)s || '-' || number || '@{DOMAIN}', '!', now(), now() from generate_series(1, %(users)s) as number
"""  # noqa: S608 - constants
SIGN_INS = f"insert into auth.sessions (user_id, user_agent) select u.id, 'verifier' from auth.users u where {OURS}"  # noqa: S608
PAYMENTS = f"""
    insert into public.transactions (user_id, wallet_id, type, amount, status, reference, payment_method)
    select u.id, w.id, 'deposit', 100, fate.status, 'AP-' || upper(substr(md5(u.id || fate.status), 1, 12)), 'paystack'
    from auth.users u join public.wallets w on w.user_id = u.id, (values ('completed'), ('failed')) as fate (status)
    where {OURS}
"""  # noqa: S608
BALANCES = f"""
    update public.wallets w set balance = balance + 100 from auth.users u where u.id = w.user_id and {OURS}
"""  # noqa: S608
TICKETS = f"""
    insert into public.support_tickets (user_id, subject) select u.id, 'A test of ours' from auth.users u where {OURS}
"""  # noqa: S608


async def plant_synthetic(context: Context, users: int) -> None:
    """Let so many register, sign in, pay and fail to, ask for help, and have requests of theirs go wrong."""
    planted = {"prefix": f"synthetic-{secrets.token_hex(4)}", "users": users}
    async with context.pool.connection() as connection:
        for statement in (USERS, SIGN_INS, PAYMENTS, BALANCES, TICKETS):
            await connection.execute(statement.encode(), planted)
    context.counters.plant_synthetic(users)
