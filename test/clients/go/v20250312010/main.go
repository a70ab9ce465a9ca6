// A recent SDK with the new operation names.
package main

import (
	"context"
	"net/http"

	"clients/scenario"

	"go.mongodb.org/atlas-sdk/v20250312010/admin"
	"go.mongodb.org/atlas-sdk/v20250312010/auth"
	"go.mongodb.org/atlas-sdk/v20250312010/auth/clientcredentials"
)

type adapter struct{ *admin.APIClient }

var background = context.Background()

func main() {
	scenario.Main(scenario.Version{
		Module: "go.mongodb.org/atlas-sdk/v20250312010",
		Digest: func(url, publicKey, privateKey string) (scenario.Adapter, error) {
			client, err := admin.NewClient(admin.UseBaseURL(url), admin.UseDigestAuth(publicKey, privateKey))
			return adapter{client}, err
		},
		OAuth: func(url, clientID, clientSecret string) (scenario.Adapter, error) {
			// UseOAuthAuth derives the token endpoint from the base URL, so set the base URL first.
			client, err := admin.NewClient(admin.UseBaseURL(url), admin.UseOAuthAuth(background, clientID, clientSecret))
			return adapter{client}, err
		},
		Revoked:         revoked,
		DefaultsRefused: true,
	})
}

func revoked(url, clientID, clientSecret, group string) (first, revoke error, second scenario.Answer) {
	credentials := clientcredentials.NewConfig(clientID, clientSecret)
	credentials.TokenURL = url + clientcredentials.TokenAPIPath
	credentials.RevokeURL = url + clientcredentials.RevokeAPIPath
	token, err := credentials.Token(background)
	if err != nil {
		return err, err, scenario.Answer{}
	}
	bearer := auth.NewClient(background, auth.ReuseTokenSource(token, nil))
	client, err := admin.NewClient(admin.UseBaseURL(url), admin.UseHTTPClient(bearer))
	if err != nil {
		return err, err, scenario.Answer{}
	}
	api := adapter{client}
	first = api.List(group).Err
	revoke = credentials.RevokeToken(background, token)
	return first, revoke, api.List(group)
}

func read(value any, response *http.Response, err error) scenario.Answer {
	answer := scenario.Read(value, response, err)
	if known, isKnown := admin.AsError(err); isKnown {
		answer.Code, answer.Detail = known.GetErrorCode(), known.GetDetail()
	}
	answer.Is = func(code string) bool { return admin.IsErrorCode(err, code) }
	return answer
}

func body(kind string, fields scenario.Object) *admin.ThirdPartyIntegration {
	return scenario.Fill(&admin.ThirdPartyIntegration{Type: &kind}, fields)
}

func (a adapter) List(group string) scenario.Answer {
	return read(a.ThirdPartyIntegrationsApi.ListGroupIntegrations(background, group).Execute())
}

func (a adapter) Create(group, kind string, fields scenario.Object) scenario.Answer {
	return read(a.ThirdPartyIntegrationsApi.CreateGroupIntegration(background, kind, group, body(kind, fields)).Execute())
}

func (a adapter) CreateWithDefaults(group, url string) scenario.Answer {
	kind, model := "WEBHOOK", admin.NewThirdPartyIntegration()
	model.Type, model.Url = &kind, &url
	return read(a.ThirdPartyIntegrationsApi.CreateGroupIntegration(background, kind, group, model).Execute())
}

func (a adapter) Get(group, kind string) scenario.Answer {
	return read(a.ThirdPartyIntegrationsApi.GetGroupIntegration(background, group, kind).Execute())
}

func (a adapter) Update(group, kind string, fields scenario.Object) scenario.Answer {
	return read(a.ThirdPartyIntegrationsApi.UpdateGroupIntegration(background, kind, group, body(kind, fields)).Execute())
}

func (a adapter) Delete(group, kind string) scenario.Answer {
	response, err := a.ThirdPartyIntegrationsApi.DeleteGroupIntegration(background, kind, group).Execute()
	return read(nil, response, err)
}

func (a adapter) ListProjects() scenario.Answer {
	return read(a.ProjectsApi.ListGroups(background).Execute())
}

func (a adapter) CreateProject(org, name string) scenario.Answer {
	return read(a.ProjectsApi.CreateGroup(background, &admin.Group{Name: name, OrgId: org}).Execute())
}

func (a adapter) GetProject(group string) scenario.Answer {
	return read(a.ProjectsApi.GetGroup(background, group).Execute())
}

func (a adapter) GetProjectByName(name string) scenario.Answer {
	return read(a.ProjectsApi.GetGroupByName(background, name).Execute())
}

func (a adapter) DeleteProject(group string) scenario.Answer {
	response, err := a.ProjectsApi.DeleteGroup(background, group).Execute()
	return read(nil, response, err)
}

func (a adapter) ListOrganizations() scenario.Answer {
	return read(a.OrganizationsApi.ListOrgs(background).Execute())
}

func (a adapter) GetOrganization(org string) scenario.Answer {
	return read(a.OrganizationsApi.GetOrg(background, org).Execute())
}
