"""The deploy that a rollback goes to: kept by Netlify, and known by its commit, its title, or a stamp in its page."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from gate.files.addresses import origin_of
from gate.outcome import NotShown
from gate.probes.edge.fresh_answers import FreshAnswers
from gate.release.live import is_same_commit
from gate.sources.netlify.site import KeptDeploy, Netlify

if TYPE_CHECKING:
    from gate.environment import Environment
    from gate.http import HttpClient

UNNAMED_MAX = 10
"""So many deploys whose commit nobody names are looked at; one further back is no way back."""


def find_kept_deploy(environment: Environment, commit: str, http_client: HttpClient) -> KeptDeploy | None:
    """The newest deploy for production that was built from a commit (40 hex digits); None where none is kept.

    Raises NotShown where Netlify can't be read, and where it keeps deploys of which nobody tells the commit.
    """
    settings = environment.vendors.netlify
    if settings is None:
        raise NotShown(f"{environment.name} has no vendors.netlify, so the deploy before can't be looked for")
    unnamed: list[KeptDeploy] = []
    for deploy in Netlify(http_client, settings).kept_deploys(commit):
        if deploy.commit == commit:
            return deploy
        if not (deploy.commit or deploy.is_live) and len(unnamed) < UNNAMED_MAX:
            unnamed.append(deploy)
    stamps = {deploy: _stamp(environment, deploy, http_client) for deploy in unnamed}
    found = next((deploy for deploy, stamp in stamps.items() if stamp and is_same_commit(stamp, commit)), None)
    if found:
        return replace(found, commit=commit)
    unknown = [deploy for deploy, stamp in stamps.items() if not stamp]
    if unknown:
        raise NotShown(
            f"Netlify keeps no deploy that is known to be of {commit[:7]}, but {len(unknown)} that nobody names one "
            f"of; is it {unknown[0].permalink}? Name that under `hosts`, and its page is asked"
        )
    return None


def _stamp(environment: Environment, deploy: KeptDeploy, http_client: HttpClient) -> str:
    """The commit that its page names; empty where it names none, or may not be asked."""
    if origin_of(deploy.permalink) not in environment.listed_origins:
        return ""
    page = f"{deploy.permalink.rstrip('/')}{environment.pages.home}"
    build = FreshAnswers(http_client, page, environment.build).ask_page("", past_caches=True).build
    return build.commit if build else ""
