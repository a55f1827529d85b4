"""The ways in which people set up the platform, other than the tidy one that the sandbox has by itself."""

from collections.abc import Iterable
from difflib import get_close_matches

SETTINGS = {
    "cli-deploy": "the web goes out by `netlify deploy --prod`: Netlify knows no commit, only the page and titles do",
    "staging-alias": "the site is a `netlify deploy --alias staging` beside the production that it shares a site with",
    "pooler": "the database is reached through PgBouncer in transaction mode",
    "new-api-keys": "Supabase's keys are sb_publishable_ and sb_secret_, which are no tokens",
    "es256-keys": "access tokens are signed with ES256, by a key whose public half anybody may read (JWKS)",
    "email-confirmation": "whoever signs up gets a link by mail, and no session before it was followed",
    "leaked-password-check": "passwords that have leaked, or lack a kind of character, are refused",
    "signups-closed": "nobody may sign up; users are made by administrators",
    "captcha": "whoever signs up or in, or asks for a mail, solves a CAPTCHA first",
    "mail-limits": "Auth may send a few mails an hour, and this hour's are used up",
}
"""A name, and the sentence of somebody who set it up so."""
CHOSEN = frozenset({"leaked-password-check", "signups-closed", "captcha", "mail-limits"})
"""What is as it is because somebody chose it, or used it up."""
DEFAULTS = "defaults"
"""All others, as the vendors' own defaults and the procedures' own commands have it."""


class UnknownSettingError(LookupError):
    """A name that is not in the table."""

    def __init__(self, name: str) -> None:
        """Say the nearest name that is in the table."""
        nearest = get_close_matches(name, (*SETTINGS, DEFAULTS), n=1, cutoff=0.0)
        super().__init__(f"There is no setting '{name}'. The nearest name is '{nearest[0]}'.")


class Setup:
    """Which of the settings this sandbox has."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        """Take names of settings, or `defaults` for all that nobody has to choose."""
        chosen = set(names)
        defaults = set(SETTINGS) - CHOSEN if DEFAULTS in chosen else set()
        self._chosen = defaults | {_known(name) for name in chosen - {DEFAULTS}}

    def has(self, name: str) -> bool:
        """Whether the platform is set up so."""
        return _known(name) in self._chosen


def _known(name: str) -> str:
    if name not in SETTINGS:
        raise UnknownSettingError(name)
    return name
