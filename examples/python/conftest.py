import os

import pytest
import requests


class AtlasSandbox:
    def __init__(self, url, name):
        self.url = url
        self.sandbox = self.control("POST", body={"name": name})
        self.organization, self.project = self.sandbox["id"], self.sandbox["projects"][0]["id"]
        self.owner, self.reader = requests.Session(), requests.Session()
        for caller, session in (("owner", self.owner), ("reader", self.reader)):
            key = self.sandbox[caller]["apiKey"]
            session.auth = requests.auth.HTTPDigestAuth(key["publicKey"], key["privateKey"])
            session.headers["Accept"] = "application/vnd.atlas.2023-01-01+json"

    def control(self, method, path="", body=None):
        url = f"{self.url}/_mock/v1/sandboxes{path}"
        token = os.environ.get("ATLAS_MOCK_CONTROL_TOKEN")
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        response = requests.request(method, url, json=body, headers=headers, timeout=10)
        assert response.ok, f"{method} {url}: {response.text}"
        return response.json() if "json" in response.headers.get("Content-Type", "") else response.text

    def add_fault(self, **fault):
        return self.control("POST", f"/{self.organization}/faults", fault)

    def verify(self, **expectation):
        result = self.control("POST", f"/{self.organization}/requests/verify", expectation)
        assert result["pass"], result["message"]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item):
    report = yield
    item.failed = report.failed
    return report


@pytest.fixture
def atlas(request):
    try:
        url = os.environ.get("ATLAS_MOCK_URL", "").rstrip("/")
        yield (sandbox := AtlasSandbox(url, request.node.nodeid))
        if request.node.failed:
            print(sandbox.control("GET", f"/{sandbox.organization}/requests.txt?limit=50&folded=true"))
        sandbox.control("DELETE", f"/{sandbox.organization}")
    except requests.RequestException as error:
        raise pytest.fail.Exception(f"set ATLAS_MOCK_URL to a running mock: {error}", pytrace=False) from None
