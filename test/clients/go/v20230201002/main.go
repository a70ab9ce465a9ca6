// One of the first SDKs: Digest only, old operation names, a misspelt model name.
package main

import (
	"context"
	"net/http"

	"clients/scenario"

	"go.mongodb.org/atlas-sdk/v20230201002/admin"
)

type adapter struct{ *admin.APIClient }

var background = context.Background()

func main() {
	scenario.Main(scenario.Version{
		Module: "go.mongodb.org/atlas-sdk/v20230201002",
		Digest: func(url, publicKey, privateKey string) (scenario.Adapter, error) {
			client, err := admin.NewClient(admin.UseBaseURL(url), admin.UseDigestAuth(publicKey, privateKey))
			return adapter{client}, err
		},
		DefaultsRefused: true,
	})
}

func read(value any, response *http.Response, err error) scenario.Answer {
	answer := scenario.Read(value, response, err)
	if known, isKnown := admin.AsError(err); isKnown {
		answer.Code, answer.Detail = known.GetErrorCode(), known.GetDetail()
	}
	answer.Is = func(code string) bool { return admin.IsErrorCode(err, code) }
	return answer
}

func body(kind string, fields scenario.Object) *admin.ThridPartyIntegration {
	return scenario.Fill(&admin.ThridPartyIntegration{Type: &kind}, fields)
}

func (a adapter) List(group string) scenario.Answer {
	return read(a.ThirdPartyIntegrationsApi.ListThirdPartyIntegrations(background, group).Execute())
}

func (a adapter) Create(group, kind string, fields scenario.Object) scenario.Answer {
	return read(a.ThirdPartyIntegrationsApi.CreateThirdPartyIntegration(background, kind, group, body(kind, fields)).Execute())
}

func (a adapter) CreateWithDefaults(group, url string) scenario.Answer {
	kind, model := "WEBHOOK", admin.NewThridPartyIntegration()
	model.Type, model.Url = &kind, &url
	return read(a.ThirdPartyIntegrationsApi.CreateThirdPartyIntegration(background, kind, group, model).Execute())
}

func (a adapter) Get(group, kind string) scenario.Answer {
	return read(a.ThirdPartyIntegrationsApi.GetThirdPartyIntegration(background, group, kind).Execute())
}

func (a adapter) Update(group, kind string, fields scenario.Object) scenario.Answer {
	return read(a.ThirdPartyIntegrationsApi.UpdateThirdPartyIntegration(background, kind, group, body(kind, fields)).Execute())
}

func (a adapter) Delete(group, kind string) scenario.Answer {
	return read(a.ThirdPartyIntegrationsApi.DeleteThirdPartyIntegration(background, kind, group).Execute())
}

func (a adapter) ListProjects() scenario.Answer {
	return read(a.ProjectsApi.ListProjects(background).Execute())
}

func (a adapter) CreateProject(org, name string) scenario.Answer {
	return read(a.ProjectsApi.CreateProject(background, &admin.Group{Name: name, OrgId: org}).Execute())
}

func (a adapter) GetProject(group string) scenario.Answer {
	return read(a.ProjectsApi.GetProject(background, group).Execute())
}

func (a adapter) GetProjectByName(name string) scenario.Answer {
	return read(a.ProjectsApi.GetProjectByName(background, name).Execute())
}

func (a adapter) DeleteProject(group string) scenario.Answer {
	return read(a.ProjectsApi.DeleteProject(background, group).Execute())
}

func (a adapter) ListOrganizations() scenario.Answer {
	return read(a.OrganizationsApi.ListOrganizations(background).Execute())
}

func (a adapter) GetOrganization(org string) scenario.Answer {
	return read(a.OrganizationsApi.GetOrganization(background, org).Execute())
}
