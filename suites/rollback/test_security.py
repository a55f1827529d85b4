"""When to roll back: does something lie open that has to be closed?"""

import pytest


@pytest.mark.item("trigger.security")
def test_nobody_reads_writes_or_calls_anything_without_signing_in(exposure):
    """Rollback trigger: "Security vulnerabilities": anonymous access to tables, views and functions.

    Fails when a visitor sees a row, may write one, or is answered by a function that the environment does not list.
    Rows and functions that can't write are tried; on production nothing else is.
    """
    access = exposure.to_anybody()

    assert access.readable == (), f"anybody may read {', '.join(access.readable)} without signing in"
    assert access.writable == (), f"anybody may write {', '.join(access.writable)} without signing in"
    assert access.callable == (), f"anybody may call {', '.join(access.callable)} without signing in"


@pytest.mark.item("trigger.security")
def test_row_level_security_is_on_wherever_the_api_leads(exposure):
    """Rollback trigger: "Security vulnerabilities": tables without row-level security.

    Fails when a table in the exposed schema has none, or a view there passes it by with its owner's rights.
    """
    unprotected = exposure.without_row_security()

    assert unprotected == (), f"no row-level security guards {', '.join(unprotected)}"


@pytest.mark.item("trigger.security")
def test_functions_with_their_owners_rights_are_closed_and_not_led_astray(exposure):
    """Rollback trigger: "Security vulnerabilities": SECURITY DEFINER functions.

    Fails when anybody may call one without signing in, or one looks names up in a search_path that its caller chooses.
    """
    powerful = exposure.owners_rights()

    assert powerful.open_to_anybody == (), (
        f"anybody may run {', '.join(powerful.open_to_anybody)} with the rights of its owner"
    )
    assert powerful.without_search_path == (), (
        f"{', '.join(powerful.without_search_path)} runs with its owner's rights and without a search_path of its own"
    )


@pytest.mark.item("trigger.security")
def test_no_function_is_served_without_a_token_that_is_not_meant_to_be(deployed_functions):
    """Rollback trigger: "Security vulnerabilities": functions that are deployed open.

    Fails when Supabase serves a function to whoever brings no token, and neither the environment lists it nor the
    release file has it so. Read from the settings of each function: none is called.
    """
    without_gate = deployed_functions.without_gate()

    assert without_gate == (), (
        f"{', '.join(without_gate)} is served to whoever brings no token (verify_jwt is off): deploy it with "
        "verify_jwt, or write `verify_jwt: false` beside it in the release file once somebody has read that it looks "
        "for itself"
    )


@pytest.mark.item("trigger.security")
def test_no_files_of_people_lie_open(stored_files):
    """Rollback trigger: "Security vulnerabilities": files in Supabase's storage, identity documents among them.

    Fails when a bucket is public that the environment does not list, or a policy lets visitors or members at files and
    asks nothing about who they are. Read from buckets and policies; the security audit asks for files.
    """
    open_as_set = stored_files.open_as_set()

    assert open_as_set == (), f"people's files lie open: {'; '.join(open_as_set)}"


@pytest.mark.item("trigger.security")
def test_no_member_may_write_what_decides_about_the_own_account(own_rows):
    """Rollback trigger: "Security vulnerabilities": a member who raises the own role, tier or limits.

    Fails when grants and policies let members write a column of their own rows whose name says that it decides about
    rights, limits or money, no trigger minds it, and the environment does not list it. The security audit tries it.
    """
    raised = own_rows.open_to_members()

    assert raised == (), (
        f"every member may write {', '.join(raised)} in the own rows: take the right to it from authenticated, or "
        "list what harms nobody under security.members_write"
    )


@pytest.mark.item("trigger.security")
def test_no_key_of_a_server_is_shipped_to_browsers(public_surface):
    """Rollback trigger: "Security vulnerabilities": secrets in the shipped bundle.

    Fails when the page, a script that it leads to or a source map holds a secret key: by its form, by the role that
    a token names, or because it is one of the environment's own. Not shown when one of the scripts can't be read.
    What looks like a key and can't be one is named beside the outcome.
    """
    bundle = public_surface.bundle()

    assert bundle.leaks == (), f"everybody can read {'; '.join(map(str, bundle.leaks))}: replace the key at once"


@pytest.mark.item("trigger.security")
def test_the_page_tells_browsers_to_guard_it(public_surface, environment):
    """Rollback trigger: "Security vulnerabilities": security headers.

    Fails when the page does not insist on HTTPS for long enough, may be framed by foreign sites, lets browsers guess
    content types, or hands its whole address on to other sites.
    """
    guards = public_surface.guards()

    assert guards.hsts_days >= environment.security.hsts_days_min, (
        f"Strict-Transport-Security holds for {guards.hsts_days} days, expected {environment.security.hsts_days_min}"
    )
    assert guards.forbids_foreign_frames, (
        "foreign sites may frame the page: neither frame-ancestors nor X-Frame-Options forbids it"
    )
    assert guards.forbids_sniffing, "X-Content-Type-Options is not nosniff"
    assert guards.referrer_policy in environment.security.referrer_policies, (
        f"Referrer-Policy is “{guards.referrer_policy}”, expected {' or '.join(environment.security.referrer_policies)}"
    )


@pytest.mark.item("trigger.security")
def test_no_foreign_site_acts_with_the_visitors_credentials(public_surface):
    """Rollback trigger: "Security vulnerabilities": CORS.

    Fails when the site or the API allows whatever origin asks, with credentials.
    """
    open_to = public_surface.lets_in_foreign_sites()

    assert open_to == (), f"a foreign site may act with the visitor's credentials at {'; '.join(open_to)}"


@pytest.mark.item("trigger.security")
def test_admin_routes_answer_no_visitor(public_surface):
    """Rollback trigger: "Security vulnerabilities": open admin routes.

    Fails when the host answers an admin page with its contents, or a call for administrators answers a visitor's key.
    """
    routes = public_surface.open_admin_routes()

    assert routes == (), f"open without signing in: {', '.join(routes)}"


@pytest.mark.item("trigger.security")
def test_no_critical_advisory_is_open(advisories):
    """Rollback trigger: "Security vulnerabilities": what GitHub knows of the code and its dependencies.

    Fails when an alert of critical severity is open: a dependency, the code itself, or a key in the repository.
    """
    critical = advisories.critical()

    assert critical == (), f"open at GitHub: {'; '.join(critical)}"
