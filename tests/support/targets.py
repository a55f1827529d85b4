"""The target of a run, without the run."""

from collections.abc import Mapping
from pathlib import Path

from fixtures.run.targeting import Target
from gate.environment import Environment
from gate.files.redaction import Redactor
from gate.release import Release


def target_at(addresses: Mapping[str, str], environment: Environment) -> Target:
    """Point at a running sandbox, with its sample release."""
    release_file = Path(addresses["RELEASE_FILE"])
    return Target(
        environment=environment,
        release=Release.read(release_file),
        release_file=release_file,
        redactor=Redactor(environment.secrets),
        addresses=addresses,
        launched=None,
        ca_pem=Path(addresses["CA_FILE"]).read_text(encoding="ascii"),
    )
