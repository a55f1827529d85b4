"""Make the files of a deploy: sources, faults included, under names that carry their hash."""

import hashlib
import json
import re
from dataclasses import dataclass
from pathlib import Path
from string import Template

from sandbox.context import Context

OTHER = "other"
HERE = Path(__file__).parent
IMPORT = re.compile(r'(from |import\()"[./\w]*?(\w+)\.js"')
"""Of a script in whatever folder: the files of a deploy lie beside each other."""
COVER = '\n    <div class="cover"></div>'
PIXEL = '\n    <img src="https://pixel.example/seen.gif" alt="">'
TERMS_ERROR = """
if (location.pathname === "/terms") queueMicrotask(() => window.consent.show());
"""
OPENING = "export async function profile() {\n"
DASHBOARD = '  return element("section", { class: "page" }'
MONTH = 'element("input", { type: "month", value: "2026-11" }).valueAsDate.getFullYear();'
AMISS = {
    "profile-asks-amiss": ("member_pages", OPENING, f'{OPENING}  rows("badges").catch(() => undefined);\n'),
    "labels-missing": ("dom", 'element("label", { for: id }, label)', 'element("span", {}, label)'),
    "transfer-not-listed": ("dashboard", "limit: 50 });", 'limit: 50, type: "neq.credit" });'),
    "balance-never-moves": ("wallet", "naira(account.balance)", "naira(0)"),
    "balance-of-the-page-before": (
        "wallet",
        "naira(account.balance)",
        "naira((sessionStorage.balance ??= account.balance))",
    ),
    "payments-not-listed": ("dashboard", "limit: 50 });", 'limit: 50, type: "neq.deposit" });'),
    "script-of-one-engine": (
        "api",
        "alaskapay-web/${config.version}",
        "alaskapay-web/${config.version} (${navigator.connection.effectiveType})",
    ),
    "dialog-of-one-engine": (
        "dialog",
        "  dialog.showModal();",
        "  navigator.virtualKeyboard.overlaysContent = true;\n  dialog.showModal();",
    ),
    "date-field-of-one-engine": ("dashboard", DASHBOARD, f"  {MONTH}\n{DASHBOARD}"),
    "admin-page-for-members": ("admin", "if (!(await isAdministrator())) return refusal();", ""),
    "unknown-address-shows-home": ("index", "?? open.notFound", "?? home"),
}
"""Fault, the script that it is in, what should stand there and what does."""
STYLES = {
    "page-too-wide": b"main, .view { min-width: 44rem; }\n",
    "balance-unreadable": b".balance { color: #dde4e0; }\n",
}
TOUCH_IGNORED = """
addEventListener("click", (event) => {
  if (event.pointerType !== "touch") return;
  event.preventDefault();
  event.stopImmediatePropagation();
}, true);
"""
COMMIT = re.compile(r'\s*<meta name="commit"[^>]*>')
HASH_CHARS = 8


@dataclass(frozen=True)
class Build:
    """The files of one deploy by their paths, and the shell that answers everything else."""

    shell: bytes
    files: dict[str, bytes]


def build(context: Context) -> Build:
    """Build anew, because faults come and go while the page is served."""
    scripts = _scripts(context)
    style = (HERE / "page/index.css").read_bytes()
    style += (HERE / "other/other.css").read_bytes() if context.skin == OTHER else b""
    style += b"".join(rule for fault, rule in STYLES.items() if context.faults.is_on(fault))
    name = hashlib.sha256("".join(scripts.values()).encode() + style).hexdigest()[:HASH_CHARS]
    assets = {
        f"/assets/{stem}-{name}.js": IMPORT.sub(rf'\1"./\2-{name}.js"', source).encode()
        for stem, source in scripts.items()
    } | {f"/assets/index-{name}.css": style}
    if context.faults.is_on("secret-in-source-map"):
        assets |= _source_map(context, f"/assets/index-{name}.js", assets)
    manifest = (HERE / "public/manifest.json").read_bytes()
    if context.faults.is_on("icon-missing"):
        manifest = manifest.replace(b"/favicon.svg", b"/icons/512.png")
    public = {f"/{file}": (HERE / "public" / file).read_bytes() for file in ("favicon.svg", "robots.txt")}
    return Build(
        shell=_shell(context, name, assets),
        files=assets | public | {"/manifest.json": manifest} | {"/service-worker.js": _service_worker(context, assets)},
    )


