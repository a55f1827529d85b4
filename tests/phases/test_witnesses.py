"""Releases that Netlify knows no commit of: who tells it is said, and nobody is believed against another."""

ITEMS = ("--item", "smoke.mobile")


def live(run):
    return run.record.of_kind("live")


def reason(run):
    return next(it["reason"] for it in run.record.of_kind("finding") if it["id"] == "release.live")


def test_the_page_tells_what_the_command_line_deployed(sandbox_at):
    run = sandbox_at(setup="cli-deploy").run(*ITEMS)

    assert run.exit_code == 0, run.output
    assert {entry["by"] for entry in live(run)} == {"by the stamp in the site and the digests of its files"}
    assert "= commit 1a2b3c4 by the stamp in the site and the digests of its files, as approved" in run.output


def test_the_files_tell_where_nobody_else_does_and_without_their_manifest_it_is_not_shown(sandbox_at, release_file):
    place = sandbox_at(setup="cli-deploy", faults="page-without-commit")
    run = place.run(*ITEMS)

    assert run.exit_code == 0, run.output
    assert {entry["by"] for entry in live(run)} == {"by the digests of its files"}

    without = release_file(place.addresses, lambda text: text.replace("  build: build.sha1\n", ""))
    run = place.run(*ITEMS, f"--release={without}", release=False)

    assert run.exit_code == 10, run.output
    assert run.finding("release.live") == "not shown"
    assert '`--message "$(git rev-parse HEAD)"`' in reason(run)


def test_files_of_another_build_are_refuted_whatever_commit_is_named(sandbox_at):
    run = sandbox_at(faults="deployed-from-changed-checkout").run(*ITEMS)

    assert run.exit_code == 1, run.output
    assert "Netlify names 1a2b3c4, but 1 of " in reason(run)


def test_the_release_before_is_waited_away_by_its_files_alone(sandbox_at):
    run = sandbox_at(setup="cli-deploy", faults="page-without-commit,roll-out").run(*ITEMS)

    assert run.exit_code == 1, run.output
    assert run.finding("release.live") == "refuted"
    assert "were another build" in run.output


def test_a_title_that_names_another_commit_is_believed_before_the_page(sandbox_at):
    run = sandbox_at(setup="cli-deploy", faults="other-commit-live").run(*ITEMS)

    assert run.exit_code == 1, run.output
    assert run.finding("release.live") == "refuted"
    assert "commit 0badc0d by the deploy's title was live, approved is 1a2b3c4" in reason(run)
    assert "the deploy's title names 0badc0d, but the stamp in the site names 1a2b3c4" in live(run)[-1]["contradiction"]


def test_an_alias_is_found_by_its_address_beside_the_production_of_the_same_site(sandbox_at):
    run = sandbox_at(setup="staging-alias").run(*ITEMS)

    assert run.exit_code == 0, run.output
    assert live(run)[0]["by"] == "by the deploy's title"
    assert "commit 1a2b3c4 by the deploy's title and the stamp in the site, as approved" in run.output


def test_another_commit_at_the_alias_is_refuted(sandbox_at):
    run = sandbox_at(setup="staging-alias", faults="other-commit-live").run(*ITEMS)

    assert run.exit_code == 1, run.output
    assert run.finding("release.live") == "refuted"
