"""What to do about a test that this machine cannot run."""

from __future__ import annotations

import os

import pytest


def unavailable(what: str) -> None:
    """Skip a test that cannot run here, saying why; on CI nothing may be skipped, so fail."""
    if os.environ.get("CI") == "true":
        pytest.fail(f"{what}: on CI nothing may be skipped", pytrace=False)
    pytest.skip(what)
