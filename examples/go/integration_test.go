package example

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/OWNER/atlas-integrations-mock/go/atlasmock"
)

const key = `{"apiKey":"0123456789abcdef0123456789abcdef"}`

// client is the client under test: it retries once after a 503.
type client struct{ url, token string }

func login(t *testing.T, url string, account atlasmock.ServiceAccount) client {
	t.Helper()
	body := strings.NewReader("grant_type=client_credentials")
	request, err := http.NewRequest("POST", url+"/api/oauth/token", body)
	if err != nil {
		t.Fatal(err)
	}
	request.SetBasicAuth(account.ClientID, account.ClientSecret)
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	var token struct {
		AccessToken string `json:"access_token"`
	}
	if err := json.NewDecoder(response.Body).Decode(&token); err != nil {
		t.Fatal(err)
	}
	return client{url, token.AccessToken}
}

// create returns the status code and the error code of the last response.
func (c client) create(t *testing.T, project, settings string) (int, string) {
	t.Helper()
	for attempt := 1; ; attempt++ {
		url := c.url + "/api/atlas/v2/groups/" + project + "/integrations/DATADOG"
		request, err := http.NewRequest("POST", url, strings.NewReader(settings))
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("Accept", "application/vnd.atlas.2023-01-01+json")
		request.Header.Set("Authorization", "Bearer "+c.token)
		request.Header.Set("Content-Type", "application/json")
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		defer response.Body.Close()
		if response.StatusCode == http.StatusServiceUnavailable && attempt == 1 {
			continue
		}
		var problem struct{ ErrorCode string }
		if err := json.NewDecoder(response.Body).Decode(&problem); err != nil {
			t.Fatal(err)
		}
		return response.StatusCode, problem.ErrorCode
	}
}

func TestGetsConflict(t *testing.T) {
	t.Parallel()
	sandbox := atlasmock.New(t)
	owner := login(t, sandbox.URL, sandbox.Owner.ServiceAccount)
	owner.create(t, sandbox.Projects[0].ID, key)
	status, code := owner.create(t, sandbox.Projects[0].ID, key)
	if status != 409 || code != "INTEGRATION_ALREADY_CONFIGURED" {
		t.Errorf("got %d %s", status, code)
	}
}

func TestRejectsReader(t *testing.T) {
	t.Parallel()
	sandbox := atlasmock.New(t)
	reader := login(t, sandbox.URL, sandbox.Reader.ServiceAccount)
	if status, code := reader.create(t, sandbox.Projects[0].ID, key); status != 401 || code != "USER_UNAUTHORIZED" {
		t.Errorf("got %d %s", status, code)
	}
}

func TestRetriesAfter503(t *testing.T) {
	t.Parallel()
	sandbox := atlasmock.New(t)
	owner := login(t, sandbox.URL, sandbox.Owner.ServiceAccount)
	sandbox.AddFault(`{
		"match": { "operation": "createGroupIntegration" },
		"effect": { "type": "status", "status": 503 },
		"when": { "first": 1 }
	}`)
	if status, _ := owner.create(t, sandbox.Projects[0].ID, key); status != 200 {
		t.Errorf("got %d", status)
	}
	sandbox.Verify(`{ "match": { "operation": "createGroupIntegration" }, "count": 2 }`)
}

func TestSendsKeyOnce(t *testing.T) {
	t.Parallel()
	sandbox := atlasmock.New(t)
	owner := login(t, sandbox.URL, sandbox.Owner.ServiceAccount)
	owner.create(t, sandbox.Projects[0].ID, key)
	sandbox.Verify(`{
		"match": {
			"operation": "createGroupIntegration",
			"integrationType": "DATADOG",
			"body": { "apiKey": "0123456789abcdef0123456789abcdef" }
		},
		"count": { "exactly": 1 }
	}`)
}
