"""What is live: the build that the product's page was made from, and whether it is the release's, everywhere."""

from gate.release.live.build import Build, Expected, Says
from gate.release.live.settling import FunctionAnswer, PageAnswer, Settled, Settling

__all__ = ["Build", "Expected", "FunctionAnswer", "PageAnswer", "Says", "Settled", "Settling"]
