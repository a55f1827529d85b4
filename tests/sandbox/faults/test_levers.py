"""Can the flag be turned, synthetic users be planted, and pages for people be received?"""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import httpx
import psycopg
import pytest
import yaml

from gate.probes.database.postgres import ALL_OF_IT
from tests.support.running import running_sandbox

INVARIANTS = Path(__file__).parents[3] / "gate" / "environment" / "expectations" / "invariants.yaml"
OURS = "u.email like '%%@verify.alaskapay.com'"


@pytest.fixture(scope="module")
def sandbox() -> Iterator[dict[str, str]]:
    """One of our own: others count on a flag that nobody has turned, and on no users of ours."""
    with running_sandbox() as addresses:
        yield addresses


@pytest.fixture
def flag(sandbox: dict[str, str], http: httpx.Client) -> Iterator[str]:
    """Its lever; in the end it stands as before."""
    lever = f"{sandbox['SANDBOX_URL']}/_sandbox/flag"
    before = http.get(lever).json()
    yield lever
    http.put(lever, json=before).raise_for_status()


@pytest.fixture
def values(sandbox: dict[str, str], http: httpx.Client) -> Callable[[str], dict[str, float]]:
    """Ask Prometheus for a number of each variant."""

    def ask(query: str) -> dict[str, float]:
        answer = http.get(
            f"{sandbox['PROMETHEUS_URL']}/api/v1/query",
            params={"query": query},
            auth=(sandbox["PROMETHEUS_USER"], sandbox["PROMETHEUS_PASSWORD"]),
        )
        return {one["metric"]["variant"]: float(one["value"][1]) for one in answer.json()["data"]["result"]}

    return ask


def test_the_flag_is_turned_and_fewer_are_exposed_from_then_on(
    flag: str, http: httpx.Client, values: Callable[[str], dict[str, float]], eventually: Callable[..., bool]
) -> None:
    requests = 'http_requests_total{attempt="first",synthetic="false"}'

    def exposed() -> float:
        """Which part of the requests, over a second."""
        now, before = values(f"sum by (variant) ({requests})"), values(f"sum by (variant) ({requests} offset 1s)")
        grown = {variant: now[variant] - before[variant] for variant in ("on", "off")}
        return grown["on"] / sum(grown.values())

    assert exposed() > 0.9
    assert http.put(flag, json={"percent": 10}).status_code == 204
    assert http.get(flag).json() == {"percent": 10}
    assert eventually(lambda: exposed() == pytest.approx(0.1, abs=0.01), 5)


@pytest.mark.parametrize("body", [b"{", b"[]", b'{"percent": 101}', b'{"percent": "10"}', b'{"percent": -1}', b"{}"])
def test_a_share_that_is_none_is_refused(flag: str, http: httpx.Client, body: bytes) -> None:
    before = http.get(flag).json()

    assert http.put(flag, content=body).status_code == 400
    assert http.get(flag).json() == before


def test_synthetic_users_do_all_that_people_do_and_can_be_told_apart(
    sandbox: dict[str, str],
    http: httpx.Client,
    database: psycopg.Connection,
    values: Callable[[str], dict[str, float]],
    eventually: Callable[..., bool],
) -> None:
    began = datetime.now(UTC)
    planted = http.post(f"{sandbox['SANDBOX_URL']}/_sandbox/synthetic", json={"users": 50})

    def count(table: str, condition: str = "true") -> int:
        statement = f"select count(*) from {table} t join auth.users u on u.id = t.user_id where {OURS} and {condition}"  # noqa: S608 - our words
        statement += " and t.created_at >= %s"
        [found] = database.execute(statement.encode(), (began,)).fetchone() or (0,)
        return int(found)

    assert planted.status_code == 204
    assert count("auth.sessions") == 50
    assert count("public.support_tickets") == 50
    for status in ("completed", "failed"):
        assert count("public.transactions", f"t.status = '{status}'") == 50
    assert eventually(
        lambda: sum(values('sum by (variant) (http_requests_total{synthetic="true"})').values()) >= 250, 2
    )
    invariants = yaml.safe_load(INVARIANTS.read_text(encoding="utf-8"))["invariants"]
    assert [name for name, query in invariants.items() if database.execute(query, ALL_OF_IT).fetchall()] == []


def test_pages_are_taken_as_they_are_and_shown(sandbox: dict[str, str], http: httpx.Client) -> None:
    page = {"text": "trigger.error-rate: refuted", "details": [1, None]}

    assert http.post(sandbox["NOTIFY_WEBHOOK"], json=page).status_code == 200
    assert http.post(sandbox["NOTIFY_WEBHOOK"], content=b"no JSON").status_code == 400
    assert http.get(sandbox["NOTIFY_WEBHOOK"]).json()[-1] == page
