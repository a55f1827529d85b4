"""What looks like production is told by what production can't hide; what can't be asked says nothing."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import closing

import pytest

from fixtures.run.http_clients import open_http_client
from gate.environment import Environment
from gate.http import HttpClient
from gate.sources.production_witnesses import why_it_looks_like_production
from gate.sources.supabase.project import AuthAddresses, SupabaseProject
from tests.support.targets import target_at

SwitchOn = Callable[..., None]


@pytest.fixture(scope="module")
def environment(sandbox: Mapping[str, str]) -> Environment:
    return Environment.read("local", sandbox)


@pytest.fixture
def http_client(sandbox: Mapping[str, str], environment: Environment) -> Iterator[HttpClient]:
    with closing(open_http_client(target_at(sandbox, environment))) as client:
        yield client


def test_the_healthy_sandbox_looks_like_no_production(environment: Environment, http_client: HttpClient) -> None:
    assert why_it_looks_like_production(environment, http_client) == ""


@pytest.mark.parametrize(
    ("fault", "sentence"),
    [
        ("auth-of-production", "Auth of the project sandbox sends people to alaskapay.com, which is production's"),
        ("site-of-production", "Netlify serves at 127.0.0.1 the deploy that it serves at alaskapay.com, production's"),
        ("live-payment-key-in-page", "its page has a live key for payments in "),
    ],
)
def test_each_witness_is_heard(
    environment: Environment, http_client: HttpClient, switch_on: SwitchOn, fault: str, sentence: str
) -> None:
    switch_on(fault)

    assert why_it_looks_like_production(environment, http_client).startswith(sentence)


def test_a_witness_that_cannot_be_asked_says_nothing(
    environment: Environment, http_client: HttpClient, switch_on: SwitchOn
) -> None:
    switch_on("site-of-production")
    switch_on("auth-of-production")
    vendors = environment.vendors.model_copy(update={"netlify": None, "supabase": None})

    assert why_it_looks_like_production(environment.model_copy(update={"vendors": vendors}), http_client) == ""


@pytest.mark.parametrize(
    ("redirects", "is_told"),
    [
        (("https://alaskapay.com/**", "com.alaskapay.app://callback"), True),
        (("https://*.alaskapay.ng", "https://www.alaskapay.com"), True),
        (("https://alaskapay.com/**", "https://127.0.0.1:4001/**"), False),
        (("exp://**", "", "https://**--alaskapay.netlify.app/**", "http://localhost:3000"), False),
    ],
)
def test_redirects_to_production_count_where_none_leads_here(
    environment: Environment,
    http_client: HttpClient,
    monkeypatch: pytest.MonkeyPatch,
    redirects: tuple[str, ...],
    is_told: bool,  # noqa: FBT001 - a case of the table
) -> None:
    monkeypatch.setattr(SupabaseProject, "auth_addresses", lambda _: AuthAddresses(environment.site, redirects))

    told = why_it_looks_like_production(environment, http_client)

    assert told.startswith("Auth of the project sandbox lets people through to") is is_told
