package example

import (
	"context"
	"encoding/json"
	"net/http"
	"os"
	"testing"
	"time"

	"github.com/testcontainers/testcontainers-go"
	"github.com/testcontainers/testcontainers-go/wait"
	"go.mongodb.org/atlas-sdk/v20250312010/admin"
)

const token = "a-token-for-tests"

// direct sends the token to the mock only: it uses no proxy and follows no redirect.
var direct = &http.Client{
	Transport:     &http.Transport{},
	CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
}

// startMock starts the image for one test and returns its address.
func startMock(ctx context.Context, t *testing.T) string {
	t.Helper()
	image := os.Getenv("ATLAS_MOCK_IMAGE")
	if image == "" {
		image = "atlas-integrations-mock"
	}
	mock, err := testcontainers.Run(ctx, image,
		testcontainers.WithExposedPorts("8080/tcp"),
		testcontainers.WithEnv(map[string]string{"ATLAS_MOCK_CONTROL_TOKEN": token}),
		// The image has a health check.
		testcontainers.WithWaitStrategyAndDeadline(time.Minute, wait.ForHealthCheck()),
	)
	testcontainers.CleanupContainer(t, mock)
	if err != nil {
		t.Fatal(err)
	}
	url, err := mock.PortEndpoint(ctx, "8080/tcp", "http")
	if err != nil {
		t.Fatal(err)
	}
	return url
}

// sandbox has the fields of a sandbox that the test reads.
type sandbox struct {
	Projects []struct {
		ID string `json:"id"`
	} `json:"projects"`
	Owner struct {
		ServiceAccount struct {
			ClientID     string `json:"clientId"`
			ClientSecret string `json:"clientSecret"`
		} `json:"serviceAccount"`
	} `json:"owner"`
}

// newSandbox creates a sandbox for the test.
func newSandbox(ctx context.Context, t *testing.T, url string) sandbox {
	t.Helper()
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, url+"/_mock/v1/sandboxes", nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+token)
	response, err := direct.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	var created sandbox
	if err := json.NewDecoder(response.Body).Decode(&created); err != nil {
		t.Fatal(err)
	}
	return created
}

func TestIntegrationIsListed(t *testing.T) {
	ctx := t.Context()
	url := startMock(ctx, t)
	created := newSandbox(ctx, t, url)
	account := created.Owner.ServiceAccount
	client, err := admin.NewClient(
		admin.UseBaseURL(url),
		admin.UseOAuthAuth(ctx, account.ClientID, account.ClientSecret),
	)
	if err != nil {
		t.Fatal(err)
	}
	hook := admin.ThirdPartyIntegration{Url: admin.PtrString("https://example.com/hook")}
	page, _, err := client.ThirdPartyIntegrationsApi.
		CreateGroupIntegration(ctx, "WEBHOOK", created.Projects[0].ID, &hook).Execute()
	if err != nil {
		t.Fatal(err)
	}
	if page.GetTotalCount() != 1 {
		t.Errorf("%d integrations", page.GetTotalCount())
	}
}
