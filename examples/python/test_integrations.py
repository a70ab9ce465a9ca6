import pytest
import requests

KEY = "0123456789abcdef0123456789abcdef"


def connect(key):
    """Returns a session of requests with an API key."""
    session = requests.Session()
    session.auth = requests.auth.HTTPDigestAuth(key.public_key, key.private_key)
    session.headers["Accept"] = "application/vnd.atlas.2023-01-01+json"
    return session


def create(session, url, settings):
    """The client under test: retries once after a 503."""
    response = session.post(url, json=settings)
    return session.post(url, json=settings) if response.status_code == 503 else response


@pytest.fixture
def owner(atlas_sandbox):
    return connect(atlas_sandbox.owner.api_key)


@pytest.fixture
def datadog(atlas_sandbox):
    return f"{atlas_sandbox.url}/api/atlas/v2/groups/{atlas_sandbox.project}/integrations/DATADOG"


def test_rejects_a_second_integration_of_the_same_type(owner, datadog):
    assert create(owner, datadog, {"apiKey": KEY}).status_code == 200
    response = create(owner, datadog, {"apiKey": KEY})
    assert (response.status_code, response.json()["errorCode"]) == (409, "INTEGRATION_ALREADY_CONFIGURED")


def test_returns_a_created_integration_with_a_redacted_key(owner, datadog):
    assert create(owner, datadog, {"apiKey": KEY}).status_code == 200
    integration = owner.get(datadog).json()
    assert integration["apiKey"] == "*" * 28 + "cdef"
    assert integration["region"] == "US"


def test_rejects_a_write_by_a_reader(atlas_sandbox, datadog):
    response = create(connect(atlas_sandbox.reader.api_key), datadog, {"apiKey": KEY})
    assert (response.status_code, response.json()["errorCode"]) == (401, "USER_UNAUTHORIZED")


def test_retries_after_a_503(atlas_sandbox, owner, datadog):
    atlas_sandbox.add_fault(effect={"type": "status", "status": 503}, when={"first": 1})
    assert create(owner, datadog, {"apiKey": KEY}).status_code == 200
    atlas_sandbox.assert_fired()
    atlas_sandbox.verify({"match": {"operation": "createGroupIntegration"}, "count": 2})


def test_sends_the_configured_key_once(atlas_sandbox, owner, datadog):
    create(owner, datadog, {"apiKey": KEY, "region": "EU"})
    atlas_sandbox.verify(
        match={
            "operation": "createGroupIntegration",
            "integrationType": "DATADOG",
            "body": {"apiKey": KEY, "region": "EU"},
        },
        count=1,
    )
