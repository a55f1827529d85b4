"""A process with the suite imported, from which runs are forked: most of a short run would be its start."""

import contextlib
import gc
import io

import pytest

with contextlib.redirect_stdout(io.StringIO()):
    pytest.main(["--collect-only", "suites"])
gc.freeze()  # what is imported stays: a fork that pytest has collect garbage need not walk through it
