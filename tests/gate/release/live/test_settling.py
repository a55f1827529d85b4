"""When a release is settled: what answers of the home page say, counted until there are enough."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gate.outcome import Outcome
from gate.release.live import Build, Expected, FunctionAnswer, PageAnswer, Says, Settled, Settling
from gate.release.live.pages import PagesSeen, SeenPage, judge_pages
from gate.release.live.settling import told_before

COMMIT, BEFORE, OTHER = "1a2b3c4d5e" * 4, "9f8e7d6c5b" * 4, "0badc0de00" * 4
RELEASE, OLD = Build(COMMIT), Build(BEFORE)
HERE, THERE = "192.0.2.1", "192.0.2.2"
WANTED = 5
NEW_FILES, OLD_FILES = (Build(assets=frozenset({f"/assets/index-{name}.js"})) for name in ("ab12", "cd34"))
ANSWERS = {
    "new": (200, RELEASE),
    "old": (200, OLD),
    "503": (503, None),
    "silence": (0, None),
    "maintenance": (200, None),
}
SAYS = st.sampled_from([*ANSWERS])


def settling(*addresses, functions=(), expected=None):
    return Settling(expected or Expected(COMMIT), WANTED, addresses or (HERE,), functions)


def take(one, *said, at=HERE):
    for name in said:
        status, build = ANSWERS[name]
        one.take(PageAnswer(at, status, build, why=name))
    return one


def end(one):
    return one.result(took_ms=20_000, within_ms=20_000)


@given(st.lists(SAYS))
def test_no_row_with_a_bad_answer_in_it_is_ready(said):
    one = take(settling(), *said)

    assert one.is_ready <= (len(said) >= WANTED and set(said[-WANTED:]) == {"new"})


@given(st.lists(SAYS))
def test_what_is_not_ready_is_never_shown_and_an_old_answer_in_its_end_is_told(said):
    settled = end(take(settling(), *said, "old"))
    outcome, reason = settled.judge()

    assert not settled.is_ready
    assert outcome is Outcome.REFUTED
    assert f"{said.count('old') + 1} of {len(said) + 1}" in reason
    assert ("two builds are live at once" in reason) == ("new" in said)


@given(st.lists(SAYS), st.integers(0, 100))
def test_enough_good_answers_settle_whatever_was_before(said, more):
    one = take(settling(), *said)
    take(one, *["new"] * (one.needed + more))

    assert one.is_ready
    assert end(one).judge() == (Outcome.SHOWN, "")


@given(st.lists(st.tuples(st.sampled_from([HERE, THERE]), SAYS)))
def test_what_a_record_keeps_says_the_same(said):
    one = settling(HERE, THERE, functions=("pay",))
    for address, name in said:
        take(one, name, at=address)
    settled = end(one)

    read = Settled.of_entry(json.loads(json.dumps({"kind": "settle", "at": "", "prev": "", **settled.as_entry()})))

    assert (read.judge(), str(read)) == (settled.judge(), str(settled))


def test_every_address_has_to_be_ready():
    one = take(settling(HERE, THERE), *["new"] * 50)

    assert not one.is_ready
    assert one.unready_addresses == [THERE]
    assert take(one, *["new"] * WANTED, at=THERE).is_ready


def test_an_address_that_is_left_out_is_told_and_not_counted():
    one = settling(HERE, "2001:db8::1")
    one.leave_out("2001:db8::1", "IPv6 can't be reached from here")

    settled = end(take(one, *["new"] * WANTED))

    assert settled.is_ready
    assert "2001:db8::1 was left out: IPv6 can't be reached from here" in str(settled)


def test_after_an_old_answer_a_row_has_to_outlast_by_far_what_one_has_ended():
    one = take(settling(), *["new"] * 4, "old", *["new"] * 19, "old")

    assert one.needed == 3 * 19
    assert not take(one, *["new"] * 56).is_ready
    assert take(one, "new").is_ready


def test_a_cold_start_asks_for_no_longer_row():
    one = take(settling(), "503", "silence", *["new"] * WANTED)

    assert one.is_ready
    assert "before that 2 of 7 (29%) were 5xx or no answer" in str(end(one))


@pytest.mark.parametrize(
    ("answers", "is_ready"),
    [
        ([("pay", 200, 40)], True),
        ([("pay", 405, 40)], True),
        ([("pay", 503, 40)], False),
        ([("pay", 0, 5000)], False),
        ([("pay", 200, 3000)], False),
        ([("pay", 200, 3000), ("pay", 200, 3000)], True),
        ([("pay", 503, 40), ("pay", 200, 3000)], False),
        ([("pay", 503, 40), ("pay", 200, 30)], True),
    ],
)
def test_a_function_is_warm_when_it_answers_quickly_or_again(answers, is_ready):
    one = take(settling(functions=("pay",)), *["new"] * WANTED)
    for name, status, took_ms in answers:
        one.take_function(FunctionAnswer(name, status, took_ms))

    assert one.is_ready is is_ready
    if not is_ready:
        assert "functions do not answer: pay" in end(one).judge()[1]


def test_without_a_commit_all_answers_have_to_be_of_one_build():
    one = settling()
    for build in (OLD_FILES, NEW_FILES, OLD_FILES, *[NEW_FILES] * (3 * WANTED - 1)):
        one.take(PageAnswer(HERE, 200, build))

    assert not one.is_ready
    assert "two builds are live at once" in end(one).judge()[1]
    one.take(PageAnswer(HERE, 200, NEW_FILES))
    assert one.is_ready
    assert end(one).known_assets == NEW_FILES.assets


def test_without_a_commit_the_permalink_says_which_build_is_the_release():
    one = settling(expected=Expected(COMMIT, assets=NEW_FILES.assets))

    assert one.take(PageAnswer(HERE, 200, OLD_FILES)) is Says.ANOTHER
    assert one.take(PageAnswer(HERE, 200, NEW_FILES)) is Says.APPROVED


def test_without_a_commit_the_files_of_the_build_say_which_build_is_the_release():
    files = NEW_FILES.assets | {"/assets/later.js", "/index.html"}
    one = settling(expected=Expected(COMMIT, files=files))
    with_scripts_of_the_host = Build(assets=NEW_FILES.assets | {"/.netlify/scripts/rum"})

    for _ in range(WANTED):
        assert one.take(PageAnswer(HERE, 200, OLD_FILES)) is Says.ANOTHER
    assert not one.is_ready, "all of the release before, and no two builds"
    assert one.take(PageAnswer(HERE, 200, with_scripts_of_the_host)) is Says.APPROVED
    assert judged([OLD_FILES], files) is Outcome.REFUTED
    assert judged([NEW_FILES, with_scripts_of_the_host], files) is Outcome.SHOWN


def judged(builds, files):
    seen = PagesSeen()
    seen.take("smoke.login", [SeenPage("https://alaskapay.com/", build) for build in builds])
    return judge_pages(seen.as_entry()["builds"], Expected(COMMIT, files=files))[0]


def test_a_build_that_is_meant_to_answer_beside_the_release_is_told():
    one = settling(expected=Expected(COMMIT, beside=BEFORE))
    settled = end(take(one, "new", "old", "new", "old", "new"))

    assert settled.is_ready
    assert "2 of 5 (40%) were the build that is meant to answer beside it" in str(settled)
    one.take(PageAnswer(HERE, 200, Build(OTHER)))
    assert not one.is_ready


def test_only_the_build_beside_is_not_the_release():
    assert not take(settling(expected=Expected(COMMIT, beside=BEFORE)), *["old"] * 50).is_ready


def test_too_few_good_answers_are_not_shown():
    outcome, reason = end(take(settling(), "new", "new")).judge()

    assert outcome is Outcome.NOT_SHOWN
    assert "too few answers" in reason


def test_a_silence_of_our_own_network_is_not_shown():
    one = take(settling(), "silence")
    one.blind = "network control failed: example.org did not answer"

    assert end(one).judge()[0] is Outcome.NOT_SHOWN


def test_a_record_says_that_nobody_waited():
    assert told_before([{"kind": "settle", "skipped": "--no-settle"}]).startswith("judged at once (--no-settle)")
    assert told_before([]) == ""


@given(st.lists(st.sampled_from([RELEASE, OLD, Build(COMMIT[:7])])))
def test_any_other_page_among_those_that_checks_got_is_refuted(builds):
    seen = PagesSeen()
    seen.take("smoke.login", [SeenPage("https://alaskapay.com/", build) for build in builds])

    outcome, reason = judge_pages(seen.as_entry()["builds"], Expected(COMMIT))

    assert outcome is (Outcome.REFUTED if OLD in builds else Outcome.SHOWN)
    if OLD in builds:
        assert f"{builds.count(OLD)} of {len(builds)} pages" in reason
        assert "smoke.login" in reason


def test_pages_without_a_commit_are_held_against_each_other():
    seen = PagesSeen()
    seen.take("smoke.login", [SeenPage("https://alaskapay.com/", build) for build in (NEW_FILES, OLD_FILES)])

    assert judge_pages(seen.as_entry()["builds"], Expected(COMMIT))[0] is Outcome.REFUTED
