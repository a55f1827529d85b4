"""The clean-up journal: on the disk before a thing is made, and nobody else's while its maker lives."""

import os
import subprocess
import sys

import pytest

from gate.record.cleanup_journal import Journal

EMAIL, OTHER = "release-check-1@verify.alaskapay.com", "release-check-2@verify.alaskapay.com"


@pytest.fixture
def journal(tmp_path):
    return Journal(tmp_path / "clean-up" / "127.0.0.1-4001")


@pytest.fixture
def dead():
    """The id of a process that is no more."""
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        process.wait()
    return process.pid


@pytest.fixture
def living():
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as process:
        yield process.pid
        process.terminate()


def noted_by(journal, email, maker):
    journal.note(email)
    (journal.folder / email).write_text(str(maker), encoding="utf-8")


def test_what_was_noted_stands_in_it_until_it_is_crossed_out(journal):
    journal.note(EMAIL)
    journal.note(OTHER)

    assert journal.holds(EMAIL)
    assert journal.due() == [EMAIL, OTHER]

    journal.forget(EMAIL)

    assert not journal.holds(EMAIL)
    assert journal.due() == [OTHER]


def test_an_empty_journal_leaves_nothing_on_the_disk(journal, tmp_path):
    journal.note(EMAIL)
    journal.forget(EMAIL)
    journal.forget(EMAIL)

    assert journal.due() == []
    assert not any(path.is_file() for path in tmp_path.rglob("*"))
    assert not journal.folder.exists()


def test_what_a_dead_process_left_is_due(journal, dead):
    noted_by(journal, EMAIL, dead)

    assert journal.due() == [EMAIL]


def test_what_a_living_process_made_is_its_own_affair(journal, living):
    noted_by(journal, EMAIL, living)
    noted_by(journal, OTHER, os.getppid())

    assert journal.holds(EMAIL)
    assert journal.due() == []


@pytest.mark.parametrize("maker", ["", "nobody", "-1"])
def test_a_line_of_nobody_is_due(journal, maker):
    noted_by(journal, EMAIL, maker)

    assert journal.due() == [EMAIL]


def test_nobody_ever_reads_a_line_that_is_half_written(journal):
    code = (
        "import os, sys; from pathlib import Path; from gate.record.cleanup_journal import Journal\n"
        f"journal = Journal(Path({str(journal.folder)!r}))\n"
        "for number in range(100): journal.note('a'); journal.forget('a')\n"
        "print('done')"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as writer:  # noqa: S603
        seen = set()
        while writer.poll() is None:
            seen |= set(journal.due())
            journal.note("b")
            journal.forget("b")
        assert writer.stdout.read().strip() == "done"

    assert seen <= {"a"}
    assert writer.returncode == 0


def test_a_closed_journal_is_gone(journal):
    journal.note(EMAIL)
    journal.close()

    assert not journal.folder.exists()
