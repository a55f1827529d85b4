"""GitHub's JSON for commits, checks, runs and releases."""

from datetime import timedelta
from typing import Any

from sandbox.release.people import PEOPLE
from sandbox.vendors.github.history import BRANCH, CONTEXTS, RELEASE_PULL, Change, History
from sandbox.vendors.github.repository import (
    API,
    OWNER,
    WEB,
    minimal_repository_json,
    moment,
    number_of,
    user_json,
)

ENVIRONMENT = "production"
CI_TAKES = timedelta(minutes=9)


def commit_json(history: History, change: Change, parent: str) -> dict[str, Any]:
    """Shape a commit on main."""
    name = next((colleague.name for colleague in PEOPLE if colleague.login == change.login), change.login)
    signature = {"name": name, "email": f"{change.login}@alaskapay.com", "date": moment(history.at(change))}
    tree = number_of(change.sha)
    return {
        "url": f"{API}/commits/{change.sha}",
        "sha": change.sha,
        "node_id": f"C_{tree:x}",
        "html_url": f"{WEB}/commit/{change.sha}",
        "comments_url": f"{API}/commits/{change.sha}/comments",
        "commit": {
            "url": f"{API}/git/commits/{change.sha}",
            "author": signature,
            "committer": signature,
            "message": change.message,
            "comment_count": 0,
            "tree": {"sha": f"{tree:040x}", "url": f"{API}/git/trees/{tree:040x}"},
        },
        "author": user_json(change.login),
        "committer": user_json(change.login),
        "parents": [{"sha": parent, "url": f"{API}/commits/{parent}"}] if parent else [],
    }


def file_json(sha: str, path: str, status: str, patch: str) -> dict[str, Any]:
    """Shape a changed file; a patch is shown where there is one to be told of."""
    return {
        "sha": f"{number_of(path):040x}",
        "filename": path,
        "status": status,
        "additions": 12,
        "deletions": 3 if status == "modified" else 0,
        "changes": 15 if status == "modified" else 12,
        "blob_url": f"{WEB}/blob/{sha}/{path}",
        "raw_url": f"{WEB}/raw/{sha}/{path}",
        "contents_url": f"{API}/contents/{path}?ref={sha}",
        **({"patch": patch} if patch else {}),
    }


def check_run_json(history: History, change: Change, check: str) -> dict[str, Any]:
    """Shape a check run of a commit."""
    number, at = number_of(check + change.sha), history.at(change)
    conclusion = history.conclusion(check) if change.number == RELEASE_PULL else "success"
    return {
        "id": number,
        "node_id": f"CR_{number:x}",
        "head_sha": change.sha,
        "name": check,
        "url": f"{API}/check-runs/{number}",
        "html_url": f"{WEB}/actions/runs/{run_number(change)}/job/{number}",
        "details_url": f"{WEB}/actions/runs/{run_number(change)}/job/{number}",
        "external_id": "",
        "status": "completed",
        "conclusion": conclusion,
        "started_at": moment(at),
        "completed_at": moment(at + CI_TAKES),
        "output": {
            "title": None,
            "summary": None,
            "text": None,
            "annotations_count": 0,
            "annotations_url": f"{API}/check-runs/{number}/annotations",
        },
        "check_suite": {"id": run_number(change)},
        "app": {
            "id": 15368,
            "slug": "github-actions",
            "node_id": "MDM6QXBwMTUzNjg=",
            "owner": user_json("github"),
            "name": "GitHub Actions",
            "description": "Automate your workflow from idea to production",
            "external_url": "https://help.github.com/en/actions",
            "html_url": "https://github.com/apps/github-actions",
            "created_at": "2018-07-30T09:30:17Z",
            "updated_at": "2026-04-10T20:33:16Z",
            "permissions": {"checks": "write", "contents": "read"},
            "events": [],
        },
        "pull_requests": [],
    }


