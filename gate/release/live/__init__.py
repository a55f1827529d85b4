"""What is live: the build that the product's page was made from, and whether it is the release's, everywhere."""

from gate.release.live.build import Build, Expected, Says, is_same_commit
from gate.release.live.build_files import COMMAND, Manifest, ManifestError
from gate.release.live.settling import FunctionAnswer, PageAnswer, Settled, Settling
from gate.release.live.witnesses import Identity, Statement, Witness, commit_in_title, identify

__all__ = [
    "COMMAND",
    "Build",
    "Expected",
    "FunctionAnswer",
    "Identity",
    "Manifest",
    "ManifestError",
    "PageAnswer",
    "Says",
    "Settled",
    "Settling",
    "Statement",
    "Witness",
    "commit_in_title",
    "identify",
    "is_same_commit",
]
