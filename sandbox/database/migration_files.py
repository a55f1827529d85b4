"""The migrations of the sample release, as its folder holds them: each with its way back, or not."""

import shutil
from pathlib import Path

from sandbox.database.contents import MIGRATIONS
from sandbox.faults.switches import Faults

FOLDER, DOWN = "migrations", "down"
FAULTS = ("migration-needs-rows", "migration-edited", "way-back-missing", "way-back-leaves-a-column", "way-back-fails")
LEAVES = "alter table public.support_tickets drop constraint support_tickets_channel_check;\n"
NEEDS_ROWS = """
do $$ begin
  if not exists (select from public.profiles) then raise exception 'there is no profile'; end if;
end $$;
"""
EDITED = "comment on column public.support_tickets.channel is 'where the request came from';\n"
FAILS = "alter table public.support_tickets drop column channels;\n"


def write_migrations(faults: Faults, directory: Path) -> None:
    """Copy them, and what takes the last one back."""
    folder = directory / FOLDER
    (folder / DOWN).mkdir(parents=True, exist_ok=True)
    for file in MIGRATIONS:
        shutil.copyfile(file, folder / file.name)
    newest = MIGRATIONS[-1]
    for fault, more in (("migration-needs-rows", NEEDS_ROWS), ("migration-edited", EDITED)):
        if faults.is_on(fault):
            (folder / newest.name).write_text(newest.read_text(encoding="utf-8") + more, encoding="utf-8")
    down = folder / DOWN / newest.name
    if faults.is_on("way-back-missing"):
        down.unlink(missing_ok=True)
    elif faults.is_on("way-back-leaves-a-column") or faults.is_on("way-back-fails"):
        down.write_text(FAILS if faults.is_on("way-back-fails") else LEAVES, encoding="utf-8")
    else:
        shutil.copyfile(newest.parent / DOWN / newest.name, down)