def combined_status_json(history: History, change: Change) -> dict[str, Any]:
    """Shape what older CIs say of a commit."""
    is_release = change.number == RELEASE_PULL
    states = {context: history.state(context) if is_release else "success" for context in CONTEXTS}
    return {
        "state": "failure" if "failure" in states.values() else "success",
        "sha": change.sha,
        "total_count": len(states),
        "statuses": [
            {
                "url": f"{API}/statuses/{change.sha}",
                "avatar_url": "https://avatars.githubusercontent.com/oa/41?v=4",
                "id": number_of(context + change.sha),
                "node_id": f"SC_{number_of(context + change.sha):x}",
                "state": state,
                "description": f"The builds ended in {state}",
                "target_url": f"https://builds.alaskapay.com/{change.sha[:7]}",
                "context": context,
                "created_at": moment(history.at(change)),
                "updated_at": moment(history.at(change) + CI_TAKES),
            }
            for context, state in states.items()
        ],
        "repository": minimal_repository_json(),
        "commit_url": f"{API}/commits/{change.sha}",
        "url": f"{API}/commits/{change.sha}/status",
    }


def run_number(change: Change) -> int:
    """Return the id of the workflow run of a commit."""
    return 19_000_000_000 + change.number


def run_json(history: History, change: Change) -> dict[str, Any]:
    """Shape the workflow run of a commit; that of the release waits for the environment's reviewers."""
    number, at = run_number(change), history.at(change)
    updated = history.context.moment.approved_at if change.number == RELEASE_PULL else at + CI_TAKES
    url = f"{API}/actions/runs/{number}"
    author = {"name": change.login, "email": f"{change.login}@alaskapay.com"}
    return {
        "id": number,
        "name": "CI",
        "node_id": f"WFR_{number:x}",
        "head_branch": BRANCH,
        "head_sha": change.sha,
        "path": ".github/workflows/ci.yml",
        "display_title": change.message,
        "run_number": change.number,
        "event": "push",
        "status": "completed",
        "conclusion": "success",
        "workflow_id": 30_433_642,
        "url": url,
        "html_url": f"{WEB}/actions/runs/{number}",
        "pull_requests": [],
        "created_at": moment(at),
        "updated_at": moment(updated),
        **{f"{name}_url": f"{url}/{name}" for name in ("jobs", "logs", "artifacts", "cancel", "rerun")},
        "check_suite_url": f"{API}/check-suites/{number}",
        "workflow_url": f"{API}/actions/workflows/30433642",
        "head_commit": {
            "id": change.sha,
            "tree_id": f"{number_of(change.sha):040x}",
            "message": change.message,
            "timestamp": moment(at),
            "author": author,
            "committer": author,
        },
        "repository": minimal_repository_json(),
        "head_repository": minimal_repository_json(),
    }


def run_approval_json(history: History, login: str) -> dict[str, Any]:
    """Shape a yes to a run at the door of the environment."""
    at = moment(history.context.moment.approved_at)
    return {
        "state": "approved",
        "comment": "Ship it",
        "user": user_json(login),
        "environments": [
            {
                "id": 161_088_068,
                "node_id": "MDExOkVudmlyb25tZW50MTYxMDg4MDY4",
                "name": ENVIRONMENT,
                "url": f"{API}/environments/{ENVIRONMENT}",
                "html_url": f"{WEB}/deployments/activity_log?environments_filter={ENVIRONMENT}",
                "created_at": at,
                "updated_at": at,
            }
        ],
    }


def release_json(history: History, version: str, change: Change) -> dict[str, Any]:
    """Shape a release with its tag."""
    number, is_draft = (
        number_of(version),
        change.number == RELEASE_PULL and history.context.faults.is_on("release-draft"),
    )
    return {
        "url": f"{API}/releases/{number}",
        "html_url": f"{WEB}/releases/tag/v{version}",
        "assets_url": f"{API}/releases/{number}/assets",
        "upload_url": f"https://uploads.github.com/repos/{OWNER}/releases/{number}/assets{{?name,label}}",
        "tarball_url": f"{API}/tarball/v{version}",
        "zipball_url": f"{API}/zipball/v{version}",
        "id": number,
        "node_id": f"RE_{number:x}",
        "tag_name": f"v{version}",
        "target_commitish": BRANCH,
        "name": f"Alaska Pay {version}",
        "body": "See CHANGELOG.md",
        "draft": is_draft,
        "prerelease": False,
        "created_at": moment(history.at(change)),
        "published_at": None if is_draft else moment(history.at(change) + CI_TAKES),
        "author": user_json(change.login),
        "assets": [],
    }
