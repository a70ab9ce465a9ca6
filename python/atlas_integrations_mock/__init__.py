"""pytest fixtures for the Atlas integrations mock.

`atlas_mock` is a running mock, `atlas_sandbox` an organization in it for one test. Works with any HTTP client.
"""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPException
from typing import Any

import pytest

__version__ = "0.1.0"


@dataclass(frozen=True)
class ApiKey:
    """Credentials for HTTP Digest."""

    public_key: str
    private_key: str
    #: The variables that official clients read.
    environment: dict[str, str]


@dataclass(frozen=True)
class ServiceAccount:
    """Credentials for OAuth."""

    client_id: str
    client_secret: str
    #: The variables that official clients read.
    environment: dict[str, str]


@dataclass(frozen=True)
class Caller:
    """A caller with one role, as an API key and as a service account."""

    api_key: ApiKey
    service_account: ServiceAccount


class AtlasMockError(Exception):
    """The control plane rejected a call, or does not respond: then `status` is None."""

    def __init__(self, message: str, status: int | None = None) -> None:
        super().__init__(message)
        self.status = status


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        return None


# Sends the token to the mock only: follows no redirect, and uses no proxy, which cannot reach this machine.
_OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}), _NoRedirect)


@dataclass(frozen=True)
class AtlasMock:
    """A running mock. `url` has no trailing slash."""

    url: str

    def control(self, method: str, path: str, body: Any = None) -> Any:
        """Calls the control plane.

        `path` is below `/_mock/v1`. Returns parsed JSON, or the text of another response.
        """
        token = os.environ.get("ATLAS_MOCK_CONTROL_TOKEN")
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        data = None if body is None else json.dumps(body).encode()
        address = f"{self.url}/_mock/v1{path}"
        try:
            request = urllib.request.Request(address, data, headers, method=method)
            with _OPENER.open(request, timeout=60) as response:
                text = response.read().decode()
                is_json = "json" in response.headers.get("Content-Type", "")
        except urllib.error.HTTPError as error:
            raise AtlasMockError(f"{method} {address}: {error.code} {error.read().decode()}", error.code) from None
        except (OSError, ValueError, HTTPException) as error:
            raise AtlasMockError(f"no mock at {self.url}: {getattr(error, 'reason', error)}") from None
        return json.loads(text) if is_json else text


class AtlasSandbox:
    """An organization of the mock for one test, with a project and two callers."""

    def __init__(self, mock: AtlasMock, name: str) -> None:
        #: The response of `POST /sandboxes`.
        self.details: dict[str, Any] = mock.control("POST", "/sandboxes", {"name": name})
        self.url = mock.url
        self.organization: str = self.details["id"]
        self.project: str = self.details["projects"][0]["id"]
        #: The role ORG_OWNER.
        self.owner = _caller(self.details["owner"])
        #: The role ORG_READ_ONLY.
        self.reader = _caller(self.details["reader"])
        self._mock = mock

    def control(self, method: str, path: str, body: Any = None) -> Any:
        """Calls the control plane for this sandbox, as `AtlasMock.control`."""
        return self._mock.control(method, f"/sandboxes/{self.organization}{path}", body)

    def add_fault(self, **fault: Any) -> Any:
        """Adds a fault. Takes the fields of `POST /faults`."""
        return self.control("POST", "/faults", fault)

    def verify(self, **expectation: Any) -> None:
        """Fails the test unless the expected requests were sent. Takes the fields of `POST /requests/verify`."""
        __tracebackhide__ = True
        result = self.control("POST", "/requests/verify", expectation)
        if not result["pass"]:
            pytest.fail(result["message"])


def _caller(pair: dict[str, Any]) -> Caller:
    key, account = pair["apiKey"], pair["serviceAccount"]
    return Caller(
        ApiKey(key["publicKey"], key["privateKey"], key["environment"]),
        ServiceAccount(account["clientId"], account["clientSecret"], account["environment"]),
    )


@pytest.fixture(scope="session")
def atlas_mock() -> Iterator[AtlasMock]:
    """Returns the mock at `ATLAS_MOCK_URL`, or else one that `ATLAS_MOCK_COMMAND` starts for this process.

    The command is split at spaces, without quotes.
    """
    url, command = os.environ.get("ATLAS_MOCK_URL"), os.environ.get("ATLAS_MOCK_COMMAND")
    if url:
        yield AtlasMock(url.rstrip("/"))
    elif command and command.strip():
        with _started(command) as started:
            yield AtlasMock(started)
    else:
        raise _failure(
            "set ATLAS_MOCK_URL to the address of a running mock, or ATLAS_MOCK_COMMAND to the command that starts one"
        )


@contextmanager
def _started(command: str) -> Iterator[str]:
    # The mock ends with its command, which ends with this process, even if that is killed.
    wait = 'echo "$ATLAS_MOCK_URL"; exec cat'
    with tempfile.TemporaryFile("w+") as errors:
        try:
            words = [*command.split(), "exec", "--host", "127.0.0.1", "--port", "0", "--", "sh", "-c", wait]
            process = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, text=True)
        except OSError as error:
            raise _failure(f"ATLAS_MOCK_COMMAND cannot start: {error}") from None
        with process:
            assert process.stdout is not None
            url = process.stdout.readline().strip()
            if not url.startswith("http"):
                process.communicate()
                errors.seek(0)
                raise _failure(f"ATLAS_MOCK_COMMAND did not start a mock: {url}{errors.read().strip()}")
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
