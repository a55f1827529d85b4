"""Before production: is there a backup, and does it come back?"""

import pytest


@pytest.mark.item("infra.backups")
def test_the_provider_has_a_young_backup(backups):
    """Infrastructure: "Backup systems tested": the provider's own.

    Fails when neither a completed backup nor recovery to a point in time is younger than its limit.
    """
    found = backups.at_the_provider()

    assert found.is_young, f"the provider has no backup that is young enough; {found}"


@pytest.mark.item("infra.backups")
@pytest.mark.effects("uses-scratch")
def test_the_newest_dump_comes_back_with_its_own_numbers(backups, environment):
    """Infrastructure: "Backup systems tested": the newest dump, restored on the scratch server.

    Fails when it is old, another database's, or can't be restored; and when a table comes back with another number of
    rows, or a column of money with another sum, than were taken with it. Not shown when the scratch server is of
    another major version than the product's.
    """
    rehearsal = backups.rehearse()

    assert rehearsal.age <= environment.backup.max_age, f"the newest dump is {rehearsal.age} old: {rehearsal.name}"
    assert rehearsal.is_of_the_product, f"{rehearsal.name} was taken from another database server than the product's"
    assert rehearsal.dump.is_whole, f"{rehearsal.name} is {rehearsal.dump.bytes} bytes and was cut short"
    assert rehearsal.restoring.error == "", f"{rehearsal.name} can't be restored: {rehearsal.restoring.error}"
    assert rehearsal.missing_tables == (), f"{rehearsal.name} lacks tables: {', '.join(rehearsal.missing_tables)}"
    assert rehearsal.differences == (), f"{rehearsal.name}: {'; '.join(rehearsal.differences)}"
    rehearsal.must_count_for_the_product()
