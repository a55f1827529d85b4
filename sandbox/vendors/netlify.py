"""Netlify: the site, which deploy is live, and the deploys before it."""

import hashlib
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.release.results.build import digests
from sandbox.vendors.guard import Guard, bearer_token

if TYPE_CHECKING:
    from starlette.requests import Request

    from sandbox.context import Context

NAME = "alaskapay"
PRODUCTION_SITE = "https://alaskapay.com"
OTHER_COMMIT = "0badc0de0badc0de0badc0de0badc0de0badc0de"
OLDEST_COMMIT = "55aa11bb22cc33dd44ee55ff66aa77bb88cc99dd"
PER_PAGE_MAX = 100
READY = "ready"
PRODUCTION, PREVIEW, ALIAS = "production", "deploy-preview", "branch-deploy"
"""Contexts of a deploy; that of `netlify deploy --alias` is a branch's."""
BRANCHES = {PRODUCTION: "main", PREVIEW: "try-another-hero", ALIAS: "staging"}


class Site:
    """The one site of the account."""

    def __init__(self, context: "Context") -> None:
        """Tell the context's release as Netlify sees it."""
        self.context = context
        self.id = context.keys.netlify_site_id
        is_alias = context.setup.has("staging-alias")
        self._context_of_release = ALIAS if is_alias else PRODUCTION
        self._production = PRODUCTION_SITE if is_alias else context.addresses["SITE_URL"]

    async def show(self, request: "Request") -> Response:
        """Show the site with its live deploy."""
        if request.path_params["site_id"] != self.id:
            return _refused(HTTPStatus.NOT_FOUND, "Not Found")
        address, is_production = self._production, self.context.faults.is_on("site-of-production")
        return JSONResponse(
            {
                "id": self.id,
                "site_id": self.id,
                "name": NAME,
                "state": "current",
                "plan": "nf_team_pro",
                "custom_domain": urlsplit(address).netloc,
                "domain_aliases": [urlsplit(PRODUCTION_SITE).netloc] if is_production else [],
                "url": address,
                "ssl_url": address,
                "admin_url": f"https://app.netlify.com/sites/{NAME}",
                "ssl": True,
                "force_ssl": True,
                "managed_dns": False,
                "account_slug": NAME,
                "created_at": _moment(self.context.moment.deployed_at - timedelta(days=700)),
                "updated_at": _moment(self.context.moment.deployed_at),
                "published_deploy": self._published(),
            }
        )

    async def list_deploys(self, request: "Request") -> Response:
        """List deploys, newest first, page by page."""
        if request.path_params["site_id"] != self.id:
            return _refused(HTTPStatus.NOT_FOUND, "Not Found")
        query = request.query_params
        texts = (query.get("page", "1"), query.get("per_page", str(PER_PAGE_MAX)))
        if not all(text.isdecimal() and int(text) for text in texts):
            return _refused(HTTPStatus.UNPROCESSABLE_ENTITY, "page and per_page are numbers above 0")
        page, per_page = int(texts[0]), min(int(texts[1]), PER_PAGE_MAX)
        found = [
            deploy
            for deploy in self._deploys()
            if query.get("state") in {None, deploy["state"]}
            and query.get("branch") in {None, deploy["branch"]}
            and (query.get("production") != "true" or deploy["context"] == "production")
        ]
        last = max(-(-len(found) // per_page), 1)
        links = [f'<{request.url.include_query_params(page=last)}>; rel="last"']
        if page < last:
            links.insert(0, f'<{request.url.include_query_params(page=page + 1)}>; rel="next"')
        shown = found[(page - 1) * per_page : page * per_page]
        return JSONResponse(shown, headers={"link": ", ".join(links)})

    async def list_files(self, request: "Request") -> Response:
        """List the files of the published deploy."""
        if request.path_params["site_id"] != self.id:
            return _refused(HTTPStatus.NOT_FOUND, "Not Found")
        live = self._published()["id"]
        is_release = live == self._id(self.context.moment.release.commit)
        is_changed = not is_release or self.context.faults.is_on("deployed-from-changed-checkout")
        return JSONResponse(
            [
                {"id": path, "path": path, "sha": digest, "mime_type": "application/octet-stream", "size": 1}
                for path, digest in digests(self.context, is_changed=is_changed).items()
            ]
        )

    async def list_split_tests(self, request: "Request") -> Response:
        """List what divides visitors between branches: nothing does."""
        is_own = request.path_params["site_id"] == self.id
        return JSONResponse([]) if is_own else _refused(HTTPStatus.NOT_FOUND, "Not Found")

    def _published(self) -> dict[str, Any]:
        return next(it for it in self._deploys() if it["context"] == PRODUCTION and it["state"] == READY)

    def _deploys(self) -> list[dict[str, Any]]:
        moment, release = self.context.moment, self.context.moment.release
        deploys = [
            self._deploy(
                release.commit,
                moment.deployed_at,
                f"Release {release.version}",
                context=self._context_of_release,
            ),
            self._deploy(
                "c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00",
                moment.deployed_at - timedelta(hours=5),
                "Try another hero",
                context=PREVIEW,
            ),
            self._deploy(
                release.previous_commit,
                moment.deployed_at - timedelta(days=21),
                f"Release {release.previous_version}",
            ),
            self._deploy(OLDEST_COMMIT, moment.deployed_at - timedelta(days=49), "Release 2.3.0"),
        ]
        if self.context.faults.is_on("previous-deploy-removed"):
            gone = self._id(release.previous_commit)
            deploys = [deploy for deploy in deploys if deploy["id"] != gone]
        if self.context.faults.is_on("other-deploy-building"):
            deploys.insert(0, self._deploy(OTHER_COMMIT, datetime.now(UTC), "Try something else", state="building"))
        if self.context.faults.is_on("other-commit-live"):
            live_since = moment.deployed_at + timedelta(seconds=60)
            deploys.insert(0, self._hotfix(live_since))
        return deploys

    def _hotfix(self, live_since: datetime) -> dict[str, Any]:
        return self._deploy(OTHER_COMMIT, live_since, "Hotfix past the release", context=self._context_of_release)

    def _message(self, commit: str, title: str) -> str | None:
        """What stood behind `--message`: with `cli-deploy` nothing for the release, as the procedures have it."""
        is_silent = self.context.setup.has("cli-deploy") and commit == self.context.moment.release.commit
        return None if is_silent else f"{title} ({commit[:7]})"

    @staticmethod
    def _id(commit: str) -> str:
        return hashlib.sha256(commit.encode()).hexdigest()[:24]

    def _deploy(
        self,
        commit: str,
        published_at: datetime,
        title: str,
        *,
        context: str = PRODUCTION,
        state: str = READY,
    ) -> dict[str, Any]:
        deploy_id, branch = self._id(commit), BRANCHES[context]
        is_cli = commit == OLDEST_COMMIT or self.context.setup.has("cli-deploy")
        is_by_hand = context == ALIAS or (context == PRODUCTION and is_cli)
        permalink = f"https://{deploy_id}--{NAME}.netlify.app"
        if commit == self.context.moment.release.previous_commit:
            permalink = self.context.addresses["PREVIOUS_SITE_URL"]
        own = self.context.addresses["SITE_URL"] if context == ALIAS else f"https://{branch}--{NAME}.netlify.app"
        return {
            "id": deploy_id,
            "site_id": self.id,
            "build_id": hashlib.sha256(deploy_id.encode()).hexdigest()[:24],
            "state": state,
            "name": NAME,
            "url": self._production,
            "ssl_url": self._production,
            "deploy_url": own,
            "deploy_ssl_url": own,
            "links": {"permalink": permalink, "alias": own, "branch": None},
            "branch": branch,
            "commit_ref": None if is_by_hand else commit,
            "created_at": _moment(published_at - timedelta(seconds=70)),
            "updated_at": _moment(published_at),
            "title": self._message(commit, title) if is_by_hand else title,
            "context": context,
            "locked": False,
            "draft": False,
            **({"published_at": _moment(published_at)} if context != PREVIEW and state == READY else {}),
        }


def app(context: "Context") -> Starlette:
    """Serve the site to the one token of the sandbox."""
    site = Site(context)

    def refusal(request: "Request") -> Response | None:
        if bearer_token(request) == context.keys.netlify_token:
            return None
        return _refused(HTTPStatus.UNAUTHORIZED, "Access Denied")

    return Starlette(
        routes=[
            Route("/api/v1/sites/{site_id}", site.show),
            Route("/api/v1/sites/{site_id}/deploys", site.list_deploys),
            Route("/api/v1/sites/{site_id}/files", site.list_files),
            Route("/api/v1/sites/{site_id}/traffic_splits", site.list_split_tests),
        ],
        middleware=[Middleware(Guard, refusal=refusal)],
        exception_handlers={HTTPStatus.NOT_FOUND: lambda *_: _refused(HTTPStatus.NOT_FOUND, "Not Found")},
    )


def _moment(when: datetime) -> str:
    return when.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _refused(status: HTTPStatus, message: str) -> Response:
    return JSONResponse({"code": status, "message": message}, status)
