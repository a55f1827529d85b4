"""The live deploy and its commit: asked of Netlify and, where it knows none, of the deploy's title and the site."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from gate.files.addresses import origin_of
from gate.outcome import NotShown
from gate.probes.edge.fresh_answers import FreshAnswers
from gate.release.live import Identity, Manifest, Statement, Witness, identify, is_same_commit
from gate.sources.netlify.site import AnotherSiteError, LiveDeploy, Netlify

if TYPE_CHECKING:
    from gate.environment import Environment
    from gate.http import HttpClient
    from gate.release import Release

NOBODY = (
    "nothing tells which commit deploy {id} was built from: Netlify knows none, as of every `netlify deploy`, its "
    "title names none, neither does the page, and no manifest of the build is named (results.build); the shortest "
    'way: deploy it once more with `--message "$(git rev-parse HEAD)"`, or with <meta name="commit" content="…"> in '
    "the page"
)


@dataclass(frozen=True)
class IdentifiedDeploy:
    """A deploy, and who says which commit it was built from."""

    deploy: LiveDeploy
    identity: Identity

    @property
    def why_unknown(self) -> str:
        """What would settle which commit it is; empty where somebody says so."""
        return "" if self.identity.commit else self.identity.contradiction or NOBODY.format(id=self.deploy.id[:8])

    @property
    def commit(self) -> str:
        """The commit that it was built from. Raises NotShown where nobody says so, or two say different ones."""
        if why := self.why_unknown or self.identity.contradiction:
            raise NotShown(why)
        return self.identity.commit


def read_live_deploy(environment: Environment, http_client: HttpClient) -> LiveDeploy:
    """The deploy behind the site's address, as Netlify has it. Raises NotShown where it can't be read.

    Raises AnotherSiteError, with both and the cure, where the address is none of Netlify's site.
    """
    settings = environment.vendors.netlify
    if settings is None:
        raise NotShown("the live deploy can't be read: the environment has no vendors.netlify")
    try:
        return Netlify(http_client, settings).live_deploy(environment.site)
    except AnotherSiteError as another:
        raise AnotherSiteError(
            f"{environment.file.name} points at {origin_of(environment.site).host}, but Netlify's site {settings.site} "
            f"is {another}: nothing else was sent; correct `site` or `vendors.netlify.site`"
        ) from None


def identify_live_deploy(
    environment: Environment, release: Release, http_client: HttpClient, *, asks_everybody: bool = False
) -> IdentifiedDeploy:
    """The same with its commit. The site is asked where nobody else tells, or everybody is asked.

    Raises NotShown where the deploy can't be read, and AnotherSiteError.
    """
    deploy = read_live_deploy(environment, http_client)
    if asks_everybody and deploy.is_published and environment.vendors.netlify is not None:
        with suppress(NotShown):  # it is only told; whether another build answers is seen in the site itself
            tests = Netlify(http_client, environment.vendors.netlify).split_tests()
            deploy = replace(deploy, remarks=(*deploy.remarks, *tests))
    known = release.commits
    told = list(deploy.told(known))
    if asks_everybody or not any(one.commit for one in told):
        told.append(_stamp(environment, release, http_client))
    not_built = ""
    manifest = Manifest.of(release) if deploy.is_published else None
    if manifest is not None and environment.vendors.netlify is not None:
        files = Netlify(http_client, environment.vendors.netlify).published_files()
        not_built = manifest.differs(files)
        told += [] if not_built else [Statement(Witness.FILES, manifest.commit)]
    return IdentifiedDeploy(deploy, identify(told, known, not_built))


def _stamp(environment: Environment, release: Release, http_client: HttpClient) -> Statement:
    """What the page says now, past caches. What is meant to answer beside the release says nothing of it."""
    asking = FreshAnswers(http_client, f"{environment.site}{environment.pages.home}", environment.build)
    build = asking.ask_page("", past_caches=True).build
    commit = build.commit if build else ""
    is_beside = environment.settle.beside and commit and is_same_commit(commit, release.previous.commit)
    return Statement(Witness.STAMP, "" if is_beside else commit)
