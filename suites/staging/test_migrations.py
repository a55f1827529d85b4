"""Staging: did the migrations bring the schema that both the old and the new web can live with?"""

import pytest


@pytest.mark.item("staging.migrations")
def test_the_applied_migrations_are_those_of_the_release(migrations):
    """Staging verification: "Database migrations successful": applied are the release's, and no others.

    Fails when one of the release is not applied, or one is applied that the release does not have.
    """
    applied = migrations.applied()

    assert applied.missing == (), f"not applied: {', '.join(applied.missing)}"
    assert applied.foreign == (), f"applied, but not the release's: {', '.join(applied.foreign)}"


@pytest.mark.item("staging.migrations")
@pytest.mark.effects("uses-scratch")
def test_the_migrations_apply_to_an_empty_database_and_nothing_drifted(migrations):
    """Staging verification: "Database migrations successful": from nothing, in order, to the schema that is live.

    Fails when a migration does not apply to an empty database, or the live schema is not the one that they make.
    """
    built = migrations.build()

    assert built.failure == "", f"on an empty database the migrations fail: {built.failure}"
    assert built.only_live == (), f"the live schema has what no migration made: {'; '.join(built.only_live[:3])}"
    assert built.only_built == (), f"the live schema lacks what the migrations make: {'; '.join(built.only_built[:3])}"


@pytest.mark.item("staging.migrations")
@pytest.mark.effects("creates-user")
def test_the_old_web_works_on_the_new_schema(web_schema_compatibility):
    """Staging verification: "Database migrations successful": whoever still has the old web open can go on.

    Fails when the web of the release before, opened at its permalink, is refused by the database on the dashboard.
    """
    tour = web_schema_compatibility.old_on_the_new_schema()

    assert tour.failed is None, f"with the old web: {tour.failed}"
    assert tour.refused == (), f"the old web is refused: {'; '.join(tour.refused[:3])}"


@pytest.mark.item("staging.migrations")
@pytest.mark.effects("creates-user", "uses-scratch")
def test_the_new_web_asks_nothing_that_the_old_schema_lacks(web_schema_compatibility):
    """Staging verification: "Database migrations successful": the new web before, or after a rollback of, the schema.

    Fails when the new web, on its dashboard, asks for a table or column that the migrations before it don't make.
    """
    new = web_schema_compatibility.new_on_the_old_schema()

    assert new.tour.failed is None, f"with the new web: {new.tour.failed}"
    assert new.unknown == (), f"the new web needs the new schema first: {', '.join(new.unknown)}"
