"""What the guide to environment files says is true."""

import json
import re

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from gate.environment import ENVIRONMENTS, Environment
from gate.environment.vendors import Vendors
from gate.network.guard import NetworkGuard
from gate.probes.database.postgres import Database
from gate.probes.database.roles import own_rights
from gate.sources.supabase import logs as supabase_logs
from gate.sources.supabase import project as supabase_project

GUIDE = (ENVIRONMENTS / "README.md").read_text(encoding="utf-8")
ROWS = {row[1]: row[3] for row in (line.split("|") for line in GUIDE.splitlines() if line.startswith("| `"))}
SECTION = re.compile(r"`([a-z_.]+)`")
HERE = NetworkGuard(frozenset({"127.0.0.1"}), "here")


def test_every_vendor_and_no_other_has_a_row():
    told = [name for names in ROWS for name in SECTION.findall(names) if name.startswith("vendors.")]

    assert sorted(told) == sorted(f"vendors.{name}" for name in Vendors.model_fields)


def test_every_section_that_is_named_can_stand_in_the_file():
    named = {name.partition(".")[0] for names in ROWS for name in SECTION.findall(names)}

    assert named <= set(Environment.model_fields)
    assert {"supabase", "database", "mailbox", "controls", "scratch", "backup", "edge", "security"} <= named


def test_the_role_of_the_guide_sees_everything_and_can_do_nothing_else(sandbox):
    (statements,) = re.findall(r"```sql\n(.*?)```", GUIDE, re.DOTALL)
    address, role = sandbox["SCRATCH_DATABASE_URL"], "looker_of_the_guide"
    with psycopg.connect(address, autocommit=True) as owner:
        owner.execute(
            "create table hidden_from_others (id int); alter table hidden_from_others enable row level security"
        )
        try:
            owner.execute(statements.replace("verifier", role))
            (password,) = re.findall(r"password '(.+?)'", statements)
            database = Database(make_conninfo(address, user=role, password=password), HERE)
            own = own_rights(database)
            database.close()
        finally:
            owner.execute(sql.SQL("drop table hidden_from_others; drop role if exists {}").format(sql.Identifier(role)))

    assert (own.role, own.writes, own.powers, own.creates_in, own.hidden) == (role, (), (), (), ())


def test_supabase_is_asked_for_nothing_but_what_the_guide_permits(contracts):
    told = set(re.findall(r"`(\w+_read)`", ROWS[" `vendors.supabase` "]))
    paths = json.loads((contracts / "supabase_management.json").read_text(encoding="utf-8"))["paths"]

    calls = {call.path: call.method.lower() for call in (*supabase_project.CALLS, *supabase_logs.CALLS)}
    needed = {
        permission
        for path, method in calls.items()
        for way in paths.get(path, {}).get(method, {}).get("security", [])
        for permission in way.get("fga_permissions", [])
    }
    assert len(needed) >= 3
    assert needed <= told
