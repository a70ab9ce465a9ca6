"""Tests with the Atlas integrations mock: a sandbox for each test, faults and verification.

For pytest, there are the fixtures `atlas_mock` and `atlas_sandbox`. Works with any HTTP client.
"""

from __future__ import annotations

import json
import os
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPException
from typing import Any

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
        __tracebackhide__ = True
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
        __tracebackhide__ = True
        return self._mock.control(method, f"/sandboxes/{self.organization}{path}", body)

    def add_fault(self, fault: Mapping[str, Any] | None = None, /, **fields: Any) -> Any:
        """Adds a fault. Takes the fields of `POST /faults`, as `dict` does: in a mapping, as keywords, or both."""
        __tracebackhide__ = True
        return self.control("POST", "/faults", dict(fault or {}, **fields))

    def assert_fired(self) -> None:
        """Asserts that every fault fired. Names the others."""
        __tracebackhide__ = True
        idle = self.control("GET", "/faults?fired=false")["results"]
        if idle:
            names = [f"{fault.get('name', fault['id'])} ({fault['effect']['type']})" for fault in idle]
            raise AssertionError(f"faults that never fired: {', '.join(names)}")

    def verify(self, expectation: Mapping[str, Any] | None = None, /, **fields: Any) -> None:
        """Asserts that the expected requests were sent. Takes the fields of `POST /requests/verify`, as `add_fault`."""
        __tracebackhide__ = True
        result = self.control("POST", "/requests/verify", dict(expectation or {}, **fields))
        if not result["pass"]:
            raise AssertionError(result["message"])

    def advance(self, *, seconds: float) -> Any:
        """Moves the clock of this sandbox forward."""
        __tracebackhide__ = True
        return self.control("POST", "/clock/advance", {"seconds": seconds})


def _caller(pair: dict[str, Any]) -> Caller:
    key, account = pair["apiKey"], pair["serviceAccount"]
    return Caller(
        ApiKey(key["publicKey"], key["privateKey"], key["environment"]),
        ServiceAccount(account["clientId"], account["clientSecret"], account["environment"]),
    )
