"""The pytest plugin: fixtures, and the requests of a failed test."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import pytest

from . import AtlasMock, AtlasMockError, AtlasSandbox

#: Prints the mock's address, and ends with its standard input: with this process, even if that is killed.
_WAIT = "import os, sys; print(os.environ['ATLAS_MOCK_URL'], flush=True); sys.stdin.read()"


@pytest.fixture(scope="session")
def atlas_mock() -> Iterator[AtlasMock]:
    """Returns the mock at `ATLAS_MOCK_URL`, or else one that ends with this process."""
    url = os.environ.get("ATLAS_MOCK_URL")
    if url:
        yield AtlasMock(url.rstrip("/"))
    else:
        with _started() as started:
            yield AtlasMock(started)


@contextmanager
def _started() -> Iterator[str]:
    try:
        errors = tempfile.TemporaryFile("w+")
    except OSError as error:
        raise _failure(f"the mock cannot start: {error}") from None
    with errors:
        try:
            # Not needed with ATLAS_MOCK_URL: its Node.js is not available on every platform.
            from ._command import COMMAND

            # Isolated: without the settings and the folder of the tests.
            words = [*COMMAND, "exec", "--host", "127.0.0.1", "--port", "0", "--", sys.executable, "-ISc", _WAIT]
            process = subprocess.Popen(
                words,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
                # The mock must survive a Ctrl-C of the tests, which remove their sandboxes after it.
                start_new_session=True,
                creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
            )
        except (ImportError, OSError) as error:
            raise _failure(f"the mock cannot start: {error}") from None
        with process:
            assert process.stdout is not None
            url = process.stdout.readline().strip()
            if not url:
                process.communicate()
                errors.seek(0)
                raise _failure(f"the mock did not start: {'; '.join(errors.read().strip().splitlines())}")
            try:
                yield url
            finally:
                # A process that the tests have started may keep the input open.
                process.terminate()


@pytest.fixture
def atlas_sandbox(atlas_mock: AtlasMock, request: pytest.FixtureRequest) -> Iterator[AtlasSandbox]:
    """Creates an organization for this test, and removes it afterwards. A failed test prints its requests."""
    try:
        sandbox = AtlasSandbox(atlas_mock, request.node.nodeid)
    except AtlasMockError as error:
        raise _failure(str(error)) from None
    request.node.stash[_SANDBOX] = sandbox
    yield sandbox
    try:
        sandbox.control("DELETE", "")
    except AtlasMockError as error:
        # The test may have removed it.
        if error.status != 404:
            raise


_SANDBOX = pytest.StashKey[AtlasSandbox]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Any:
    report = yield
    if report.failed and _SANDBOX in item.stash:
        with suppress(AtlasMockError):
            requests = item.stash[_SANDBOX].control("GET", "/requests.txt?limit=50&folded=true")
            report.sections.append(("requests to the mock", requests))
    return report


def _failure(reason: str) -> BaseException:
    """Returns the exception of a test that fails with one line."""
    return pytest.fail.Exception(reason, pytrace=False)
