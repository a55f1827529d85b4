"""A runbook as commands: which of them does harm, or nothing, and what does what was meant."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from markdown_it.token import Token

WARNING = re.compile(r"\b(never|not|don't|avoid|instead of|rather than)\b", re.IGNORECASE)
"""A sentence that warns of the command is no step."""
COMMENT = re.compile(r"^\s*#.*$|\s#\s.*$")
SUPABASE = r"\bsupabase(?:@\S+)?\s+"
ON_A_DATABASE = (
    SUPABASE + r"(?:db\s+(?:push|pull|dump|lint|diff|query)|migration\s+(?:list|up|down|repair|fetch|squash))\b"
)


@dataclass(frozen=True)
class Rule:
    """A form of command, what is wrong with it, and the right way. `unless`: a form that makes it good."""

    form: re.Pattern[str]
    why: str
    instead: str
    unless: re.Pattern[str] | None = None


RULES = (
    Rule(
        re.compile(r"\bnetlify\s+rollback\b"),
        "is no command of Netlify's command line: nothing is taken back",
        'netlify api restoreSiteDeploy --data \'{"site_id": …, "deploy_id": …}\' with the id of the deploy before',
    ),
    Rule(
        re.compile(r"\bnetlify\s+deploy\b"),
        "makes a draft that no visitor sees",
        "netlify deploy --prod",
        unless=re.compile(r"\s--prod\b|\s-p\b"),
    ),
    Rule(
        re.compile(SUPABASE + r"db\s+reset\b"),
        "empties the whole database and builds it anew from the migrations; it takes no single one back",
        "run the down migration, or restore the dump into another database",
    ),
    Rule(
        re.compile(ON_A_DATABASE),
        "means the stack on this machine since version 3 of the command line: the hosted database stays as it is",
        "add --remote, and --yes where nobody answers",
        unless=re.compile(r"\s--(?:remote|linked|db-url)\b"),
    ),
    Rule(
        re.compile(r"\bnpx\s+(?:-\S+\s+)*supabase\s"),
        "takes whichever version is newest, and the versions differ in which database they mean",
        "name the version: npx supabase@3",
    ),
    Rule(
        re.compile(r"\bcurl\s(?:.*\s)?(?:-[a-zA-Z]*I[a-zA-Z]*|--head)(?=\s|$)"),
        "proves nothing: every path of the site answers 200 with the app shell",
        "compare the commit that Netlify has published with the release's: pytest -m deployment",
    ),
    Rule(
        re.compile(r"\bpsql\b.*(?:<|\s-f\b|\s--file\b)"),
        "goes on after errors, so a database may be left half restored",
        "psql --single-transaction --set=ON_ERROR_STOP=1, into an empty database",
        unless=re.compile(r"\bON_ERROR_STOP=(?:1|on)\b"),
    ),
    Rule(
        re.compile(r"\bdrop\s+(?:database|schema)\b|\btruncate\b|\bdropdb\b", re.IGNORECASE),
        "destroys what people wrote since the release",
        "take back the one change: the down migration",
    ),
)


@dataclass(frozen=True)
class Step:
    """A command, and the line (from 1) that it stands in."""

    line: int
    command: str


@dataclass(frozen=True)
class BadStep:
    """A step of a runbook that does harm, or nothing."""

    file: str
    step: Step
    why: str
    instead: str

    def __str__(self) -> str:
        """Read as a sentence."""
        return f"{self.file}:{self.step.line}: `{self.step.command}` {self.why}; instead: {self.instead}"


def steps_of(text: str) -> tuple[Step, ...]:
    """Every command of a Markdown text, in its blocks and between backticks; warnings and comments are none."""
    return tuple(_steps(text))


def bad_steps(file: str, text: str) -> tuple[BadStep, ...]:
    """Each step that a rule speaks of, with the first such rule."""
    found = ((step, _rule_for(step.command)) for step in steps_of(text))
    return tuple(BadStep(file, step, rule.why, rule.instead) for step, rule in found if rule)


def _steps(text: str) -> Iterator[Step]:
    from markdown_it import MarkdownIt  # noqa: PLC0415 - whoever reads no runbook does not wait for it

    for token in MarkdownIt("commonmark", {"html": False}).parse(text):  # also within HTML a command is read by people
        first = token.map[0] + 1 if token.map else 1
        if token.type in {"fence", "code_block"}:
            yield from _commands(token.content, first + (token.type == "fence"))
        elif token.type == "inline":
            yield from _inline_commands(token.children or [], first)


def _commands(block: str, first: int) -> Iterator[Step]:
    command, begins = "", first
    for number, line in enumerate(block.splitlines(), first):
        begins = begins if command else number
        command += COMMENT.sub("", line).strip()
        if command.endswith("\\"):
            command = command[:-1]
        elif command:
            yield Step(begins, command.removeprefix("$ "))
            command = ""
    if command:
        yield Step(begins, command.removeprefix("$ "))


def _inline_commands(parts: Iterable[Token], line: int) -> Iterator[Step]:
    before = ""
    for part in parts:
        if part.type in {"softbreak", "hardbreak"}:
            line, before = line + 1, ""
        elif part.type == "code_inline" and not WARNING.search(before):
            yield Step(line, part.content.strip())
        before += part.content


def _rule_for(command: str) -> Rule | None:
    return next(
        (rule for rule in RULES if rule.form.search(command) and not (rule.unless and rule.unless.search(command))),
        None,
    )
