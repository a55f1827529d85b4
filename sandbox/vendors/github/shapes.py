"""GitHub's JSON for commits, checks, runs, releases, milestones, issues, pull requests and reviews."""

from datetime import datetime, timedelta
from typing import Any

from sandbox.staff import STAFF
from sandbox.vendors.github.repository import (
    API,
    OWNER,
    WEB,
    minimal_repository_json,
    moment,
    number_of,
    repository_json,
    user_json,
)
from sandbox.vendors.github.story import (
    BRANCH,
    CONTEXTS,
    RELEASE_PULL,
    Change,
    Story,
    Ticket,
    Verdict,
)

MILESTONE = 24
ENVIRONMENT = "production"
CI_TAKES = timedelta(minutes=9)


def commit_json(story: Story, change: Change, parent: str) -> dict[str, Any]:
    """Shape a commit on main."""
    name = next((colleague.name for colleague in STAFF if colleague.login == change.login), change.login)
    signature = {"name": name, "email": f"{change.login}@alaskapay.com", "date": moment(story.at(change))}
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


def file_json(sha: str, path: str, status: str) -> dict[str, Any]:
    """Shape a changed file."""
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
    }


def check_run_json(story: Story, change: Change, check: str) -> dict[str, Any]:
    """Shape a check run of a commit."""
    number, at = number_of(check + change.sha), story.at(change)
    conclusion = story.conclusion(check) if change.number == RELEASE_PULL else "success"
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


def combined_status_json(story: Story, change: Change) -> dict[str, Any]:
    """Shape what older CIs say of a commit."""
    is_release = change.number == RELEASE_PULL
    states = {context: story.state(context) if is_release else "success" for context in CONTEXTS}
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
                "created_at": moment(story.at(change)),
                "updated_at": moment(story.at(change) + CI_TAKES),
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


def run_json(story: Story, change: Change) -> dict[str, Any]:
    """Shape the workflow run of a commit; that of the release waits for the environment's reviewers."""
    number, at = run_number(change), story.at(change)
    updated = story.world.moment.approved_at if change.number == RELEASE_PULL else at + CI_TAKES
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


def run_approval_json(story: Story, login: str) -> dict[str, Any]:
    """Shape a yes to a run at the door of the environment."""
    at = moment(story.world.moment.approved_at)
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


def release_json(story: Story, version: str, change: Change) -> dict[str, Any]:
    """Shape a release with its tag."""
    number, is_draft = number_of(version), change.number == RELEASE_PULL and story.world.faults.is_on("release-draft")
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
        "created_at": moment(story.at(change)),
        "published_at": None if is_draft else moment(story.at(change) + CI_TAKES),
        "author": user_json(change.login),
        "assets": [],
    }


def milestone_json(story: Story) -> dict[str, Any]:
    """Shape the milestone of the release; GitHub counts pull requests among the issues."""
    mine = [ticket for ticket in story.tickets if ticket.in_milestone]
    is_done = all(not ticket.is_open for ticket in mine)
    version, at = story.world.moment.release.version, story.at(story.changes[0])
    url = f"{API}/milestones/{MILESTONE}"
    return {
        "url": url,
        "html_url": f"{WEB}/milestone/{MILESTONE}",
        "labels_url": f"{url}/labels",
        "id": 10_024_000 + MILESTONE,
        "node_id": "MI_kwDOJipW584Ama",
        "number": MILESTONE,
        "title": version,
        "description": f"Everything that {version} brings",
        "creator": user_json("folake-adeyemi"),
        "open_issues": sum(ticket.is_open for ticket in mine),
        "closed_issues": sum(not ticket.is_open for ticket in mine) + len(story.changes) - 1,
        "state": "open",
        "created_at": moment(at),
        "updated_at": moment(story.now if not is_done else story.at(story.changes[-1])),
        "due_on": moment(story.world.moment.window_opens),
        "closed_at": None,
    }


def label_json(name: str) -> dict[str, Any]:
    """Shape a label."""
    return {
        "id": number_of(name),
        "node_id": f"LA_{number_of(name):x}",
        "url": f"{API}/labels/{name}",
        "name": name,
        "description": "",
        "color": "d73a4a",
        "default": False,
    }


