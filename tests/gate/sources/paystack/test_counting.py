"""Are payments counted once each, by how they ended, whatever the provider's list does meanwhile?"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from gate.environment import vendors
from gate.http import HttpClient
from gate.outcome import NotShown
from gate.sample import Sample, Window
from gate.sources.paystack import CALLS, PaymentCounts
from tests.support.servers.listener import answer
from tests.support.source_faults import DEADLINE_MS, SECRET

OURS = "verify.alaskapay.com"
NOW = datetime.now(UTC).replace(microsecond=0)
START = NOW - timedelta(hours=1)
WINDOW = Window(START, NOW)
SECOND = timedelta(seconds=1)


@dataclass
class Provider:
    """Lists payments as Paystack does, newest first; between two pages `meanwhile` may happen."""

    payments: list[dict[str, Any]] = field(default_factory=list)
    per_page_max: int = 100
    total: int | None = None
    meanwhile: list[dict[str, Any]] = field(default_factory=list)
    asked: list[dict[str, str]] = field(default_factory=list)
    url: str = ""

    def add(self, count: int, status: str, at: datetime = START + SECOND, **more: Any) -> None:
        for number in range(count):
            self.payments.append(
                {
                    "reference": f"AP-{len(self.payments)}",
                    "status": status,
                    "domain": "test",
                    "created_at": (at + number * timedelta(milliseconds=1)).isoformat(),
                    "customer": {"email": "ada@example.com"},
                    **more,
                }
            )

    def page(self, asked: dict[str, str]) -> dict[str, Any]:
        self.asked.append(asked)
        begin, end = (datetime.fromisoformat(asked[name]) for name in ("from", "to"))
        found = [one for one in self.payments if begin <= datetime.fromisoformat(one["created_at"]) <= end]
        found.sort(key=lambda one: str(one["created_at"]), reverse=True)
        size = min(int(asked["perPage"]), self.per_page_max)
        skipped = size * (int(asked["page"]) - 1)
        meta = {"total": len(found) if self.total is None else self.total}
        self.payments, self.meanwhile = [*self.payments, *self.meanwhile], []
        return {"status": True, "data": found[skipped : skipped + size], "meta": meta}


@pytest.fixture
def provider() -> Iterator[Provider]:
    provider = Provider()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked = {name: found[0] for name, found in parse_qs(urlsplit(self.path).query).items()}
            body = json.dumps(provider.page(asked)).encode()
            self.send_response(200 if self.headers["authorization"] == f"Bearer {SECRET}" else 401)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Keep quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        provider.url = f"http://127.0.0.1:{server.server_port}"
        yield provider
        server.shutdown()
        thread.join()


def counting(url: str, domain: str = "test") -> PaymentCounts:
    origin = urlsplit(url)
    http_client = HttpClient(
        "here", frozenset({("127.0.0.1", int(origin.port or 0))}), 10_000, DEADLINE_MS * 10, vendor_calls={url: CALLS}
    )
    return PaymentCounts(http_client, vendors.Paystack(url=url, secret_key=SECRET), domain, OURS)


@pytest.fixture
def counts(provider: Provider, indicator):
    """Count the payments of a window; the same source is asked again and again."""
    source = counting(provider.url)

    def count(window: Window = WINDOW) -> Sample:
        return source.counts("payment_success", indicator("paystack"), window)

    return count


def numbers(sample: Sample) -> tuple[int, int, int]:
    return sample.numerator, sample.denominator, sample.missing


def test_each_status_is_what_it_means(provider, counts):
    for status, count in {"success": 50, "reversed": 4, "failed": 3, "abandoned": 7}.items():
        provider.add(count, status)
    for status in ("ongoing", "pending", "processing", "queued"):
        provider.add(2, status)

    sample = counts()

    assert numbers(sample) == (3, 57, 8)
    assert sample.evidence["abandoned"] == 7
    assert (sample.indicator, sample.source, sample.window) == ("payment_success", "paystack", WINDOW)


def test_a_status_that_nobody_knows_is_not_shown(provider, counts):
    provider.add(1, "success")
    provider.add(1, "disputed")

    with pytest.raises(NotShown, match="Paystack says “disputed” of a payment, which nobody has told us how to count"):
        counts()


def test_a_thousand_payments_of_our_own_move_no_number(provider, counts):
    provider.add(20, "success")
    provider.add(1, "failed")
    provider.add(1000, "failed", customer={"email": f"Release-Check@{OURS.title()}"})
    provider.add(5, "pending", customer={"email": f"release-check@{OURS}"})
    provider.add(1, "failed", customer={"email": f"mallory@not-{OURS}"})

    assert numbers(counts()) == (2, 22, 0)


def test_payments_that_come_between_two_pages_are_counted_once(provider, counts):
    provider.add(250, "success")
    new = Provider()
    new.add(30, "failed", NOW - SECOND)
    provider.meanwhile = [one | {"reference": f"NEW-{one['reference']}"} for one in new.payments]

    first, then = counts(), counts(Window(START, NOW + SECOND))

    assert first.denominator >= 250
    assert numbers(then) == (30, 280, 0)


def test_pages_that_are_smaller_than_asked_for_are_all_read(provider, counts):
    provider.add(250, "success")
    provider.per_page_max = 50

    assert numbers(counts()) == (0, 250, 0)
    assert len(provider.asked) == 5


@pytest.mark.parametrize(("total", "sentence"), [(251, "says that it lists 251 payments, but gives 250"), (3, "says")])
def test_a_list_that_contradicts_its_own_number_is_not_shown(provider, counts, total, sentence):
    provider.add(250, "success")
    provider.total = total

    with pytest.raises(NotShown, match=f"Paystack .*{sentence}"):
        counts()


def test_a_list_without_an_end_is_not_shown(provider, counts, monkeypatch):
    monkeypatch.setattr("gate.sources.paystack.counting.PAGES_MAX", 3)
    provider.add(301, "success")

    with pytest.raises(NotShown, match="Paystack lists more than 300 payments: read payment_success from postgres"):
        counts()
    assert len(provider.asked) == 3


@pytest.mark.parametrize(("ours", "theirs"), [("live", "test"), ("test", "live")])
def test_payments_of_the_other_domain_answer_nothing(provider, indicator, ours, theirs):
    provider.add(200, "success", domain=ours)
    provider.add(1, "success", domain=theirs)

    with pytest.raises(NotShown, match=f"Paystack answers with {theirs} payments, and those can't answer for {ours}"):
        counting(provider.url, ours).counts("payment_success", indicator("paystack"), WINDOW)


def test_a_longer_window_costs_only_what_is_new(provider, counts):
    early = Window(START, NOW - timedelta(minutes=30))
    provider.add(949, "success", START)
    provider.add(1, "success", early.end - SECOND)
    assert numbers(counts(early)) == (0, 950, 0)
    pages = len(provider.asked)
    provider.add(3, "failed", NOW - timedelta(minutes=10))

    sample = counts()

    assert numbers(sample) == (3, 953, 0)
    assert len(provider.asked) == pages + 1
    assert datetime.fromisoformat(provider.asked[-1]["from"]) >= early.end - timedelta(minutes=1)


def test_a_list_that_lags_behind_loses_no_payment(provider, counts):
    for minutes in (50, 40, 30):
        provider.add(1, "failed", NOW - timedelta(minutes=minutes))
        sample = counts(Window(START, NOW - timedelta(minutes=minutes - 20)))

    assert numbers(sample) == (3, 3, 0)
    assert sample.observed_at == NOW - timedelta(minutes=30)


@pytest.mark.parametrize("status", ["pending", "abandoned"])
def test_what_may_still_end_otherwise_is_asked_for_again(provider, counts, status):
    provider.add(1, status, NOW - timedelta(minutes=35))
    provider.add(1, "success", NOW - timedelta(minutes=31))
    assert counts(Window(START, NOW - timedelta(minutes=30))).numerator == 0
    for one in provider.payments:
        one["status"] = "failed"

    assert numbers(counts()) == (1, 2, 0)


def test_no_count_ever_falls(provider, counts):
    provider.add(1, "pending")
    provider.add(2, "failed")
    assert numbers(counts(Window(START, NOW - timedelta(minutes=30)))) == (2, 2, 1)
    for one in provider.payments:
        one["status"] = "success"

    assert numbers(counts()) == (2, 3, 0)


def test_a_window_that_is_not_over_is_asked_for_again(provider, counts):
    window = Window(START, datetime.now(UTC) + timedelta(hours=1))
    provider.add(1, "success")
    assert numbers(counts(window)) == (0, 1, 0)
    provider.add(1, "failed", datetime.now(UTC))

    assert numbers(counts(window)) == (1, 2, 0)


def test_a_list_that_has_stopped_is_as_old_as_its_newest_payment(provider, counts):
    provider.add(1, "success", NOW - timedelta(minutes=20))

    assert counts().observed_at == NOW - timedelta(minutes=20)


def test_an_empty_list_is_no_calm(counts):
    sample = counts()

    assert numbers(sample) == (0, 0, 0)
    assert sample.observed_at == START


def test_slots_are_cumulative(provider, indicator):
    for minutes, status in ((10, "success"), (30, "failed"), (50, "failed")):
        provider.add(5, status, START + timedelta(minutes=minutes))

    samples = counting(provider.url).series("payment_success", indicator("paystack"), WINDOW, 4)

    assert [sample.window.end - START for sample in samples] == [timedelta(minutes=15 * n) for n in (1, 2, 3, 4)]
    assert [numbers(sample) for sample in samples] == [(0, 5, 0), (0, 5, 0), (5, 10, 0), (10, 15, 0)]
    assert [sample.observed_at for sample in samples[:3]] == [sample.window.end for sample in samples[:3]]
    assert len(provider.asked) == 1


PAYMENT = {
    "reference": "AP-1",
    "status": "success",
    "domain": "test",
    "created_at": START.isoformat(),
    "customer": {"email": "ada@example.com"},
}


@pytest.mark.parametrize(
    "wrong",
    [
        {"reference": None},
        {"status": None},
        {"domain": None},
        {"created_at": None},
        {"created_at": "yesterday"},
        {"created_at": "2026-11-24T09:12:00"},
        {"customer": None},
        {"customer": {"email": None}},
    ],
    ids=str,
)
def test_a_field_that_is_null_or_wrong_is_not_shown(vendor, indicator, wrong):
    vendor.replies = [answer(json.dumps({"data": [PAYMENT | wrong], "meta": {"total": 1}}).encode())]

    with pytest.raises(NotShown, match=rf"Paystack: its answer has data\.0\.{next(iter(wrong))}"):
        counting(vendor.url).counts("payment_success", indicator("paystack"), WINDOW)


@pytest.mark.parametrize(("name", "arm"), [("payment_success", "exposed"), ("error_rate", "all")])
def test_what_paystack_can_t_tell_is_not_shown(provider, indicator, name, arm):
    with pytest.raises(NotShown, match=f"Paystack can't tell {name} of {arm}"):
        counting(provider.url).counts(name, indicator("paystack"), WINDOW, arm)
    assert provider.asked == []
