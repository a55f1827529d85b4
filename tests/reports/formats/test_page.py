"""The page as a release engineer opens it: from a file, with the network off."""

import pytest

from gate.outcome import Outcome
from reports.formats.page import ReportError, offline

LOCAL = ("file:", "data:", "blob:")


@pytest.fixture
def opened(new_context):
    """A page without network, what it asked for, and what went wrong in it."""
    page = new_context(offline=True).new_page()
    page.asked, page.errors = [], []
    page.on("request", lambda request: page.asked.append(request.url))
    page.on("pageerror", lambda error: page.errors.append(str(error)))
    page.on("console", lambda said: page.errors.append(said.text) if said.type == "error" else None)
    return page


def test_verdict_and_reason_stand_above_everything(opened, no_go):
    opened.goto(no_go.page.as_uri())

    verdict = opened.locator(".verdict")
    assert verdict.locator(".call").inner_text() == "NO-GO"
    assert "2 of 7 items shown · 3 refuted · 1 not shown · 1 waived · 1 not part" in verdict.inner_text()
    assert "User login works refuted · smoke.login · qa\na wrong password was accepted" in verdict.inner_text()
    assert "smoke.login newly refuted" in verdict.inner_text()
    assert no_go.record.head in verdict.inner_text()
    assert verdict.bounding_box()["y"] < 50
    assert opened.title().strip() == "NO-GO · Alaska Pay 2.4.0 · prod · smoke"


def test_nothing_is_asked_from_outside(opened, no_go):
    opened.goto(no_go.page.as_uri())
    opened.get_by_text("Total").first.wait_for()
    opened.locator(".verdict a").first.click()
    opened.get_by_text("screenshot").last.click()

    assert [url for url in opened.asked if not url.startswith(LOCAL)] == []
    assert opened.errors == []


@pytest.mark.parametrize("call", ["GO", "NO-GO"])
def test_every_item_is_listed_by_its_words(opened, no_go, record_of, render, call):
    paper = no_go if call == "NO-GO" else render(record_of(call, {}))
    opened.goto(paper.page.as_uri())

    for item in paper.record.run["items"]:
        opened.locator("#app").get_by_text(item["text"]).first.wait_for()


def test_outcomes_have_the_words_of_the_record(opened, no_go):
    opened.goto(no_go.page.as_uri())
    opened.get_by_text("Search items").or_(opened.get_by_placeholder("Search items")).first.wait_for()

    words = set(opened.locator("#app").inner_text().splitlines())
    assert words >= {"Shown", "Refuted", "Not shown", "Not part"}
    assert not words & {"Passed", "Failed", "Broken", "Skipped"}


def test_the_reason_leads_to_the_item_with_its_screenshot(opened, no_go):
    opened.goto(no_go.page.as_uri())
    opened.locator(".verdict a", has_text="User login works").click()

    description = opened.frame_locator("[data-testid=test-result-description-frame]")
    picture = description.locator("img")
    picture.wait_for()
    assert picture.evaluate("image => image.naturalWidth") == 64
    assert description.get_by_text("Fails when login does not work.").is_visible()
    assert not opened.locator(".verdict dl").is_visible()
    assert opened.locator(".verdict .call").is_visible()


def test_a_result_opened_from_the_list_stands_below_the_first_line_of_the_verdict(opened, no_go):
    opened.goto(no_go.page.as_uri())
    opened.get_by_test_id("tree-leaf").filter(has_text="User login works").click()
    opened.get_by_test_id("test-result-info-title").wait_for()

    opened.locator(".verdict dl").wait_for(state="hidden")

    opened.go_back()
    opened.locator(".verdict dl").wait_for(state="visible")


def test_the_result_tells_how_it_was_in_the_run_before(opened, no_go):
    opened.goto(no_go.page.as_uri())
    opened.locator(".verdict a", has_text="User login works").click()
    opened.get_by_test_id("test-result-tab-history").click()

    opened.get_by_test_id("test-result-history-item").or_(opened.get_by_text("2026-11-24T081000")).first.wait_for()


