"""Before production: are the hosts, names and caches set up that stand between people and the product?"""

import pytest


@pytest.mark.item("infra.tls")
def test_certificates_are_accepted_and_last_long_enough(edge, environment):
    """Infrastructure: "SSL certificates valid": chain, name and remaining time.

    Fails when a browser would refuse the certificate of a public host, or it ends in 30 days or less.
    """
    trust = edge.trust()

    assert trust.refused == (), f"browsers refuse the certificate of {', '.join(trust.refused)}"
    assert trust.days_left > environment.edge.certificate_days_min, (
        f"the certificate of {trust.ends_first} ends in {trust.days_left} days; "
        f"more than {environment.edge.certificate_days_min} must be left"
    )


@pytest.mark.item("infra.tls")
def test_versions_before_tls_1_2_are_refused(edge):
    """Infrastructure: "SSL certificates valid": TLS 1.2 or newer only.

    Fails when a public host goes on with an older version. SSL 3.0, TLS 1.0 and TLS 1.1 are really offered, one by one.
    """
    taken = edge.old_versions()

    assert taken == (), f"whoever listens in can break old versions, which are taken by {', '.join(taken)}"


@pytest.mark.item("infra.tls")
def test_nobody_stays_without_encryption(edge):
    """Infrastructure: "SSL certificates valid": HTTP leads to HTTPS, and browsers remember it.

    Fails when a public host does not send whoever comes without encryption on to HTTPS of its own, or does not tell
    browsers for long enough (security.hsts_days_min) to come with it by themselves.
    """
    plain = edge.plain()

    assert plain.not_redirecting == (), f"does not lead from http:// to https://: {', '.join(plain.not_redirecting)}"
    assert plain.without_hsts == (), f"no Strict-Transport-Security, or too short: {', '.join(plain.without_hsts)}"


@pytest.mark.item("infra.dns")
def test_every_resolver_has_the_expected_records(edge):
    """Infrastructure: "DNS records configured".

    Fails when a resolver says something else of a name than the environment expects (A, AAAA, CNAME, CAA, MX, SPF,
    DKIM, DMARC), or a name leads to one behind which nothing stands: whoever takes that one speaks for us. Also where
    receivers can't go by SPF or DMARC though they stand as expected: more than ten look-ups (permerror), or a record
    that lets everybody send.
    """
    names = edge.names()

    assert names.deviations == (), f"{'; '.join(map(str, names.deviations))}"
    assert names.dangling == (), f"leads to a name that is not there: {', '.join(names.dangling)}"
    assert names.unusable == (), f"{'; '.join(names.unusable)}"


@pytest.mark.item("infra.dns")
def test_the_mail_provider_has_verified_the_domain_of_the_sender(mail_provider):
    """Infrastructure: "DNS records configured": as the provider of the mail has found them.

    Fails when SendGrid does not know the domain of mail.sender, or did not find its records valid: then it signs our
    mail as its own, and receivers that go by DMARC refuse it. Not shown where there is no vendors.sendgrid.
    """
    sender = mail_provider.sender()

    assert sender.is_known, (
        f"SendGrid does not know {sender.domain}, which mail comes from; it knows {', '.join(sender.others) or 'none'}"
    )
    assert sender.is_verified, (
        f"SendGrid has not found the records of {sender.domain} valid: look at Settings, Sender Authentication there"
    )


@pytest.mark.item("infra.cdn")
def test_caches_keep_assets_and_ask_for_the_page(edge):
    """Infrastructure: "CDN configured": what is kept, and what is not.

    Fails when an asset may change under its name or is kept too short, does not come from a cache when it is asked
    for again, or the page is used without asking whether it is still the newest, or is sent again though it is.
    """
    caching = edge.caching()

    assert caching.short_lived == (), f"not immutable, or not kept for long: {', '.join(caching.short_lived)}"
    assert caching.never_cached == (), f"never comes from a cache: {', '.join(caching.never_cached)}"
    assert caching.html_is_revalidated, "browsers may show the page of an old release: it is kept without asking"
    assert not caching.unchanged_html_is_sent_again, "the page is sent again, though the browser has it already"


@pytest.mark.item("infra.cdn")
def test_texts_are_compressed_and_sent_by_http_2(edge, environment):
    """Infrastructure: "CDN configured": the way to the browser.

    Fails when the page or a text that it names is sent as large as it is, or the site speaks only HTTP/1.1.
    """
    large = edge.caching().left_large
    has_http2 = edge.has_http2()

    assert large == (), f"sent without compression: {', '.join(large)}"
    assert has_http2, f"{environment.site} speaks no HTTP/2"
