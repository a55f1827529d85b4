"""A runbook's commands: those that do harm or nothing are found with their line, good ones are left alone."""

import pytest

from gate.release.documents.runbook import Step, bad_steps, steps_of

PROCEDURES = """\
### Web Rollback
```bash
# Rollback to previous deployment
netlify rollback

# Verify
curl -I https://alaskapay.com
```
### Database Rollback
```bash
psql $DATABASE_URL < backup_20250110_120000.sql

# Or revert specific migration
npx supabase db reset
```
1. Never run `supabase db reset`; `supabase db dump --linked` first
"""


def test_the_steps_of_the_procedures_are_found_with_their_lines_and_the_right_way():
    found = bad_steps("runbook.md", PROCEDURES)

    assert [step.step.line for step in found] == [4, 7, 11, 14]
    assert str(found[0]) == (
        "runbook.md:4: `netlify rollback` is no command of Netlify's command line: nothing is taken back; instead: "
        'netlify api restoreSiteDeploy --data \'{"site_id": …, "deploy_id": …}\' with the id of the deploy before'
    )


@pytest.mark.parametrize(
    ("command", "why"),
    [
        ("netlify rollback", "is no command"),
        ("npx netlify-cli deploy", ""),
        ("netlify deploy --dir dist", "makes a draft"),
        ("supabase db reset --linked", "empties the whole database"),
        ("npx supabase@3 db reset --remote", "empties the whole database"),
        ("npx supabase@3 db push", "means the stack on this machine"),
        ("supabase migration list", "means the stack on this machine"),
        ("supabase migration repair --status reverted 20250506150000", "means the stack on this machine"),
        ("npx --yes supabase db push --remote", "takes whichever version is newest"),
        ("curl -I https://alaskapay.com", "proves nothing"),
        ("curl -fsSI https://alaskapay.com/pay", "proves nothing"),
        ("curl --silent --head https://alaskapay.com", "proves nothing"),
        ("psql $DATABASE_URL < backup.sql", "goes on after errors"),
        ('psql "$DATABASE_URL" -f backup.sql', "goes on after errors"),
        ('psql -c "DROP SCHEMA public CASCADE"', "destroys what people wrote"),
        ("psql -c 'truncate public.wallets'", "destroys what people wrote"),
    ],
)
def test_a_command_that_does_harm_or_nothing_is_refused(command, why):
    found = bad_steps("a.md", f"- Back: `{command}`")

    assert [step.why[: len(why)] for step in found] == ([why] if why else [])


@pytest.mark.parametrize(
    "command",
    [
        "netlify api restoreSiteDeploy --data '{}'",
        "netlify deploy --prod --dir dist",
        "npx supabase@3 db push --remote --yes",
        "npx supabase@3 functions deploy",
        "supabase migration list --linked",
        "curl -s https://alaskapay.com/version.json",
        "curl -i https://alaskapay.com",
        "psql --single-transaction --set=ON_ERROR_STOP=1 -f down/20250519101500_ticket_channel.sql",
        'psql -c "select 1"',
    ],
)
def test_a_good_command_is_left_alone(command):
    assert bad_steps("a.md", f"```sh\n$ {command}   # as rehearsed\n```") == ()


def test_a_text_without_commands_has_no_steps_and_warnings_are_none():
    assert steps_of("Raise the flag. Do not use `netlify rollback`, it is gone.\n\n# netlify rollback\n") == ()
    assert steps_of("- `git fetch` and `git push`") == (Step(1, "git fetch"), Step(1, "git push"))


@pytest.mark.parametrize(
    ("text", "steps"),
    [
        ("~~~~sh\n~~~\nnetlify rollback\n~~~~\n", ((2, "~~~"), (3, "netlify rollback"))),
        ("1. Back:\n\n   ```sh\n   git fetch\n   ```\n", ((4, "git fetch"),)),
        ("Back:\n\n    git fetch\n", ((3, "git fetch"),)),
        (
            "```sh\nnetlify deploy \\\n  --prod  # at last\ngit fetch\n```\n",
            ((2, "netlify deploy --prod"), (4, "git fetch")),
        ),
        ("Two\nlines: ``git log `x` ``\n", ((2, "git log `x`"),)),
        ("<details>\n`git fetch`\n</details>\n", ((2, "git fetch"),)),
        ("```sh\ngit fetch \\\n```\n", ((2, "git fetch "),)),
        ("```sh\ngit fetch\r\n", ((2, "git fetch"),)),
    ],
    ids=[
        "a fence in a fence",
        "in a list",
        "indented",
        "continued",
        "with backticks",
        "in HTML",
        "cut off",
        "left open",
    ],
)
def test_a_step_stands_where_markdown_has_code(text, steps):
    assert steps_of(text) == tuple(Step(*step) for step in steps)
