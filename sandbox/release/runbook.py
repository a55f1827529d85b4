"""The runbook of the sample release: how it goes out, and how it is taken back."""

from pathlib import Path

from sandbox.faults.switches import Faults
from sandbox.moments import Moment

NAME = "runbook.md"
FAULTS = ("runbook-does-harm", "runbook-does-nothing")
TEXT = """\
# Runbook of Alaska Pay {version}

## Out
1. `npx supabase@3 db push --remote --yes`, then compare `npx supabase@3 migration list --remote` with the release
2. `npx supabase@3 functions deploy`
3. `netlify deploy --prod --dir dist`
4. Raise the flag new-checkout to 10 %, watch an hour, then 50 %, then 100 %

## Back
- Flag: set new-checkout to 0 %
- Web: {web}
- Functions: check out {previous}, then `npx supabase@3 functions deploy`
- Database: {database}
"""
WEB = "`netlify api restoreSiteDeploy` with the id of the deploy of {previous}"
WEB_DOES_NOTHING = "`netlify rollback`"
DATABASE = "the migrations of this release only add; they stay, and the old web runs on them"
DATABASE_DOES_HARM = "`npx supabase db reset` reverts the migration"


def write_runbook(moment: Moment, faults: Faults, directory: Path) -> None:
    """Write it, good or bad."""
    release = moment.release
    web = WEB_DOES_NOTHING if faults.is_on("runbook-does-nothing") else WEB
    text = TEXT.format(
        version=release.version,
        previous=release.previous_version,
        web=web.format(previous=release.previous_version),
        database=DATABASE_DOES_HARM if faults.is_on("runbook-does-harm") else DATABASE,
    )
    (directory / NAME).write_text(text, encoding="utf-8")
