"""Before production: did every test that a machine runs pass, at the very commit of the release?"""

import pytest


@pytest.mark.item("testing.automated", part="check")
def test_every_required_check_of_the_commit_succeeded(commit_checks):
    """Testing complete: "All automated tests passing (100%)": the checks at GitHub.

    Fails when a check that the branch requires ended otherwise than with success for the release's commit; a skipped
    one did not succeed. Not shown while one has not ended.
    """
    checks = commit_checks.required()

    assert checks.failed == (), f"of {checks.required} required checks, not successful: {', '.join(checks.failed)}"


@pytest.mark.item("testing.automated", part="evidence")
def test_every_test_in_the_reports_passed(result_files):
    """Testing complete: "All automated tests passing (100%)": the JUnit files.

    Fails when the files of this commit hold no test, a failed one, or one that was skipped: that needs a waiver. Not
    shown when tests are counted that do not stand there. One that passed on a further attempt only is named.
    """
    tests = result_files.automated_tests()

    assert tests.tests > 0, f"not a single test stands in the {tests.files} test reports"
    assert tests.failed == (), f"{len(tests.failed)} of {tests.tests} tests failed: {', '.join(tests.failed)}"
    assert tests.skipped == (), f"{len(tests.skipped)} of {tests.tests} skipped: {', '.join(tests.skipped)}"


@pytest.mark.item("testing.load", part="evidence")
def test_the_product_bears_the_load_of_a_scenario(load_test):
    """Testing complete: "Load testing completed".

    Fails when a result of this commit, judged anew, breaks a limit or a money invariant, at whatever scale. Not shown
    without a run at full size and in full length.
    """
    verdict = load_test.verdict()

    assert verdict.refutations == (), f"{'; '.join(verdict.refutations)}"


@pytest.mark.item("testing.security-audit", part="evidence")
def test_no_scan_of_the_code_has_an_open_error(result_files, advisories):
    """Testing complete: "Security audit completed": the scans of the code.

    Fails when a SARIF file of this commit, or GitHub's code scanning where it is used, has an open result at level
    error or a critical one. Not shown when a tool says that it could not look everywhere.
    """
    scans = result_files.code_scans()
    alerts = advisories.grave_ones_of_the_code()

    assert scans.grave == (), f"open in the scan of {' and '.join(scans.tools)}: {'; '.join(scans.grave)}"
    assert alerts == (), f"open at GitHub: {'; '.join(alerts)}"
