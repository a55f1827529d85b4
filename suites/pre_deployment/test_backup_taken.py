"""Before production is touched: could everything be put back as it was?"""

import pytest


@pytest.mark.item("backup.taken")
def test_a_dump_was_taken_today_before_the_window_opened(backups):
    """Database backup: "Backup production database": today, before the window opens.

    Fails when no dump with its manifest lies in the folder, or the newest is of another day or was taken too late.
    """
    taken = backups.taken()

    assert taken.at is not None, f"no dump with its manifest lies in the folder; without one: {taken.without_manifest}"
    assert taken.at.date() == taken.due_on, f"the newest dump is of {taken.at:%Y-%m-%d %H:%M}, not of {taken.due_on}"
    assert taken.at < taken.opens_at, (
        f"the newest dump was taken at {taken.at:%H:%M:%S}, after the window opened at {taken.opens_at:%H:%M:%S}"
    )


@pytest.mark.item("backup.taken")
@pytest.mark.effects("uses-scratch")
def test_the_dump_is_complete_and_its_money_adds_up(backups):
    """Database backup: "Backup production database": complete, checksummed, restored on the scratch server.

    Fails when the dump is another database's, not what its checksum was taken of, or can't be restored; when rows or
    sums of money differ from those taken with it; and when a statement about money does not hold in what came back.
    Not shown when the scratch server is of another major version than the product's.
    """
    rehearsal = backups.rehearse()

    assert rehearsal.is_of_the_product, f"{rehearsal.name} was taken from another database server than the product's"
    assert rehearsal.dump.is_whole, f"{rehearsal.name} is {rehearsal.dump.bytes} bytes and was cut short"
    assert rehearsal.dump.is_unchanged, f"{rehearsal.name} is not what its checksum was taken of"
    assert rehearsal.restoring.error == "", f"{rehearsal.name} can't be restored: {rehearsal.restoring.error}"
    assert rehearsal.missing_tables == (), f"{rehearsal.name} lacks tables: {', '.join(rehearsal.missing_tables)}"
    assert rehearsal.differences == (), f"{rehearsal.name}: {'; '.join(rehearsal.differences)}"
    assert rehearsal.broken == (), f"in what came back, {', '.join(map(str, rehearsal.broken))}"
    rehearsal.must_count_for_the_product()
