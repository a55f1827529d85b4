"""What somebody has changed in the database by hand, each with what changes it back: rules, and a balance."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import LiteralString

from sandbox.context import Context
from sandbox.faults.effects import FaultEffect

NOTED_AGAIN: LiteralString = """
update supabase_migrations.schema_migrations as noted set statements = before.statements
from private.noted as before where before.version = noted.version;
drop table private.noted
"""


def _overwritten(
    name: LiteralString, table: LiteralString, assignment: LiteralString
) -> tuple[LiteralString, LiteralString]:
    """Each change of a row is changed in turn, by a trigger of this name that nobody knows of."""
    change: LiteralString = f"""
        create function private.{name}() returns trigger language plpgsql as $$
        begin
          {assignment};
          return new;
        end $$;
        create trigger {name} before update on {table} for each row execute function private.{name}()
        """
    return change, f"drop trigger {name} on {table}; drop function private.{name}"


CHANGES: dict[str, tuple[LiteralString, LiteralString]] = {
    "table-open-to-everybody": (
        "alter table public.withdrawal_requests disable row level security",
        "alter table public.withdrawal_requests enable row level security",
    ),
    "table-writable-by-everybody": (
        "create policy anybody_writes on public.support_tickets for insert to anon with check (true)",
        "drop policy anybody_writes on public.support_tickets",
    ),
    "view-with-owners-rights": (
        "alter view public.wallet_accounts set (security_invoker = false)",
        "alter view public.wallet_accounts set (security_invoker = true)",
    ),
    "definer-function-open": (
        """
        create function public.balance_of(phone text) returns numeric
        language sql stable security definer set search_path = '' as $$
          select balance from public.wallets join public.profiles on profiles.id = user_id
          where phone_number = balance_of.phone
        $$
        """,
        "drop function public.balance_of",
    ),
    "definer-function-led-astray": (
        """
        create function private.count_wallets() returns bigint language plpgsql stable security definer as $$
        begin
          return (select count(*) from public.wallets);
        end $$
        """,
        "drop function private.count_wallets",
    ),
    "definer-function-for-members": (
        """
        create function public.balance_of_member(user_id uuid) returns numeric
        language sql stable security definer set search_path = '' as $$
          select balance + 0.01 from public.wallets where wallets.user_id = balance_of_member.user_id
        $$;
        revoke execute on function public.balance_of_member from public, anon;
        grant execute on function public.balance_of_member to authenticated
        """,
        "drop function public.balance_of_member",
    ),
    "own-role-writable": (
        "grant update (role) on public.profiles to authenticated",
        "revoke update (role) on public.profiles from authenticated",
    ),
    "own-limits-writable": (
        """
        grant update (kyc_tier) on public.profiles to authenticated;
        create function private.mind_the_tier() returns trigger language plpgsql as $$
        begin
          if current_user = 'anon' then
            new.kyc_tier := old.kyc_tier;
          end if;
          return new;
        end $$;
        create trigger mind_the_tier before update on public.profiles
          for each row execute function private.mind_the_tier()
        """,
        """
        drop trigger mind_the_tier on public.profiles;
        drop function private.mind_the_tier;
        revoke update (kyc_tier) on public.profiles from authenticated
        """,
    ),
    "cross-user-read": (
        "create policy members_read on public.transactions for select to authenticated using (user_id is not null)",
        "drop policy members_read on public.transactions",
    ),
    "payments-out-of-sight": (
        """
        create policy without_deposits on public.transactions as restrictive
          for select to authenticated using (type <> 'deposit')
        """,
        "drop policy without_deposits on public.transactions",
    ),
    "cross-user-write": (
        "create policy members_write on public.two_factor_auth to authenticated using (user_id is not null)",
        "drop policy members_write on public.two_factor_auth",
    ),
    "refresh-tokens-never-revoked": _overwritten("keep_the_token", "auth.refresh_tokens", "new.revoked := old.revoked"),
    "code-tries-uncounted": _overwritten("forget_the_tries", "private.phone_codes", "new.attempts := 0"),
    "documents-public": (
        "update storage.buckets set public = true where id = 'identity-documents'",
        "update storage.buckets set public = false where id = 'identity-documents'",
    ),
    "documents-readable-by-members": (
        """
        create policy members_read on storage.objects for select to authenticated
          using (bucket_id = 'identity-documents' and auth.role() = 'authenticated')
        """,
        "drop policy members_read on storage.objects",
    ),
    "newcomers-are-administrators": (
        "alter table public.profiles alter role set default 'admin'",
        "alter table public.profiles alter role set default 'user'",
    ),
    "verifier-can-write": (
        "grant insert on public.support_tickets to verifier",
        "revoke insert on public.support_tickets from verifier",
    ),
    "verifier-may-become-another": (
        "grant service_role to verifier with inherit false",
        "revoke service_role from verifier",
    ),
    "superuser-login": (
        "create role contractor login superuser",
        "drop role contractor",
    ),
    "money-rounded": (
        "alter table public.withdrawal_requests alter fee type numeric(15, 1)",
        "alter table public.withdrawal_requests alter fee type numeric(15, 2)",
    ),
    "extension-missing": (
        "drop extension pg_stat_statements",
        "create extension pg_stat_statements schema extensions",
    ),
    "audit-log-erasable": (
        "grant delete on public.audit_logs to service_role",
        "revoke delete on public.audit_logs from service_role",
    ),
    "audit-log-silent": (
        "alter table auth.users disable trigger log_removal",
        "alter table auth.users enable trigger log_removal",
    ),
    "admin-without-second-factor": (
        "update public.two_factor_auth set enabled = false where user_id = md5('user 1')::uuid",
        "update public.two_factor_auth set enabled = true where user_id = md5('user 1')::uuid",
    ),
    "admin-second-factor-unverified": (
        "update public.profiles set role = 'admin' where id = md5('user 4')::uuid",
        "update public.profiles set role = 'user' where id = md5('user 4')::uuid",
    ),
    "function-writes-for-everybody": (
        """
        create function public.open_ticket() returns void language sql as
        $$ insert into public.support_tickets (subject) values ('Please call me') $$
        """,
        "drop function public.open_ticket",
    ),
    "function-answers-everybody": (
        """
        create function public.number_of_wallets() returns bigint language sql stable as
        $$ select count(*) from public.wallets $$
        """,
        "drop function public.number_of_wallets",
    ),
    "migration-unapplied": (
        """
        create table private.unapplied as
          select * from supabase_migrations.schema_migrations order by version desc limit 1;
        delete from supabase_migrations.schema_migrations where version in (select version from private.unapplied)
        """,
        """
        insert into supabase_migrations.schema_migrations select * from private.unapplied;
        drop table private.unapplied
        """,
    ),
    "migration-foreign": (
        "insert into supabase_migrations.schema_migrations (version, name) values ('20250601000000', 'by_hand')",
        "delete from supabase_migrations.schema_migrations where version = '20250601000000'",
    ),
    "migration-half-applied": (
        """
        alter table public.support_tickets drop constraint support_tickets_channel_check;
        create table private.noted as
          select * from supabase_migrations.schema_migrations order by version desc limit 1;
        update supabase_migrations.schema_migrations set statements = array[split_part(statements[1], 'check', 1)]
        where version in (select version from private.noted)
        """,
        """
        alter table public.support_tickets
          add constraint support_tickets_channel_check check (channel in ('web', 'app', 'mail'));
        """
        + NOTED_AGAIN,
    ),
    "migration-applied-otherwise": (
        """
        create table private.noted as
          select * from supabase_migrations.schema_migrations order by version desc limit 1;
        update supabase_migrations.schema_migrations set statements = array[replace(statements[1], 'mail', 'letter')]
        where version in (select version from private.noted)
        """,
        NOTED_AGAIN,
    ),
    "index-unfinished": (
        """
        update pg_index set indisvalid = false
        where indexrelid = 'public.health_check_logs_service_name_checked_at_idx'::regclass
        """,
        """
        update pg_index set indisvalid = true
        where indexrelid = 'public.health_check_logs_service_name_checked_at_idx'::regclass
        """,
    ),
    "schema-drifted": (
        "alter table public.releases add column made_by_hand text",
        "alter table public.releases drop column made_by_hand",
    ),
    "schema-index-lost": (
        "drop index public.health_check_logs_service_name_checked_at_idx",
        "create index on public.health_check_logs (service_name, checked_at desc)",
    ),
    "repetition-booked-by-the-database": (
        """
        create function private.book_again() returns trigger language plpgsql security definer as $$
        begin
          update public.wallets w set balance = w.balance + t.amount from public.transactions t
          where w.id = t.wallet_id and t.reference = new.payload #>> '{data,reference}' and t.status = 'completed'
            and new.event_type = 'charge.success' and now() - t.updated_at > interval '1 second';
          return new;
        end $$;
        create trigger book_again after insert on public.webhook_queue
          for each row execute function private.book_again()
        """,
        """
        drop trigger book_again on public.webhook_queue;
        drop function private.book_again
        """,
    ),
    "failed-payout-back-twice": _overwritten("keep_pending", "public.withdrawal_requests", "new.status := old.status"),
    "failed-payout-unreturned": (
        """
        update public.withdrawal_requests set status = 'failed' where id = (
          select id from public.withdrawal_requests where status = 'completed' order by created_at desc limit 1
        )
        """,
        """
        update public.withdrawal_requests r set status = 'completed' from public.transactions t
        where t.reference = r.reference and t.status = 'completed' and r.status = 'failed'
        """,
    ),
    "wallet-out-of-balance": (
        """
        update public.wallets set balance = balance + 0.01
        where id = (select min(id::text)::uuid from public.wallets)
        """,
        """
        update public.wallets set balance = balance - 0.01
        where id = (select min(id::text)::uuid from public.wallets)
        """,
    ),
}
"""Fault -> what changes it, and what changes it back."""


def _effect(change: LiteralString, change_back: LiteralString) -> FaultEffect:
    @asynccontextmanager
    async def changed(context: Context) -> AsyncIterator[None]:
        async with context.pool.connection() as connection:
            await connection.execute(change)
        yield
        async with context.pool.connection() as connection:
            await connection.execute(change_back)

    return changed


FAULT_EFFECTS: dict[str, FaultEffect] = {fault: _effect(*statements) for fault, statements in CHANGES.items()}
