"""Before production: do the papers of the product tell of this very version?"""

import pytest


@pytest.mark.item("docs.api")
def test_the_description_of_the_api_is_that_of_what_is_served(api_docs, release):
    """Documentation: "API documentation updated".

    Fails when no OpenAPI document is published, it is of another version, leaves out something that is served, or
    describes what is not there: edge functions, tables, views and functions of the database, and documented endpoints.
    """
    documentation = api_docs.compared()

    assert documentation.problem == "", f"{documentation.problem}"
    assert documentation.version == release.version, f"the document is of version {documentation.version}"
    assert documentation.undocumented == (), f"served, and not described: {', '.join(documentation.undocumented)}"
    assert documentation.vanished == (), f"described, and not there: {', '.join(documentation.vanished)}"


@pytest.mark.item("docs.user-guides")
def test_the_user_guide_answers_and_leads_somewhere(guides):
    """Documentation: "User guides updated": the pages of the guide that the release names.

    Fails when a page does not answer, is only the shell of the app, or a link in the guide leads nowhere.
    """
    guide = guides.of_users()

    guide.must_hold()


@pytest.mark.item("docs.admin")
def test_the_guide_for_administrators_answers_and_leads_somewhere(guides):
    """Documentation: "Admin documentation updated": the pages of the guide that the release names.

    Fails when a page does not answer, is only the shell of the app, or a link in the guide leads nowhere.
    """
    guide = guides.of_administrators()

    guide.must_hold()


@pytest.mark.item("docs.release-notes", part="evidence")
def test_the_changelog_has_a_dated_section_that_says_something(release_notes, release):
    """Documentation: "Release notes prepared".

    Fails when the changelog at the release's commit has no section for the version, one without a date, or one in
    which nothing stands but headings, placeholders and known issues.
    """
    notes = release_notes.of_this_version()

    assert notes is not None, f"the changelog has no section for {release.version}"
    assert notes.day is not None, f"the changelog's section for {release.version} has no date"
    assert notes.entries != (), f"the changelog's section for {release.version} says nothing of what has changed"


@pytest.mark.item("docs.known-issues", part="check")
def test_every_open_known_issue_stands_in_the_release_notes(release_notes):
    """Documentation: "Known issues documented": from GitHub to the notes.

    Fails when an open issue labelled known-issue is not referred to under the known issues of this version.
    """
    known = release_notes.known_issues()

    assert known.unwritten == (), f"open, and not in the release notes: {'; '.join(known.unwritten)}"


@pytest.mark.item("docs.known-issues", part="evidence")
def test_no_known_issue_in_the_release_notes_is_closed(release_notes):
    """Documentation: "Known issues documented": from the notes to GitHub.

    Fails when an issue that the notes of this version call known is closed, or not labelled known-issue.
    """
    known = release_notes.known_issues()

    assert known.closed == (), f"not open under the label known-issue: {', '.join(known.closed)}"
