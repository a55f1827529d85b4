"""Headers for caches as caches read them."""

import pytest

from gate.http import Answer
from gate.probes.edge.caching import Keeping, assets_of, is_from_cache, is_left_large, keeping_of

SITE = "https://alaskapay.com"
LARGE = b"x" * 1_400


@pytest.mark.parametrize(
    ("header", "keeping"),
    [
        ("public, max-age=31536000, immutable", Keeping(365, is_immutable=True, asks_first=False)),
        ('MAX-AGE="172800", Immutable', Keeping(2, is_immutable=True, asks_first=False)),
        ("public, max-age=0, must-revalidate", Keeping(0, is_immutable=False, asks_first=True)),
        ("no-cache", Keeping(0, is_immutable=False, asks_first=True)),
        ("no-store, immutable", Keeping(0, is_immutable=False, asks_first=True)),
        ("must-revalidate", Keeping(0, is_immutable=False, asks_first=False)),
        ("s-maxage=31536000", Keeping(0, is_immutable=False, asks_first=False)),
        ("max-age=60", Keeping(0, is_immutable=False, asks_first=False)),
        ("", Keeping(0, is_immutable=False, asks_first=False)),
    ],
)
def test_how_long_an_answer_is_kept(header, keeping):
    assert keeping_of({"cache-control": header}) == keeping


@pytest.mark.parametrize(
    ("headers", "is_hit"),
    [
        ({"cache-status": '"Netlify Edge"; hit'}, True),
        ({"cache-status": '"Netlify Durable"; fwd=bypass, "Netlify Edge"; hit; ttl=12'}, True),
        ({"cache-status": '"Netlify Edge"; fwd=miss'}, False),
        ({"cache-status": '"hit"; fwd=stale', "age": "12"}, False),
        ({"cf-cache-status": "HIT"}, True),
        ({"x-cache": "Miss from cloudfront"}, False),
        ({"age": "12"}, True),
        ({"age": "0"}, False),
        ({"age": "soon"}, None),
        ({}, None),
    ],
)
def test_whether_an_answer_came_from_a_cache(headers, is_hit):
    assert is_from_cache(headers) is is_hit


@pytest.mark.parametrize(
    ("kind", "coding", "body", "is_large"),
    [
        ("text/html", "", LARGE, True),
        ("application/javascript", "", LARGE, True),
        ("application/manifest+json", "identity", LARGE, True),
        ("image/svg+xml", "", LARGE, True),
        ("text/css", "br", LARGE, False),
        ("text/css", "gzip", LARGE, False),
        ("text/css", "", LARGE[1:], False),
        ("image/png", "", LARGE, False),
        ("", "", LARGE, False),
    ],
)
def test_a_text_that_is_worth_it_is_compressed(kind, coding, body, is_large):
    answer = Answer("GET", SITE, 200, kind, {"content-encoding": coding}, body, 12)

    assert is_left_large(answer) is is_large


def test_assets_are_what_the_page_names_in_their_folder():
    page = """
        <script type="module" src="/assets/index-1a2b.js"></script><link href='/assets/index-1a2b.css' rel=stylesheet>
        <link rel="modulepreload" href="/assets/index-1a2b.js"><link rel="icon" href="/favicon.svg">
        <a href="#about">About</a><script src="https://js.paystack.co/assets/v1.js"></script>
        <script src="https://alaskapay.com/assets/far.js"></script>
    """

    assert assets_of(page, SITE, "/assets/") == (
        f"{SITE}/assets/index-1a2b.js",
        f"{SITE}/assets/index-1a2b.css",
        f"{SITE}/assets/far.js",
    )
