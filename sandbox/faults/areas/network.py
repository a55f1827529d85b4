"""Certificates, caches, names: what stands before the product."""

from sandbox.faults.fault import Fault

EDGE = (
    Fault("certificate-ending", "The site's certificate ends in less than three weeks, and nobody has renewed it."),
    Fault("certificate-ended", "Browsers warn of the site: its certificate ended yesterday."),
    Fault("certificate-of-another-name", "Browsers warn of the site: its certificate is that of another name."),
    Fault("certificate-of-strangers", "Browsers warn of the site: they don't know who vouches for its certificate."),
    Fault("old-tls-accepted", "The site still speaks TLS 1.0, which whoever listens in can break."),
    Fault("plain-http-served", "Whoever types the site's name without https stays without encryption."),
    Fault("http-1-only", "The site speaks HTTP/1.1 only, so a page needs many connections."),
    Fault("assets-short-lived", "Browsers load the same scripts anew at each visit."),
    Fault("cdn-passes-all-on", "The cache in front of the site is off: each request goes all the way."),
    Fault("page-kept-by-browsers", "For a day after a deploy, returning visitors still see the old page."),
    Fault("texts-uncompressed", "Page and scripts come three times as large as they need to be."),
    Fault("name-server-stale", "Some people come to an old server: one name server still tells its address."),
    Fault("name-dangling", "www leads to a name that is free: whoever takes it speaks for Alaska Pay."),
    Fault("sender-policy-missing", "Nobody can tell real mail of Alaska Pay from forged mail: its SPF record is gone."),
    Fault("sender-policy-deep", "Receivers give up on our SPF record: the provider's now needs eleven look-ups."),
    Fault("sender-policy-open", "Anybody sends in our name: the SPF record that ours includes lets everybody through."),
    Fault("sender-policy-unanswered", "Whether our SPF record holds, nobody sees: the provider's is not to be had."),
    Fault("mail-policy-doubled", "Forged mail gets through: there are two DMARC records, so receivers heed none."),
    Fault("sender-domain-unverified", "The mail provider finds no valid records of ours, so it signs mail as its own."),
    Fault("sender-domain-missing", "The mail provider does not know the domain that mail of Alaska Pay comes from."),
    Fault("mail-key-withdrawn", "Mail of Alaska Pay counts as forged: its DKIM key was withdrawn."),
)
