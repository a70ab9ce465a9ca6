package example

import (
	"testing"

	"github.com/OWNER/atlas-integrations-mock/go/atlasmock"
	"go.mongodb.org/atlas-sdk/v20250312010/admin"
)

func TestReadsCreatedIntegration(t *testing.T) {
	t.Parallel()
	sandbox := atlasmock.New(t)
	key, project := sandbox.Owner.APIKey, sandbox.Projects[0].ID
	client, err := admin.NewClient(
		admin.UseBaseURL(sandbox.URL),
		admin.UseDigestAuth(key.PublicKey, key.PrivateKey),
	)
	if err != nil {
		t.Fatal(err)
	}
	api := client.ThirdPartyIntegrationsApi
	body := &admin.ThirdPartyIntegration{ApiKey: admin.PtrString("0123456789abcdef0123456789abcdef")}
	if _, _, err := api.CreateGroupIntegration(t.Context(), "DATADOG", project, body).Execute(); err != nil {
		t.Fatal(err)
	}
	created, _, err := api.GetGroupIntegration(t.Context(), project, "DATADOG").Execute()
	if err != nil || created.GetApiKey() != "****************************cdef" {
		t.Fatalf("got key %q, error %v", created.GetApiKey(), err)
	}
}
