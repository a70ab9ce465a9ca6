// Package atlasmock connects tests to a running Atlas integrations mock.
package atlasmock

import (
	"encoding/json"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.mongodb.org/atlas-sdk/v20250312010/admin"
)

// Sandbox is an organization of the mock, for one test, and a client with the API key of its owner.
type Sandbox struct {
	ControlURL string
	Projects   []struct{ ID string }
	Owner      struct {
		APIKey struct{ PublicKey, PrivateKey string }
	}
	Client *admin.APIClient
	t      testing.TB
}

// New creates a sandbox with one project and removes it after the test.
func New(t testing.TB) *Sandbox {
	t.Helper()
	url := strings.TrimSuffix(os.Getenv("ATLAS_MOCK_URL"), "/")
	if url == "" {
		t.Fatal("ATLAS_MOCK_URL is not set: run `npm start` in a checkout of the mock, then set ATLAS_MOCK_URL=http://127.0.0.1:8080")
	}
	s := &Sandbox{ControlURL: url + "/_mock/v1/sandboxes", t: t}
	body, err := json.Marshal(map[string]string{"name": strings.TrimSuffix(filepath.Base(os.Args[0]), ".test") + " " + t.Name()})
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(s.call("POST", "", string(body)), s))
	t.Cleanup(func() {
		if t.Failed() {
			t.Logf("requests to the mock:\n%s", s.call("GET", "/requests.txt?limit=50&folded=true", ""))
		}
		s.call("DELETE", "", "")
	})
	key := s.Owner.APIKey
	client, err := admin.NewClient(admin.UseBaseURL(url), admin.UseDigestAuth(key.PublicKey, key.PrivateKey))
	require.NoError(t, err)
	s.Client = client
	return s
}

// AddFault adds a fault for the requests of the sandbox. fault is the body of POST /faults.
func (s *Sandbox) AddFault(fault string) { s.t.Helper(); s.call("POST", "/faults", fault) }

// Verify fails the test unless the expected requests were sent. body is that of POST /requests/verify.
func (s *Sandbox) Verify(body string) {
	s.t.Helper()
	var result struct {
		Pass    bool
		Message string
	}
	require.NoError(s.t, json.Unmarshal(s.call("POST", "/requests/verify", body), &result))
	if !result.Pass {
		s.t.Fatal(result.Message)
	}
}

func (s *Sandbox) call(method, path, body string) []byte {
	s.t.Helper()
	request, err := http.NewRequest(method, s.ControlURL+path, strings.NewReader(body))
	require.NoError(s.t, err)
	if token := os.Getenv("ATLAS_MOCK_CONTROL_TOKEN"); token != "" {
		request.Header.Set("Authorization", "Bearer "+token)
	}
	response, err := http.DefaultClient.Do(request)
	require.NoError(s.t, err)
	defer response.Body.Close()
	reply, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode >= 300 {
		s.t.Fatalf("%s %s: %s %s", method, request.URL, response.Status, reply)
	}
	return reply
}
