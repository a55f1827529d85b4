"""What the teams of Alaska Pay were told of the sample release, in their mailing lists."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from email.message import EmailMessage
from zoneinfo import ZoneInfo

from sandbox.faults.switches import Faults
from sandbox.moments import Moment
from sandbox.release.people import of_role

TEAMS = ("development", "support", "marketing", "executive")
BEFORE_THE_WINDOW = timedelta(hours=18)
LATE = timedelta(minutes=5)
TEXT = """\
Hello {team},

Alaska Pay {version} goes out {when}.
The brief and the runbook are where you know them; whoever sees a reason to wait says so before.

{name}
"""


def channel(team: str) -> str:
    """Name the mailing list of a team."""
    return f"{team}@alaskapay.com"


def notified_at(moment: Moment, faults: Faults) -> datetime:
    """When the teams were told."""
    opens = moment.window_opens
    return opens + LATE if faults.is_on("notification-late") else opens - BEFORE_THE_WINDOW


def notifications(moment: Moment, faults: Faults, zone: str) -> Iterator[tuple[str, EmailMessage]]:
    """Each list with what it has got; nothing where nobody has written to it."""
    if faults.is_on("notification-missing"):
        return
    release, writer = moment.release, of_role("release")
    version = release.previous_version if faults.is_on("notification-other-version") else release.version
    opens, closes = (time.astimezone(ZoneInfo(zone)) for time in (moment.window_opens, moment.window_closes))
    when = f"on {opens:%A}, {opens.day} {opens:%B %Y}, between {opens:%H:%M} and {closes:%H:%M} ({zone})"
    for team in TEAMS:
        message = EmailMessage()
        message["From"] = f"{writer.name} <{writer.email}>"
        message["To"] = channel(team)
        message["Subject"] = f"Alaska Pay {version}: what comes, and when"
        message["Date"] = notified_at(moment, faults)
        message["Message-ID"] = f"<{team}-{version}@alaskapay.com>"
        said = "soon" if faults.is_on("notification-without-window") else when
        message.set_content(TEXT.format(team=team, version=version, when=said, name=writer.name))
        yield channel(team), message
