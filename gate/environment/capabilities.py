"""What each source of measures can answer: an environment file that asks for more is refused when it is read."""

from functools import cache
from typing import Literal

from gate.environment.indicators import IndicatorName, SourceName
from gate.files.places import ROOT
from gate.files.scalars import Text
from gate.files.times import Duration
from gate.files.yaml_file import Section, read_yaml

FILE = ROOT / "gate" / "environment" / "capabilities.yaml"
Fidelity = Literal["vendor's server", "vendor's client", "contract", "none"]


class Capability(Section):
    """A source. The fields are explained at the head of capabilities.yaml."""

    answers: dict[IndicatorName, Duration]
    lag: Duration
    poll: Duration | None = None
    first_attempts: bool
    synthetic: bool
    test_data: bool
    fidelity: Fidelity
    scopes: tuple[Text, ...]


class _Capabilities(Section):
    sources: dict[SourceName | Literal["unleash"], Capability]


@cache
def capabilities() -> dict[str, Capability]:
    """Every source by its name in environment files; raise FileError where the table is wrong."""
    return {str(name): row for name, row in read_yaml(FILE, _Capabilities).facts.sources.items()}
