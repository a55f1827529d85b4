"""The guides that stand beside the app: pages of plain HTML, good or bad."""

from sandbox.context import Context

PAGE = """\
<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>{title} - AlaskaPay</title><link rel="icon" href="/favicon.svg"></head>
<body>
<h1>{title}</h1>
{text}
<p><a href="/">AlaskaPay</a></p>
</body>
</html>
"""
USER, ADMIN = "/guide/", "/guide/admin/"
PAGES = {
    USER: (
        "User guide",
        """<p>For version {version}.</p>
<ul>
<li><a href="sign-up/">Sign up</a></li>
<li><a href="wallet/#top-up">Top up</a></li>
<li><a href="wallet/#transfer">Send money</a></li>
</ul>""",
    ),
    f"{USER}sign-up/": ("Sign up", '<p>You need a phone. <a href="../">Back</a></p>'),
    f"{USER}wallet/": (
        "Wallet",
        """<h2 id="top-up">Top up</h2><p>Choose an amount.</p>
<h2 id="transfer">Send money</h2><p>You need your <a href="../sign-up/">PIN</a>.</p>""",
    ),
    ADMIN: (
        "Guide for administrators",
        '<p>For version {version}.</p><ul><li><a href="refunds/#by-hand">Refunds by hand</a></li></ul>',
    ),
    f"{ADMIN}refunds/": ("Refunds", '<h2 id="{by_hand}">By hand</h2><p>Two people have to agree.</p>'),
}
LOST = {"guide-lost": USER, "guide-page-lost": f"{USER}wallet/", "admin-guide-lost": ADMIN}
"""Faults, and the page that each takes away: what answers there is the shell of the app."""


def guide_page(context: Context, path: str) -> bytes | None:
    """Write the page at `path`; None where there is none."""
    if path not in PAGES or any(context.faults.is_on(fault) and path == lost for fault, lost in LOST.items()):
        return None
    title, text = PAGES[path]
    by_hand = "manually" if context.faults.is_on("admin-guide-link-dead") else "by-hand"
    return PAGE.format(title=title, text=text.format(version=context.moment.release.version, by_hand=by_hand)).encode()