def issue_json(story: Story, ticket: Ticket) -> dict[str, Any]:
    """Shape an issue."""
    url, at = f"{API}/issues/{ticket.number}", story.at(story.changes[0])
    return {
        "url": url,
        "repository_url": API,
        "labels_url": f"{url}/labels{{/name}}",
        "comments_url": f"{url}/comments",
        "events_url": f"{url}/events",
        "html_url": f"{WEB}/issues/{ticket.number}",
        "id": number_of(ticket.title),
        "node_id": f"I_{number_of(ticket.title):x}",
        "number": ticket.number,
        "title": ticket.title,
        "user": user_json("yetunde-balogun"),
        "labels": [label_json(name) for name in ticket.labels],
        "state": "open" if ticket.is_open else "closed",
        "locked": False,
        "assignee": None,
        "assignees": [],
        "milestone": milestone_json(story) if ticket.in_milestone else None,
        "comments": 0,
        "created_at": moment(at),
        "updated_at": moment(at),
        "closed_at": None if ticket.is_open else moment(story.at(story.changes[-1])),
        "author_association": "MEMBER",
        "body": "",
    }


def pull_as_issue_json(story: Story, change: Change) -> dict[str, Any]:
    """Shape a merged pull request as it stands among the issues."""
    ticket = Ticket(
        change.number, change.title, change.labels, is_open=False, in_milestone=_is_in_milestone(story, change)
    )
    url = f"{API}/pulls/{change.number}"
    return {
        **issue_json(story, ticket),
        "pull_request": {
            "url": url,
            "html_url": f"{WEB}/pull/{change.number}",
            "diff_url": f"{WEB}/pull/{change.number}.diff",
            "patch_url": f"{WEB}/pull/{change.number}.patch",
        },
    }


def _is_in_milestone(story: Story, change: Change) -> bool:
    return change is not story.changes[0]


def pull_json(story: Story, change: Change) -> dict[str, Any]:
    """Shape a pull request that was merged by moving main to its head."""
    number, at = change.number, story.at(change)
    url, issue = f"{API}/pulls/{number}", f"{API}/issues/{number}"
    links = {
        "self": url,
        "html": f"{WEB}/pull/{number}",
        "issue": issue,
        "comments": f"{issue}/comments",
        "review_comments": f"{url}/comments",
        "review_comment": f"{API}/pulls/comments{{/number}}",
        "commits": f"{url}/commits",
        "statuses": f"{API}/statuses/{change.sha}",
    }

    def end(ref: str, sha: str) -> dict[str, Any]:
        return {
            "label": f"{OWNER}:{ref}",
            "ref": ref,
            "sha": sha,
            "user": user_json(OWNER),
            "repo": repository_json(story.at(story.changes[-1])),
        }

    return {
        "url": url,
        "id": number_of(change.title),
        "node_id": f"PR_{number_of(change.title):x}",
        "html_url": links["html"],
        "diff_url": f"{WEB}/pull/{number}.diff",
        "patch_url": f"{WEB}/pull/{number}.patch",
        "issue_url": issue,
        "commits_url": links["commits"],
        "review_comments_url": links["review_comments"],
        "review_comment_url": links["review_comment"],
        "comments_url": links["comments"],
        "statuses_url": links["statuses"],
        "number": number,
        "state": "closed",
        "locked": False,
        "title": change.title,
        "user": user_json(change.login),
        "body": None,
        "labels": [label_json(name) for name in change.labels],
        "milestone": milestone_json(story) if _is_in_milestone(story, change) else None,
        "created_at": moment(at - timedelta(days=1)),
        "updated_at": moment(_moved(story, change)),
        "closed_at": moment(at),
        "merged_at": moment(at),
        "merge_commit_sha": change.sha,
        "assignee": None,
        "head": end(f"change-{number}", change.sha),
        "base": end(BRANCH, f"{number_of(change.title):040x}"),
        "_links": {name: {"href": address} for name, address in links.items()},
        "author_association": "MEMBER",
        "auto_merge": None,
        "draft": False,
    }


def _moved(story: Story, change: Change) -> datetime:
    """When a pull request last moved: its merge, or the last review of the release's."""
    is_release = change.number == RELEASE_PULL
    return max([story.at(change), *(said.at for said in story.reviews if is_release)])


def review_json(verdict: Verdict) -> dict[str, Any]:
    """Shape a review of the release's pull request."""
    number = number_of(verdict.login + verdict.state)
    pull = f"{API}/pulls/{RELEASE_PULL}"
    page = f"{WEB}/pull/{RELEASE_PULL}#pullrequestreview-{number}"
    return {
        "id": number,
        "node_id": f"PRR_{number:x}",
        "user": user_json(verdict.login),
        "body": "",
        "state": verdict.state,
        "html_url": page,
        "pull_request_url": pull,
        "author_association": "MEMBER",
        "_links": {"html": {"href": page}, "pull_request": {"href": pull}},
        "submitted_at": moment(verdict.at),
        "commit_id": verdict.commit,
    }
