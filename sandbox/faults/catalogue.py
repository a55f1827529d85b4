"""The defects that the sandbox can be told to have, each in the words of a person who would see it."""

from difflib import get_close_matches

from sandbox.faults.areas import (
    access,
    apps,
    database,
    mail,
    money,
    network,
    page,
    release,
    repository,
    traffic,
    vendors,
)

FAULTS = {
    fault.name: fault
    for fault in (
        *page.WEB,
        *page.FIRST_MINUTE,
        *access.ACCOUNT,
        *access.CONFIRMATION,
        *access.IDENTITY,
        *access.API,
        *money.PAYMENTS,
        *mail.MAIL,
        *apps.MOBILE,
        *vendors.ERROR_TRACKING,
        *vendors.ALARMS,
        *vendors.STATUS_PAGE,
        *vendors.UPTIME,
        *traffic.TRAFFIC,
        *release.ROLLOUT,
        *database.DATABASE,
        *database.BACKUPS,
        *database.MIGRATIONS,
        *release.DEPLOYED,
        *release.WAY_BACK,
        *release.RELEASE_FILE,
        *release.RESULTS,
        *page.GUIDES,
        *repository.REPOSITORY,
        *vendors.SOURCES,
        *network.EDGE,
        *access.SECURITY,
        *apps.STORES,
        *apps.OPINIONS,
        *traffic.LOAD,
    )
}


class UnknownFaultError(LookupError):
    """A name that is not in the table."""

    def __init__(self, name: str) -> None:
        """Say the nearest name that is in the table."""
        nearest = get_close_matches(name, FAULTS, n=1, cutoff=0.0)
        super().__init__(f"There is no fault '{name}'. The nearest name is '{nearest[0]}'.")


def known(name: str) -> str:
    """Return the name if it is in the table."""
    if name not in FAULTS:
        raise UnknownFaultError(name)
    return name
