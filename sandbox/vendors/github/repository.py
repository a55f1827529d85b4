"""GitHub's JSON for users and repositories, which comes again and again in all the rest."""

import zlib
from datetime import UTC, datetime
from typing import Any

from sandbox.release.people import PEOPLE

OWNER, NAME = "alaskapay", "alaskapay"
FULL_NAME = f"{OWNER}/{NAME}"
API = f"https://api.github.com/repos/{FULL_NAME}"
WEB = f"https://github.com/{FULL_NAME}"
REPOSITORY_ID = 640_311_207
BORN = datetime(2024, 9, 2, 8, 30, tzinfo=UTC)
USER_LINKS = ("followers", "organizations", "received_events", "repos", "subscriptions")
REPOSITORY_LINKS = {
    "archive_url": "/{archive_format}{/ref}",
    "assignees_url": "/assignees{/user}",
    "blobs_url": "/git/blobs{/sha}",
    "branches_url": "/branches{/branch}",
    "collaborators_url": "/collaborators{/collaborator}",
    "comments_url": "/comments{/number}",
    "commits_url": "/commits{/sha}",
    "compare_url": "/compare/{base}...{head}",
    "contents_url": "/contents/{+path}",
    "contributors_url": "/contributors",
    "deployments_url": "/deployments",
    "downloads_url": "/downloads",
    "events_url": "/events",
    "forks_url": "/forks",
    "git_commits_url": "/git/commits{/sha}",
    "git_refs_url": "/git/refs{/sha}",
    "git_tags_url": "/git/tags{/sha}",
    "hooks_url": "/hooks",
    "issue_comment_url": "/issues/comments{/number}",
    "issue_events_url": "/issues/events{/number}",
    "issues_url": "/issues{/number}",
    "keys_url": "/keys{/key_id}",
    "labels_url": "/labels{/name}",
    "languages_url": "/languages",
    "merges_url": "/merges",
    "milestones_url": "/milestones{/number}",
    "notifications_url": "/notifications{?since,all,participating}",
    "pulls_url": "/pulls{/number}",
    "releases_url": "/releases{/id}",
    "stargazers_url": "/stargazers",
    "statuses_url": "/statuses/{sha}",
    "subscribers_url": "/subscribers",
    "subscription_url": "/subscription",
    "tags_url": "/tags",
    "teams_url": "/teams",
    "trees_url": "/git/trees{/sha}",
    "url": "",
}


def moment(when: datetime) -> str:
    """Write a time as GitHub does."""
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def number_of(name: str) -> int:
    """Give a thing its number, the same each time."""
    return zlib.crc32(name.encode())


def user_json(login: str) -> dict[str, Any]:
    """Shape an account."""
    api = f"https://api.github.com/users/{login}"
    return {
        "login": login,
        "id": number_of(login),
        "node_id": f"U_{number_of(login):x}",
        "avatar_url": f"https://avatars.githubusercontent.com/u/{number_of(login)}?v=4",
        "gravatar_id": "",
        "url": api,
        "html_url": f"https://github.com/{login}",
        **{f"{name}_url": f"{api}/{name}" for name in USER_LINKS},
        "following_url": f"{api}/following{{/other_user}}",
        "gists_url": f"{api}/gists{{/gist_id}}",
        "starred_url": f"{api}/starred{{/owner}}{{/repo}}",
        "events_url": f"{api}/events{{/privacy}}",
        "type": "User" if any(colleague.login == login for colleague in PEOPLE) else "Organization",
        "site_admin": False,
    }


def minimal_repository_json() -> dict[str, Any]:
    """Shape the repository as it stands within other things."""
    return {
        "id": REPOSITORY_ID,
        "node_id": "R_kgDOJipW5w",
        "name": NAME,
        "full_name": FULL_NAME,
        "private": True,
        "owner": user_json(OWNER),
        "html_url": WEB,
        "description": "Alaska Pay",
        "fork": False,
        **{name: API + path for name, path in REPOSITORY_LINKS.items()},
    }


def repository_json(pushed_at: datetime) -> dict[str, Any]:
    """Shape the repository in full, as pull requests hold it."""
    return {
        **minimal_repository_json(),
        "clone_url": f"{WEB}.git",
        "git_url": f"git://github.com/{FULL_NAME}.git",
        "ssh_url": f"git@github.com:{FULL_NAME}.git",
        "svn_url": WEB,
        "mirror_url": None,
        "homepage": "https://alaskapay.com",
        "language": "TypeScript",
        "license": None,
        "default_branch": "main",
        **dict.fromkeys(("forks", "forks_count", "stargazers_count", "watchers", "watchers_count"), 0),
        "open_issues": 2,
        "open_issues_count": 2,
        "size": 48_211,
        **dict.fromkeys(("has_downloads", "has_issues", "has_projects", "has_wiki"), True),
        **dict.fromkeys(("has_pages", "archived", "disabled"), False),
        "pushed_at": moment(pushed_at),
        "created_at": moment(BORN),
        "updated_at": moment(pushed_at),
    }
