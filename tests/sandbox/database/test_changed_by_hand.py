"""Do faults of the database's rules and balances come, and go without a trace?"""

import pytest

from sandbox.database.changed_by_hand import CHANGES

RULES = """
    select md5(string_agg(rule, chr(10) order by rule)) from (
      select format('%s %s %s', relname, relrowsecurity, reloptions) as rule
      from pg_class where relnamespace = 'public'::regnamespace
      union all select format('%s', polname) from pg_policy
      union all select format('%s', oid::regprocedure) from pg_proc
      union all select format('%s', extname) from pg_extension
      union all select format('%s %s', rolname, rolsuper) from pg_roles
      union all select format('%s %s', roleid::regrole, member::regrole) from pg_auth_members
      union all select format('%s %s', tgname, tgenabled) from pg_trigger where not tgisinternal
      union all select format('%s %s', relname, privilege) from pg_class, unnest(relacl) as privilege
      union all select format('%s %s %s', attrelid::regclass, attname, format_type(atttypid, atttypmod))
      from pg_attribute join pg_class on pg_class.oid = attrelid
      where relnamespace = 'public'::regnamespace and attnum > 0 and not attisdropped
      union all select format('%s %s %s', adrelid::regclass, adnum, pg_get_expr(adbin, adrelid)) from pg_attrdef
      union all select format('%s %s', id, public) from storage.buckets
      union all select format('%s %s', id, role) from profiles where role = 'admin'
      union all select format('%s %s', user_id, enabled) from two_factor_auth
      union all select format('%s %s %s', attrelid, attname, attacl) from pg_attribute where attacl is not null
      union all select format('%s %s %s', version, name, statements) from supabase_migrations.schema_migrations
      union all select format('%s %s', indexrelid::regclass, indisvalid) from pg_index
      where indrelid::regclass::text not like 'pg_%'
      union all select format('%s never came back', reference) from withdrawal_requests where status = 'failed'
      and not exists (
        select from transactions where wallet_id = withdrawal_requests.wallet_id and type in ('refund', 'credit')
        and (metadata ->> 'reference' = withdrawal_requests.reference
             or transactions.reference like '%' || withdrawal_requests.reference)
      )
      union all select format('%s out of balance', wallets.id) from wallets where balance <> (
        select coalesce(sum(
          case when type in ('credit', 'deposit', 'card_funding', 'refund') then amount else -amount end
        ), 0)
        from transactions where wallet_id = wallets.id and status = 'completed'
      )
    ) as rules
"""


@pytest.mark.parametrize("fault", CHANGES)
def test_what_a_fault_changes_is_changed_back(database, switch_on, eventually, fault):
    def rules():
        return database.execute(RULES).fetchone()

    before = rules()

    switch_on(fault)
    assert eventually(lambda: rules() != before, 5)
    switch_on(fault, 0)
    assert eventually(lambda: rules() == before, 5)