def _scripts(context: Context) -> dict[str, str]:
    folders = ("page", "other") if context.skin == OTHER else ("page",)
    files = (file for folder in folders for file in sorted((HERE / folder).rglob("*.js")))
    scripts = {file.stem: file.read_text(encoding="utf-8") for file in files}  # the other's in place of the first's
    scripts["config"] = _config(context)
    release = context.moment.release
    is_former = release.version == release.previous_version
    column = "urgency" if is_former else "channel"
    if context.faults.is_on("old-web-asks-for-dropped-column" if is_former else "new-web-needs-new-column"):
        asked = f'mine("support_tickets", {{ select: "subject,status,{column}" }})'
        scripts["dashboard"] = scripts["dashboard"].replace('mine("support_tickets")', asked)
    if context.faults.is_on("dashboard-empty"):
        empty = (HERE / "faulty/dashboard.js").read_text(encoding="utf-8")
        scripts["dashboard"] = empty.replace("My Dashboard", "Your money") if context.skin == OTHER else empty
    if context.faults.is_on("script-error-on-load"):
        scripts["index"] = "queueMicrotask(() => window.analytics.start());\n" + scripts["index"]
    if context.faults.is_on("terms-script-error"):
        scripts["open_pages"] += TERMS_ERROR
    if context.faults.is_on("touch-ignored"):
        scripts["index"] += TOUCH_IGNORED
    for fault, (script, right, wrong) in AMISS.items():
        if context.faults.is_on(fault):
            scripts[script] = scripts[script].replace(right, wrong)
    return scripts


def _config(context: Context) -> str:
    """Tell the page what it has to know of its surroundings."""
    config = {
        "supabaseUrl": context.addresses["SUPABASE_URL"],
        "anonKey": context.keys.anon,
        "version": context.moment.release.version,
        "widgetUrl": context.addresses["WIDGET_URL"],
        "signUpOpen": not context.faults.is_on("way-in-disabled"),
    }
    if context.faults.is_on("secret-in-bundle"):
        config["paystackKey"] = context.keys.paystack_secret
    if context.faults.is_on("live-payment-key-in-page"):
        config["paystackPublicKey"] = f"pk_live_{context.keys.paystack_secret.removeprefix('sk_test_')}"
    return f"export const config = {json.dumps(config)};\n"


def _source_map(context: Context, path: str, assets: dict[str, bytes]) -> dict[str, bytes]:
    """What a bundler makes of a file that reads the server's settings, and forgets to leave out."""
    source = f'const admin = createClient("{context.addresses["SUPABASE_URL"]}", "{context.keys.service}");'
    source_map = {"version": 3, "sources": ["../src/lib/admin.ts"], "sourcesContent": [source], "mappings": ""}
    reference = f"\n//# sourceMappingURL={path.rpartition('/')[2]}.map\n"
    return {path: assets[path] + reference.encode(), f"{path}.map": json.dumps(source_map).encode()}


def _shell(context: Context, name: str, assets: dict[str, bytes]) -> bytes:
    modules = [path for path in assets if path.endswith(".js") and path != f"/assets/index-{name}.js"]
    modules = [] if context.skin == OTHER else modules  # it loads its views when they are wanted
    page = Template((HERE / "public/index.html").read_text(encoding="utf-8"))
    whole = page.substitute(
        commit=context.moment.release.commit,
        build=name,
        # The former build's script: after a deploy it is gone.
        script=name[::-1] if context.faults.is_on("missing-script") else name,
        preloads="\n".join(f'    <link rel="modulepreload" href="{path}">' for path in modules),
        cover="".join(
            addition
            for fault, addition in (("way-in-covered", COVER), ("tracker-forbidden", PIXEL))
            if context.faults.is_on(fault)
        ),
    )
    return (COMMIT.sub("", whole) if context.faults.is_on("page-without-commit") else whole).encode()


def _service_worker(context: Context, assets: dict[str, bytes]) -> bytes:
    if context.faults.is_on("stale-service-worker"):
        return (HERE / "faulty/service-worker.js").read_bytes()
    former = ["/assets/index-f0f0f0f0.js"] if context.faults.is_on("precache-outdated") else []
    kept = [*assets, *former]
    worker = Template((HERE / "public/service-worker.js").read_text(encoding="utf-8"))
    return worker.substitute(commit=context.moment.release.commit, assets=json.dumps(kept)).encode()
