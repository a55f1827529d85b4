"""What a page, a manifest, a script and a worker name; and what may stand at such an address."""

import json

import pytest

from gate.probes.documents.assets import (
    FONT,
    IMAGE,
    MANIFEST,
    PAGE,
    SCRIPT,
    STYLE,
    Asset,
    named_in_manifest,
    named_in_page,
    named_in_script,
    precached_by,
    workers_in,
)

SITE = "https://pay.example/"
HTML = """<!doctype html><link rel="icon" href="/icon.svg"><link rel="manifest" href="manifest.json">
<link rel="stylesheet" href="/a.css"><link rel="modulepreload" href="/b.js">
<link rel="preload" as="font" href="/c.woff2" crossorigin><link rel="preload" as="fetch" href="/d">
<link rel="canonical" href="/home"><link rel="preconnect" href="https://api.example">
<script src="/e.js#x"></script><script>navigator.serviceWorker.register('/sw.js')</script><a href="/f.js">f</a>"""
WORKBOX = 'importScripts("workbox-1.js");precacheAndRoute([{"url":"index.html","revision":"1"},{url:"assets/a.js"}],{})'


def named(assets):
    return {asset.url.removeprefix(SITE): asset.kind for asset in assets}


def test_a_page_names_what_the_browser_fetches_for_it():
    assert named(named_in_page(SITE, HTML)) == {
        "icon.svg": IMAGE,
        "manifest.json": MANIFEST,
        "a.css": STYLE,
        "b.js": SCRIPT,
        "c.woff2": FONT,
        "d": "",
        "e.js": SCRIPT,
    }


def test_addresses_are_taken_from_the_base_of_the_page():
    page = '<base href="https://cdn.example/v2/"><script src="a.js"></script>'

    assert [asset.url for asset in named_in_page(SITE, page)] == ["https://cdn.example/v2/a.js"]


def test_icons_and_pictures_of_a_manifest():
    manifest = {"icons": [{"src": "i.png"}, {"sizes": "any"}, 3], "screenshots": [{"src": "/s.jpg"}], "shortcuts": None}

    assert named(named_in_manifest(f"{SITE}m.json", json.dumps(manifest))) == {"i.png": IMAGE, "s.jpg": IMAGE}


@pytest.mark.parametrize("text", ["<!doctype html>", "[]", "3", '{"icons": 3}'])
def test_what_is_no_manifest_names_nothing(text):
    assert not named_in_manifest(SITE, text)


def test_scripts_import_scripts_and_register_workers():
    script = 'import{a}from"./a-1.js";const b=()=>import("./b-2.js");navigator.serviceWorker?.register("/sw.js");'

    assert named(named_in_script(f"{SITE}assets/x.js", script)) == {"assets/a-1.js": SCRIPT, "assets/b-2.js": SCRIPT}
    assert named(workers_in(f"{SITE}assets/x.js", script)) == {"sw.js": SCRIPT}


@pytest.mark.parametrize(
    ("worker", "kept"),
    [
        (WORKBOX, {"workbox-1.js": SCRIPT, "index.html": PAGE, "assets/a.js": SCRIPT}),
        ('const A = ["/", "/assets/a.css"]; cache.addAll(["/", ...A]);', {"assets/a.css": STYLE, "": PAGE}),
        ("cache.addAll(['/a.png', '/b.webmanifest',]);", {"a.png": IMAGE, "b.webmanifest": MANIFEST}),
        ('const types = ["text/html", "image/svg+xml", ".png", "*.js", "https://x.example/y.js", "Tap a.js"];', {}),
    ],
)
def test_a_worker_keeps_what_its_lists_name(worker, kept):
    assert named(precached_by(f"{SITE}sw.js", worker)) == kept


@pytest.mark.parametrize(
    ("kind", "status", "content_type", "problem"),
    [
        (SCRIPT, 200, "text/javascript", ""),
        (SCRIPT, 200, "application/javascript", ""),
        (IMAGE, 200, "image/webp", ""),
        (PAGE, 200, "text/html", ""),
        ("", 200, "application/octet-stream", ""),
        (STYLE, 404, "text/plain", "404 text/plain"),
        (STYLE, 200, "text/html", "the page itself, as a rewrite answers it for what is not there"),
        ("", 200, "text/html", "the page itself, as a rewrite answers it for what is not there"),
        (STYLE, 200, "text/plain", "text/plain instead of text/css"),
        (IMAGE, 200, "", "no content type instead of image"),
    ],
)
def test_each_kind_owes_its_own_content_type(kind, status, content_type, problem):
    assert Asset(SITE, kind, "the page").problem(status, content_type) == problem
