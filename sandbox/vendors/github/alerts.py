"""GitHub's JSON for security alerts and for the protection of a branch."""

from datetime import timedelta
from typing import Any

from sandbox.vendors.github.history import BRANCH, CHECKS, CONTEXTS, History, Trouble
from sandbox.vendors.github.repository import API, WEB, moment

PLANTED = "sk_live_planted_in_the_sandbox_0123456789"  # a secret that is none
PACKAGE = {"ecosystem": "npm", "name": "qs"}


def dependency_alert_json(history: History, number: int, trouble: Trouble) -> dict[str, Any]:
    """Shape an alert of Dependabot."""
    at = moment(history.now - timedelta(hours=5))
    vulnerability = {
        "package": PACKAGE,
        "severity": trouble.severity,
        "vulnerable_version_range": "< 6.10.3",
        "first_patched_version": {"identifier": "6.10.3"},
    }
    return {
        "number": number,
        "state": "open",
        "dependency": {"package": PACKAGE, "manifest_path": "package-lock.json", "scope": "runtime"},
        "security_advisory": {
            "ghsa_id": "GHSA-hrpp-h998-j3pp",
            "cve_id": "CVE-2022-24999",
            "summary": trouble.summary,
            "description": trouble.summary,
            "vulnerabilities": [vulnerability],
            "severity": trouble.severity,
            "cvss": {"vector_string": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H", "score": 9.1},
            "cwes": [{"cwe_id": "CWE-1321", "name": "Prototype Pollution"}],
            "identifiers": [
                {"type": "GHSA", "value": "GHSA-hrpp-h998-j3pp"},
                {"type": "CVE", "value": "CVE-2022-24999"},
            ],
            "references": [{"url": "https://nvd.nist.gov/vuln/detail/CVE-2022-24999"}],
            "published_at": at,
            "updated_at": at,
            "withdrawn_at": None,
        },
        "security_vulnerability": vulnerability,
        "url": f"{API}/dependabot/alerts/{number}",
        "html_url": f"{WEB}/security/dependabot/{number}",
        "created_at": at,
        "updated_at": at,
        "dismissed_at": None,
        "dismissed_by": None,
        "dismissed_reason": None,
        "dismissed_comment": None,
        "fixed_at": None,
    }


def code_alert_json(history: History, number: int, trouble: Trouble) -> dict[str, Any]:
    """Shape an alert of code scanning."""
    release = history.context.moment.release
    return {
        "number": number,
        "created_at": moment(history.now - timedelta(hours=5)),
        "url": f"{API}/code-scanning/alerts/{number}",
        "html_url": f"{WEB}/security/code-scanning/{number}",
        "instances_url": f"{API}/code-scanning/alerts/{number}/instances",
        "state": "open",
        "dismissed_by": None,
        "dismissed_at": None,
        "dismissed_reason": None,
        "rule": {
            "id": "js/sql-injection",
            "name": "js/sql-injection",
            "severity": "error",
            "security_severity_level": trouble.severity,
            "description": trouble.summary,
        },
        "tool": {"name": "CodeQL", "guid": None, "version": "2.23.5"},
        "most_recent_instance": {
            "ref": f"refs/heads/{BRANCH}",
            "state": "open",
            "commit_sha": release.commit,
            "message": {"text": trouble.summary},
        },
    }


def secret_alert_json(history: History, number: int, trouble: Trouble, *, is_hidden: bool) -> dict[str, Any]:
    """Shape an alert of secret scanning; the secret itself stands in it unless that was asked otherwise."""
    return {
        "number": number,
        "created_at": moment(history.now - timedelta(hours=5)),
        "url": f"{API}/secret-scanning/alerts/{number}",
        "html_url": f"{WEB}/security/secret-scanning/{number}",
        "locations_url": f"{API}/secret-scanning/alerts/{number}/locations",
        "state": "open",
        "resolution": None,
        "resolved_at": None,
        "resolved_by": None,
        "secret_type": "paystack_secret_key",
        "secret_type_display_name": trouble.summary,
        **({} if is_hidden else {"secret": PLANTED}),
        "validity": "unknown",
    }


def protection_json(*, is_locked: bool) -> dict[str, Any]:
    """Shape what protects the branch of releases."""
    url = f"{API}/branches/{BRANCH}/protection"
    contexts = [*CHECKS, *CONTEXTS]
    return {
        "url": url,
        "required_status_checks": {
            "url": f"{url}/required_status_checks",
            "strict": True,
            "contexts": contexts,
            "contexts_url": f"{url}/required_status_checks/contexts",
            "checks": [{"context": context, "app_id": None} for context in contexts],
        },
        "required_pull_request_reviews": {
            "url": f"{url}/required_pull_request_reviews",
            "dismiss_stale_reviews": True,
            "require_code_owner_reviews": True,
            "require_last_push_approval": False,
            "required_approving_review_count": 1,
        },
        "enforce_admins": {"url": f"{url}/enforce_admins", "enabled": True},
        "required_linear_history": {"enabled": True},
        "allow_force_pushes": {"enabled": False},
        "allow_deletions": {"enabled": False},
        "lock_branch": {"enabled": is_locked},
    }
