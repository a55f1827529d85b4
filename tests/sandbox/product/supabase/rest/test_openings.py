"""Do faults of the database's own rules come, and go without a trace?"""

import pytest

from sandbox.product.supabase.rest.openings import OPENINGS

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
      union all select format('%s %s', id, role) from profiles where role = 'admin'
      union all select format('%s %s', user_id, enabled) from two_factor_auth
      union all select format('%s %s', version, name) from supabase_migrations.schema_migrations
      union all select format('%s', indexrelid::regclass) from pg_index where indrelid::regclass::text not like 'pg_%'
    ) as rules
"""


@pytest.mark.parametrize("fault", OPENINGS)
def test_what_a_fault_opens_is_closed_again(database, switch_on, eventually, fault):
    def rules():
        return database.execute(RULES).fetchone()

    before = rules()

    switch_on(fault)
    assert eventually(lambda: rules() != before, 5)
    switch_on(fault, 0)
    assert eventually(lambda: rules() == before, 5)


def test_a_function_is_called_by_the_names_of_its_arguments(visitor, member, switch_on, eventually):
    switch_on("definer-function-open")
    ask = {"phone": member.phone}

    assert eventually(lambda: visitor.rest("POST", "rpc/balance_of", ask).status_code == 200, 5)
    assert visitor.rest("POST", "rpc/balance_of", ask).json() == 0
    assert visitor.rest("POST", "rpc/balance_of", {"number": member.phone}).json()["code"] == "PGRST202"


def test_a_function_is_run_as_the_caller(visitor, member):
    assert member.api.rest("POST", "rpc/is_admin").json() is False
    refused = visitor.rest("POST", "rpc/is_admin")
    assert (refused.status_code, refused.json()["code"]) == (401, "42501")