def test_categories_are_listed_with_their_items(opened, no_go):
    opened.goto(no_go.page.as_uri())
    opened.get_by_test_id("nav-tab-categories").click()

    for words in ("Waived", "Refuted", "Not shown", "Not part of this release", "Unstable"):
        opened.locator("#app").get_by_text(words, exact=True).first.wait_for()
    for item in ("API endpoints responding", "User login works", "Email delivery works", "User registration works"):
        opened.locator("#app").get_by_text(item, exact=True).first.wait_for()


def test_tabs_without_content_are_not_there(opened, no_go):
    opened.goto(no_go.page.as_uri())
    opened.get_by_test_id("nav-tab-results").wait_for()

    tabs = opened.locator("[data-testid^=nav-tab-]:visible").all_inner_texts()
    assert [tab.split()[0] for tab in tabs] == ["Results", "Categories", "Record"]


def test_the_verdict_is_readable_without_scripts(new_context, no_go):
    page = new_context(java_script_enabled=False).new_page()

    page.goto(no_go.page.as_uri())

    assert page.get_by_text("a wrong password was accepted").is_visible()


@pytest.mark.parametrize("call", ["GO", "HOLD", "ROLLBACK", "PARTIAL"])
def test_the_call_is_that_of_the_record(opened, record_of, render, call):
    opened.goto(render(record_of(call, {})).page.as_uri())

    assert opened.locator(".call").inner_text() == call


def test_an_unfinished_run_says_so_and_never_go(opened, unfinished):
    opened.goto(unfinished.page.as_uri())

    assert opened.title().strip() == "UNFINISHED · Alaska Pay 2.4.0 · prod · smoke"
    assert opened.locator(".call").inner_text() == "UNFINISHED"
    assert "the run was cut short: this is no verdict" in opened.locator(".verdict").inner_text()


def test_a_finding_that_decides_is_told_with_its_reason(opened, record_of, render):
    live = (Outcome.REFUTED, "commit 9f8e7d6 was live, approved is 1a2b3c4")

    opened.goto(render(record_of("NO-GO", {}, reasons=["release.live"], live=live)).page.as_uri())

    assert "commit 9f8e7d6 was live, approved is 1a2b3c4" in opened.locator(".verdict li").inner_text()
    assert "NOT as approved" in opened.locator(".verdict").inner_text()


def test_words_from_outside_are_not_run(opened, record_of, render):
    reason = "saw <img src=x onerror=\"document.title='run'\"><script>document.title='run'</script></script>"
    said = {"smoke.login": {"outcome": Outcome.REFUTED, "reason": reason}}

    opened.goto(render(record_of("NO-GO", said, reasons=["smoke.login"])).page.as_uri())
    opened.locator(".verdict a").first.click()
    opened.locator("#app").get_by_text("Test body").wait_for()

    assert reason in opened.locator(".verdict").text_content()
    assert "run" not in opened.title().split()


def test_a_page_that_a_check_saw_is_shown_as_text(opened, record_of, render):
    seen = ("page", "text/html", b"<img src='https://elsewhere.example/x.png'><b>seen</b>")
    said = {"smoke.login": {"outcome": Outcome.REFUTED, "reason": "no", "exhibits": (seen,)}}

    opened.goto(render(record_of("NO-GO", said, reasons=["smoke.login"])).page.as_uri())
    opened.locator(".verdict a").first.click()
    opened.locator("#app").get_by_text("page", exact=True).click()

    opened.get_by_text("https://elsewhere.example/x.png").first.wait_for()
    assert [url for url in opened.asked if not url.startswith(LOCAL)] == []


def test_the_tools_telemetry_is_taken_out():
    page = (
        '<head></head><script async src="https://www.googletagmanager.com/gtag/js?id=G-1"></script>\n'
        "<script>gtag('config')</script><script>kept()</script>"
    )

    text = offline(page)

    assert "gtag" not in text
    assert "<script>kept()</script>" in text
    assert "Content-Security-Policy" in text


@pytest.mark.parametrize(
    "planted",
    [
        '<script src="https://elsewhere.example/x.js"></script>',
        '<link rel="stylesheet" href="https://elsewhere.example/x.css">',
        "<img src='//elsewhere.example/x.png'>",
    ],
)
def test_a_page_that_still_loads_from_outside_is_refused(planted):
    with pytest.raises(ReportError, match="loads something from outside"):
        offline(f"<head></head>{planted}")
