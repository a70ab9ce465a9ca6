import os

import pytest
import requests


class AtlasSandbox:
    def __init__(self, url):
        self.url = url
        self.sandbox = self.control("POST")
        self.organization, self.project = self.sandbox["id"], self.sandbox["projects"][0]["id"]
        self.owner, self.reader = self.session("owner"), self.session("reader")

    def session(self, caller):
        session, key = requests.Session(), self.sandbox[caller]["apiKey"]
        session.auth = requests.auth.HTTPDigestAuth(key["publicKey"], key["privateKey"])
        session.headers["Accept"] = "application/vnd.atlas.2023-01-01+json"
        return session

    def control(self, method, path="", body=None):
        url = f"{self.url}/_mock/v1/sandboxes{path}"
        headers = {"Authorization": f"Bearer {os.environ.get('ATLAS_MOCK_CONTROL_TOKEN')}"}
        response = requests.request(method, url, json=body, headers=headers, timeout=10)
        assert response.ok, f"{method} {url}: {response.text}"
        return response.json() if response.content else None

    def add_fault(self, **fault):
        return self.control("POST", f"/{self.organization}/faults", fault)

    def verify(self, **expectation):
        result = self.control("POST", f"/{self.organization}/requests/verify", expectation)
        assert result["pass"], result


@pytest.fixture
def atlas():
    if not (url := os.environ.get("ATLAS_MOCK_URL")):
        pytest.fail("set ATLAS_MOCK_URL to the address that `npm start` prints", pytrace=False)
    yield (sandbox := AtlasSandbox(url))
    sandbox.control("DELETE", f"/{sandbox.organization}")
