"""GitHub's JSON for milestones, issues, pull requests and reviews."""

from datetime import datetime, timedelta
from typing import Any

from sandbox.vendors.github.history import BRANCH, RELEASE_PULL, Change, History, Ticket, Verdict
from sandbox.vendors.github.repository import (
    API,
    OWNER,
    WEB,
    moment,
    number_of,
    repository_json,
    user_json,
)

MILESTONE = 24


def milestone_json(history: History) -> dict[str, Any]:
    """Shape the milestone of the release; GitHub counts pull requests among the issues."""
    mine = [ticket for ticket in history.tickets if ticket.in_milestone]
    is_done = all(not ticket.is_open for ticket in mine)
    version, at = history.context.moment.release.version, history.at(history.changes[0])
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
        "closed_issues": sum(not ticket.is_open for ticket in mine) + len(history.pulls) - 1,
        "state": "open",
        "created_at": moment(at),
        "updated_at": moment(history.now if not is_done else history.at(history.changes[-1])),
        "due_on": moment(history.context.moment.window_opens),
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


def issue_json(history: History, ticket: Ticket) -> dict[str, Any]:
    """Shape an issue."""
    url, at = f"{API}/issues/{ticket.number}", history.at(history.changes[0])
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
        "milestone": milestone_json(history) if ticket.in_milestone else None,
        "comments": 0,
        "created_at": moment(at),
        "updated_at": moment(at),
        "closed_at": None if ticket.is_open else moment(history.at(history.changes[-1])),
        "author_association": "MEMBER",
        "body": "",
        **({"pull_request": _pull_links(ticket.number)} if ticket.is_pull else {}),
    }


def pull_as_issue_json(history: History, change: Change) -> dict[str, Any]:
    """Shape a pull request as it stands among the issues."""
    in_milestone, is_open = _is_in_milestone(history, change), change in history.waiting
    ticket = Ticket(
        change.number, change.title, change.labels, is_open=is_open, in_milestone=in_milestone, is_pull=True
    )
    return issue_json(history, ticket)


def _pull_links(number: int) -> dict[str, str]:
    page = f"{WEB}/pull/{number}"
    return {
        "url": f"{API}/pulls/{number}",
        "html_url": page,
        "diff_url": f"{page}.diff",
        "patch_url": f"{page}.patch",
    }


def _is_in_milestone(history: History, change: Change) -> bool:
    return change is not history.changes[0] and change not in history.waiting


def pull_json(history: History, change: Change) -> dict[str, Any]:
    """Shape a pull request that was merged by moving main to its head, or that is still open."""
    number, at, is_open = change.number, history.at(change), change in history.waiting
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
            "repo": repository_json(history.at(history.changes[-1])),
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
        "state": "open" if is_open else "closed",
        "locked": False,
        "title": change.title,
        "user": user_json(change.login),
        "body": None,
        "labels": [label_json(name) for name in change.labels],
        "milestone": milestone_json(history) if _is_in_milestone(history, change) else None,
        "created_at": moment(at - timedelta(days=1)),
        "updated_at": moment(_moved(history, change)),
        "closed_at": None if is_open else moment(at),
        "merged_at": None if is_open else moment(at),
        "merge_commit_sha": change.sha,
        "assignee": None,
        "head": end(f"change-{number}", change.sha),
        "base": end(BRANCH, f"{number_of(change.title):040x}"),
        "_links": {name: {"href": address} for name, address in links.items()},
        "author_association": "MEMBER",
        "auto_merge": None,
        "draft": False,
    }


def _moved(history: History, change: Change) -> datetime:
    """When a pull request last moved: its merge, or the last review of the release's."""
    is_release = change.number == RELEASE_PULL
    return max([history.at(change), *(said.at for said in history.reviews if is_release)])


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
