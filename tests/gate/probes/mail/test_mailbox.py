"""Where can a mail lead its reader, and what does the receiving server say of its sender?"""

from datetime import UTC, datetime

import pytest

from gate.probes.mail.mailbox import Mail, hosts_of_links, links_of, read_authentication


@pytest.mark.parametrize(
    ("text", "hosts"),
    [
        ("Open https://alaskapay.com.", {"alaskapay.com"}),
        ("(see HTTPS://Evil.Example/path)", {"evil.example"}),
        ("https://alaskapay.com@evil.example/", {"evil.example"}),
        ("https://[evil", {"https://[evil"}),
        ("write to mailto:help@alaskapay.com", set()),
    ],
)
def test_links_of_a_text_are_found(text, hosts):
    assert hosts_of_links(links_of([text], [])) == hosts


@pytest.mark.parametrize(
    ("page", "hosts"),
    [
        ('<a href="https://alaskapay.com/?a=1&amp;b=2">Reset</a>', {"alaskapay.com"}),
        ("<A HREF='https&#58;//evil.example'>Reset</A>", {"evil.example"}),
        ('<a href="//evil.example/reset">Reset</a>', {"evil.example"}),
        ('<form action="https://evil.example/steal">', {"evil.example"}),
        ('<base href="https://evil.example/"><a href="reset">Reset</a>', {"evil.example"}),
        ("<p>or type https://evil.example</p>", {"evil.example"}),
        ('<a href="mailto:help@alaskapay.com">Help</a> <a href="alaskapay://reset">App</a>', set()),
    ],
)
def test_links_of_a_page_are_found(page, hosts):
    assert hosts_of_links(links_of([], [page])) == hosts


def test_what_a_page_is_made_of_is_no_link():
    page = (
        '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd">'
        '<html xmlns="http://www.w3.org/1999/xhtml"><style>@import url(https://fonts.example/inter.css);</style>'
        '<img src="https://images.example/logo.png"><a href="https://alaskapay.com">Reset</a></html>'
    )

    assert hosts_of_links(links_of([], [page])) == {"alaskapay.com"}


def test_only_the_topmost_findings_count():
    ours = "mx.verify.alaskapay.com; spf=pass (it was (once) spf=fail) smtp.mailfrom=a; DKIM=Fail header.d=b"

    assert read_authentication([ours, "mx.verify.alaskapay.com; dkim=pass; dmarc=pass"]) == (
        ("spf", "pass"),
        ("dkim", "fail"),
    )


def test_a_mail_without_findings_has_none():
    assert read_authentication([]) == ()


VERIFY = "https://abcd.supabase.co/auth/v1/verify?token=pkce_1f&type=signup&redirect_to=https://alaskapay.com"


def mail(*links: str) -> Mail:
    return Mail("a@b.c", ("d@e.f",), "Welcome", links, (), "", datetime.now(UTC))


@pytest.mark.parametrize(
    ("links", "found"),
    [
        ((VERIFY,), VERIFY),
        (("https://alaskapay.com", VERIFY, "https://alaskapay.com/help"), VERIFY),
        (("https://alaskapay.com", "https://alaskapay.com/confirm?token_hash=1f&type=email"), -1),
        (("https://alaskapay.com/c?confirmation_url=https://abcd.supabase.co/auth/v1/verify",), -1),
        (("https://url1234.alaskapay.com/ls/click?upn=u001",), -1),
        (("https://alaskapay.com", "https://alaskapay.com/help"), ""),
        (("https://[alaskapay.com", "https://alaskapay.com/help"), ""),
        ((), ""),
    ],
)
def test_the_link_that_confirms_an_address_is_told_from_the_others(links, found):
    assert mail(*links).link_with_a_token == (links[found] if isinstance(found, int) else found)


def test_a_link_that_opens_an_account_is_not_printed():
    assert "pkce_1f" not in repr(mail(VERIFY))


def test_an_escaped_link_of_a_page_is_whole():
    page = f'<a href="{VERIFY.replace("&", "&amp;")}">Confirm</a>'

    assert links_of([], [page]) == (VERIFY,)
