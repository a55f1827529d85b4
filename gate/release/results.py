"""What machines found out of the release's commit, as files beside the release file."""

from typing import Annotated

from pydantic import BeforeValidator

from gate.files.yaml_file import FilePath, Section


def _one_or_several(value: object) -> object:
    return [value] if isinstance(value, str) else value


Files = Annotated[tuple[FilePath, ...], BeforeValidator(_one_or_several)]
"""One path, or a list of them."""


class Results(Section):
    """junit: automated tests, with the property `commit`. load: results of `python -m loadtests`. sarif: code scans.

    build: the manifest of the web build, as the guide to the environment files has it written.
    """

    build: FilePath | None = None
    junit: Files = ()
    load: Files = ()
    sarif: Files = ()
