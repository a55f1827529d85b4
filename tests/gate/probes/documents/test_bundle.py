"""The bundle: every file is read in which a key may stand."""

import base64
from collections.abc import Callable

import pytest

from gate.http import Answer, Unreachable
from gate.outcome import NotShown
from gate.probes.documents.bundle import Crate

SITE = "https://site.example"
LIVE = "sk_" + "live_0123456789abcdef0123456789abcdef01234567"
SCRIPT = "application/javascript"


class Shelf:
    """A host with a catch-all: what it does not have is answered with its page."""

    def __init__(self, files: dict[str, tuple[str, str]]) -> None:
        self.files = files
        self.asked: list[str] = []

    def ask(self, method: str, url: str) -> Answer | Unreachable:
        path = url.removeprefix(SITE) or "/"
        self.asked.append(path)
        if path == "/gone.js":
            return Unreachable("site.example", 5, "refused")
        content_type, text = self.files.get(path, self.files["/"])
        return Answer(method, url, 200, content_type, {}, text.encode(), 1)


@pytest.fixture
def crate() -> Callable[..., Crate]:
    def build(page: str, **files: str) -> Crate:
        named = {f"/assets/{name}.js": (SCRIPT, text) for name, text in files.items()}
        maps = {f"/assets/{name}.js.map": ("application/json", LIVE) for name in files if name.startswith("mapped")}
        return Crate(Shelf({"/": ("text/html", page), **named, **maps}), SITE, ())

    return build


ENTRY = '<script type="module" src="/assets/entry.js"></script>'


@pytest.mark.parametrize(
    ("page", "files", "file"),
    [
        (f"{ENTRY}<script>k='{LIVE}'</script>", {"entry": ""}, "/"),
        (ENTRY, {"entry": LIVE}, "/assets/entry.js"),
        (f'{ENTRY}<link rel="modulepreload" href="/assets/a.js">', {"entry": "", "a": LIVE}, "/assets/a.js"),
        (ENTRY, {"entry": 'import{x}from"./a.js"', "a": LIVE}, "/assets/a.js"),
        (ENTRY, {"entry": 'import "./a.js"', "a": 'import("./b.js")', "b": LIVE}, "/assets/b.js"),
        (ENTRY, {"entry": 'd=["assets/a.js"]', "a": LIVE}, "/assets/a.js"),
        (ENTRY, {"entry": "x\n//# sourceMappingURL=mapped.js.map\n", "mapped": ""}, "/assets/mapped.js.map"),
        ('<script src="/assets/mapped.js"></script>', {"mapped": "no word of a map"}, "/assets/mapped.js.map"),
        (
            ENTRY,
            {"entry": f"//# sourceMappingURL=data:application/json;base64,{base64.b64encode(LIVE.encode()).decode()}"},
            "/assets/entry.js.map",
        ),
    ],
)
def test_every_file_is_read_that_a_browser_may_get(crate, page, files, file):
    bundle = crate(page, **files).read()

    assert [leak.file for leak in bundle.leaks] == [file]


def test_what_is_mentioned_and_does_not_exist_is_no_trouble(crate):
    bundle = crate(ENTRY, entry='throw Error("see other.js"); x = "../lib/gone-too.js"').read()

    assert (bundle.files, bundle.leaks) == (("/", "/assets/entry.js"), ())


def test_files_are_read_once_and_only_at_the_site(crate):
    page = f'{ENTRY}{ENTRY}<script src="https://js.vendor.example/v1.js"></script>'
    crate = crate(page, entry='import "./entry.js"; import "./a.js"', a='import "./entry.js"')

    assert crate.read().files == ("/", "/assets/entry.js", "/assets/a.js")
    assert [path for path in crate.http_client.asked if not path.endswith(".map")] == [
        "/",
        "/assets/entry.js",
        "/assets/a.js",
    ]


@pytest.mark.parametrize(
    ("page", "files", "sentence"),
    [
        ("<p>maintenance</p>", {}, "it names no script: is this the product's page?"),
        ('<script src="/assets/missing.js"></script>', {}, "where a script was due, so it is not known what is in it"),
        (ENTRY, {"entry": 'import "./missing.js"'}, "where a script was due"),
        ('<script src="/gone.js"></script>', {}, "did not answer within 5 ms .refused., so what the site ships"),
    ],
)
def test_a_script_that_can_not_be_read_is_not_shown(crate, page, files, sentence):
    with pytest.raises(NotShown, match=sentence):
        crate(page, **files).read()


@pytest.mark.parametrize("kind", ["pk", "sk"])
def test_a_key_for_real_money_is_told_apart_from_leaks(crate, kind):
    key = f"{kind}_" + "live_0123456789abcdef0123456789abcdef01234567"
    bundle = crate(ENTRY, entry=f'x\nkey = "{key}"; other = "pk_' + 'test_0123456789abcdef0123"').read()

    assert [str(found) for found in bundle.live_keys] == ["a live key for payments in /assets/entry.js, line 2"]


def test_what_only_looks_like_a_key_is_told_apart(crate):
    bundle = crate(ENTRY, entry='help = "sk_' + 'live_xxxxxxxxxxxxxxxxxxxxxxxx"').read()

    assert (bundle.leaks, bundle.live_keys) == ((), ())
    assert [str(it) for it in bundle.lookalikes] == ["a secret payment key (sk_live_…) in /assets/entry.js, line 1"]
