package example

import (
	"net/http"
	"testing"

	"example/atlasmock"

	"github.com/stretchr/testify/require"
	"go.mongodb.org/atlas-sdk/v20250312010/admin"
)

func datadog(apiKey string) *admin.ThirdPartyIntegration {
	return &admin.ThirdPartyIntegration{ApiKey: &apiKey, Region: admin.PtrString("US")}
}

func TestReadsCreatedIntegration(t *testing.T) {
	t.Parallel()
	sandbox := atlasmock.New(t)
	api, project := sandbox.Client.ThirdPartyIntegrationsApi, sandbox.Projects[0].ID
	body := datadog("0123456789abcdef0123456789abcdef")
	_, _, err := api.CreateGroupIntegration(t.Context(), "DATADOG", project, body).Execute()
	require.NoError(t, err)
	created, _, err := api.GetGroupIntegration(t.Context(), project, "DATADOG").Execute()
	require.NoError(t, err)
	require.Equal(t, "****************************cdef", created.GetApiKey())
}

func TestRejectsShortKey(t *testing.T) {
	t.Parallel()
	sandbox := atlasmock.New(t)
	api, project := sandbox.Client.ThirdPartyIntegrationsApi, sandbox.Projects[0].ID
	_, _, err := api.CreateGroupIntegration(t.Context(), "DATADOG", project, datadog("abc")).Execute()
	require.True(t, admin.IsErrorCode(err, "INVALID_DATADOG_API_KEY"), err)
}

func TestGets503Once(t *testing.T) {
	t.Parallel()
	sandbox := atlasmock.New(t)
	sandbox.AddFault(`{
		"match": { "operation": "listGroupIntegrations" },
		"effect": { "type": "status", "status": 503 },
		"when": { "first": 1 }
	}`)
	list := sandbox.Client.ThirdPartyIntegrationsApi.ListGroupIntegrations(t.Context(), sandbox.Projects[0].ID)
	_, response, err := list.Execute()
	require.Error(t, err)
	require.Equal(t, http.StatusServiceUnavailable, response.StatusCode)
	page, _, err := list.Execute()
	require.NoError(t, err)
	require.Zero(t, page.GetTotalCount())
}

func TestSendsKeyOnce(t *testing.T) {
	t.Parallel()
	sandbox := atlasmock.New(t)
	api, project := sandbox.Client.ThirdPartyIntegrationsApi, sandbox.Projects[0].ID
	body := datadog("0123456789abcdef0123456789abcdef")
	_, _, err := api.CreateGroupIntegration(t.Context(), "DATADOG", project, body).Execute()
	require.NoError(t, err)
	sandbox.Verify(`{
		"match": {
			"operation": "createGroupIntegration",
			"integrationType": "DATADOG",
			"body": { "apiKey": "0123456789abcdef0123456789abcdef", "region": "US" }
		},
		"count": { "exactly": 1 }
	}`)
}
