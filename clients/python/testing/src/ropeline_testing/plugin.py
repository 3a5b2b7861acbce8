"""The pytest fixtures `ropeline_endpoint` and `ropeline`."""

from __future__ import annotations

import os
from collections.abc import Generator, Iterator

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
def ropeline(ropeline_endpoint: str, request: pytest.FixtureRequest) -> Iterator[Lab]:
    """A laboratory for one test: an account of its own, emptied afterwards. When the test fails, the account's
    report is shown."""
    lab = Lab.of_its_own(ropeline_endpoint)
    yield lab
    if request.node.stash.get(FAILED, False):
        print(lab.report_text())
    lab.reset()


FAILED = pytest.StashKey[bool]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Tells the fixture whether its test has failed."""
    report = yield
    if report.when == "call":
        item.stash[FAILED] = report.failed
    return report
