"""The pytest fixtures `ropeline_endpoint` and `ropeline`."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from ._lab import Lab
from ._server import Server


@pytest.fixture(scope="session")
def ropeline_endpoint() -> Iterator[str]:
    """The server at ROPELINE_ENDPOINT, or one that is started for this test run."""
    given = os.environ.get("ROPELINE_ENDPOINT")
    if given:
        yield given
        return
    with Server() as server:
        yield server.endpoint


@pytest.fixture
def ropeline(ropeline_endpoint: str) -> Lab:
    """A laboratory for one test: an account of its own."""
    return Lab.of_its_own(ropeline_endpoint)
