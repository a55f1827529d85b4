"""The environment: where a run goes, what it may do there, and how long it waits. Written by people, read here."""

from gate.environment.file import ENVIRONMENTS, Environment, Signers, identity_contradictions

__all__ = ["ENVIRONMENTS", "Environment", "Signers", "identity_contradictions"]
