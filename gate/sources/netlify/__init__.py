"""Netlify: which deploy of the web app is live at an address, of which commit, which it keeps, and which were made."""

from gate.sources.netlify.kept_deploy import find_kept_deploy
from gate.sources.netlify.live_deploy import IdentifiedDeploy, identify_live_deploy, read_live_deploy
from gate.sources.netlify.site import CALLS, AnotherSiteError, KeptDeploy, LiveDeploy, MadeDeploy, Netlify

__all__ = [
    "CALLS",
    "AnotherSiteError",
    "IdentifiedDeploy",
    "KeptDeploy",
    "LiveDeploy",
    "MadeDeploy",
    "Netlify",
    "find_kept_deploy",
    "identify_live_deploy",
    "read_live_deploy",
]
