"""The environment: where a run goes, what it may do there, and how long it waits. Written by people, read here."""

from gate.environment.file import ENVIRONMENTS, Environment, Signers, identity_contradictions
from gate.environment.start import StartedEnvironment, refuse_another_identity

__all__ = [
    "ENVIRONMENTS",
    "Environment",
    "Signers",
    "StartedEnvironment",
    "identity_contradictions",
    "refuse_another_identity",
]
