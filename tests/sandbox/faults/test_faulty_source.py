"""Can a system that measures are read from be ill in the ways that such systems are?"""

import ssl
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette
from starlette.responses import JSONResponse, PlainTextResponse
from starlette.routing import Route

from sandbox.context import Context
from sandbox.faults.faulty_source import FaultySource
from sandbox.faults.switches import Faults
from sandbox.keys import cut_keys
from sandbox.moments import moment_now
from sandbox.traffic.flag import Flag
from tests.support.running import in_a_loop_of_its_own

NUMBERS = {
    "status": "ok",
    "metric": {"status": "500"},
    "found": [1, 2.5, "17", "1e3", True, None],
    "inner": {"count": "0"},
}


@pytest.fixture
def context(tmp_path: Path) -> Context:
    moment, faults = moment_now("launch"), Faults()
    return Context(
        moment=moment,
        faults=faults,
        flag=Flag(100, moment, faults),
        keys=cut_keys(),
        directory=tmp_path,
        tls=ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT),
        http=None,  # type: ignore[arg-type] - nobody asks anybody here
        pool=None,  # type: ignore[arg-type]
    )


def answer(context: Context, path: str = "/") -> httpx.Response:
    app = Starlette(
        routes=[
            Route("/", lambda _: JSONResponse(NUMBERS)),
            Route("/text", lambda _: PlainTextResponse("requests 17")),
        ]
    )

    async def ask() -> httpx.Response:
        transport = httpx.ASGITransport(FaultySource(app, context))
        async with httpx.AsyncClient(transport=transport, base_url="http://sick") as client:
            return await client.get(path)

    return in_a_loop_of_its_own(ask)


def test_well_it_answers_as_it_is(context: Context) -> None:
    assert answer(context).json() == NUMBERS


@pytest.mark.parametrize(
    ("fault", "status", "content_type"),
    [
        ("source-401", 401, "application/json"),
        ("source-429", 429, "application/json"),
        ("source-html", 200, "text/html; charset=utf-8"),
    ],
)
def test_ill_it_does_not_answer_and_recovers(context: Context, fault: str, status: int, content_type: str) -> None:
    context.faults.switch(fault, 1)
    ill = answer(context)
    context.faults.switch(fault, 0)

    assert (ill.status_code, ill.headers["content-type"]) == (status, content_type)
    assert answer(context).json() == NUMBERS


def test_too_many_requests_say_how_long_to_wait(context: Context) -> None:
    context.faults.switch("source-429", 1)

    assert answer(context).headers["retry-after"] == "60"


def test_every_number_becomes_null_also_one_that_is_text(context: Context) -> None:
    context.faults.switch("source-null", 1)

    assert answer(context).json() == {
        "status": "ok",
        "metric": {"status": "500"},
        "found": [None, None, None, None, True, None],
        "inner": {"count": None},
    }
    assert answer(context, "/text").text == "requests 17"


def test_stale_data_end_when_the_fault_began(context: Context) -> None:
    assert context.data_until() >= datetime.now(UTC).replace(microsecond=0)

    context.faults.switch("source-stale", 1)
    began = context.data_until()

    assert context.data_until() == began
    context.faults.switch("source-stale", 0)
    assert context.data_until() > began


def test_counters_start_again_when_the_fault_began(context: Context) -> None:
    assert context.counting_since() is None

    context.faults.switch("source-reset", 1)

    assert context.counting_since() == context.counting_since()
    assert context.counting_since() is not None
