"""Where the project lies, and where it keeps what is nobody else's."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LOCAL = ROOT / ".local"
RELEASES = ROOT / "reports" / "releases"
