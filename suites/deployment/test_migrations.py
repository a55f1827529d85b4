"""Deployment: is the database what the release's migrations make of it?"""

import pytest


@pytest.mark.item("deploy.migrations")
def test_exactly_the_migrations_of_the_release_are_applied(migrations):
    """Deployment step: "Deploy database migrations": applied are the release's, in their order, with their content.

    Fails when one of the release is not applied, one is applied that the release does not have, or what was applied
    under a version is something else than the release's file of that version.
    """
    applied = migrations.applied_in_full()

    assert applied.missing == (), f"not applied: {', '.join(applied.missing)}"
    assert applied.foreign == (), f"applied, but not the release's: {', '.join(applied.foreign)}"
    assert applied.altered == (), f"applied with another content than the release's: {', '.join(applied.altered)}"


@pytest.mark.item("deploy.migrations")
def test_no_migration_stands_half_way(migrations):
    """Deployment step: "Deploy database migrations": none of them broke off in the middle.

    Fails when only the beginning of a migration was applied, an index was never finished, or a transaction of
    somebody's was prepared and waits.
    """
    left = migrations.half_way()

    assert left == (), f"broken off half-way: {'; '.join(left)}"


@pytest.mark.item("deploy.migrations")
@pytest.mark.effects("uses-scratch")
def test_the_database_is_the_one_that_the_migrations_build(migrations):
    """Deployment step: "Deploy database migrations": nothing was changed by hand.

    Fails when the live schema has something that no migration of the release makes, or lacks what one makes. They are
    applied on the scratch server; the product's database is only read.
    """
    built = migrations.build()

    assert built.failure == "", f"on an empty database the migrations fail: {built.failure}"
    assert built.only_live == (), f"the live schema has what no migration made: {'; '.join(built.only_live[:3])}"
    assert built.only_built == (), f"the live schema lacks what the migrations make: {'; '.join(built.only_built[:3])}"
