"""Commands of load tests, as people give them."""

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from gate.load.results import LoadResult

ROOT = Path(__file__).resolve().parents[2]
RUN_S_MAX = 200


@dataclass(frozen=True)
class Ended:
    """A command that has ended."""

    exit_code: int
    output: str
    results: Path

    @property
    def result(self) -> LoadResult:
        """What it wrote."""
        (file,) = [path for path in self.results.glob("*Z-*.json") if not path.stem.endswith("-locust")]
        return LoadResult.read(file)


def command(*arguments: str, results: Path, **variables: str) -> subprocess.Popen[str]:
    return subprocess.Popen(  # noqa: S603 - our own command
        [sys.executable, "-m", "loadtests", *arguments, f"--results={results}"],
        cwd=ROOT,
        env={**os.environ, **variables},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def end_of(process: subprocess.Popen[str], results: Path) -> Ended:
    output, _ = process.communicate(timeout=RUN_S_MAX)
    return Ended(process.returncode, output, results)


@dataclass(frozen=True)
class Standing:
    """The standing sandbox, and commands against it."""

    sandbox: Mapping[str, str]
    environment: Path
    results: Path

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        """Start a command."""
        asked = (f"--env={self.environment}", f"--release={self.sandbox['RELEASE_FILE']}")
        return command(*arguments, *asked, results=self.results, **self.sandbox)

    def run(self, *arguments: str) -> Ended:
        """Run a command to its end."""
        with self.start(*arguments) as process:
            return end_of(process, self.results)

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Look into the database."""
        with psycopg.connect(self.sandbox["DATABASE_URL"]) as connection:
            return connection.execute(query.encode()).fetchall()

    def pool_users(self) -> int:
        """Users of any pool that are there now."""
        return int(self.rows("select count(*) from auth.users where email like 'load-test-%'")[0][0])

    def money_out_of_order(self) -> list[tuple[Any, ...]]:
        """Wallets that differ from their completed transactions."""
        return self.rows("""
            select w.id, w.balance from public.wallets w
            where w.balance <> (
              select coalesce(sum(case when t.type in ('credit', 'deposit', 'card_funding', 'refund')
                                       then t.amount else -t.amount end), 0)
              from public.transactions t where t.wallet_id = w.id and t.status = 'completed')
        """)
