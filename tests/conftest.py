"""What the project's own tests are given on the command line."""

from collections.abc import Iterator
from pathlib import Path

import pytest

NOT_RUN = "contract tests not run: give --contracts DIR"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--contracts",
        type=Path,
        metavar="DIR",
        help="the vendors' published contracts, to hold the sandbox and the sources against",
    )


@pytest.fixture(scope="session")
def contracts(request: pytest.FixtureRequest) -> Path:
    folder: Path | None = request.config.getoption("--contracts")
    if folder is None:
        pytest.skip(NOT_RUN)
    if not folder.is_dir():
        raise pytest.UsageError(f"--contracts: there is no folder {folder}")
    return folder


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> Iterator[None]:
    yield
    skipped = terminalreporter.stats.get("skipped", [])
    count = sum(NOT_RUN in str(report.longrepr) for report in skipped)
    if count:
        terminalreporter.write_line(f"{NOT_RUN} ({count} tests)", red=True, bold=True)
