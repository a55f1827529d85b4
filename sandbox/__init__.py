"""Alaska Pay and its vendors on loopback, for people and machines that verify a release."""

import os

PARENT = os.getppid()
"""Asked before all else: it may die while everything else is still being imported."""
