import pytest

KEY = "0123456789abcdef0123456789abcdef"


def create(session, url, settings):
    """The client under test: retries once after a 503."""
    response = session.post(url, json=settings)
    return session.post(url, json=settings) if response.status_code == 503 else response


@pytest.fixture
def datadog(atlas):
    return f"{atlas.url}/api/atlas/v2/groups/{atlas.project}/integrations/DATADOG"


def test_returns_a_created_integration_with_a_redacted_key(atlas, datadog):
    assert create(atlas.owner, datadog, {"apiKey": KEY}).status_code == 200
    integration = atlas.owner.get(datadog).json()
    assert integration["apiKey"] == "*" * 28 + "cdef"
    assert integration["region"] == "US"


def test_rejects_a_write_by_a_reader(atlas, datadog):
    response = create(atlas.reader, datadog, {"apiKey": KEY})
    assert (response.status_code, response.json()["errorCode"]) == (401, "USER_UNAUTHORIZED")


def test_rejects_a_key_that_is_too_short(atlas, datadog):
    response = create(atlas.owner, datadog, {"apiKey": "abc"})
    assert (response.status_code, response.json()["errorCode"]) == (400, "INVALID_DATADOG_API_KEY")


def test_retries_after_a_503(atlas, datadog):
    atlas.add_fault(
        match={"operation": "createGroupIntegration"},
        effect={"type": "status", "status": 503},
        when={"first": 1},
    )
    assert create(atlas.owner, datadog, {"apiKey": KEY}).status_code == 200
    atlas.verify(match={"operation": "createGroupIntegration"}, count=2)


def test_sends_the_configured_key_once(atlas, datadog):
    create(atlas.owner, datadog, {"apiKey": KEY, "region": "EU"})
    atlas.verify(
        match={
            "operation": "createGroupIntegration",
            "integrationType": "DATADOG",
            "body": {"apiKey": KEY, "region": "EU"},
        },
        count=1,
    )
