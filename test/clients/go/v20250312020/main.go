// An SDK with all six types of log integrations.
package main

import (
	"context"
	"net/http"

	"clients/scenario"

	"go.mongodb.org/atlas-sdk/v20250312020/admin"
)

type adapter struct{ *admin.APIClient }

var background = context.Background()

func main() {
	scenario.MainLogs(scenario.LogVersion{
		Module: "go.mongodb.org/atlas-sdk/v20250312020",
		Digest: func(url, publicKey, privateKey string) (scenario.Logs, error) {
			client, err := admin.NewClient(admin.UseBaseURL(url), admin.UseDigestAuth(publicKey, privateKey))
			return adapter{client}, err
		},
		OAuth: func(url, clientID, clientSecret string) (scenario.Logs, error) {
			// UseOAuthAuth derives the token endpoint from the base URL, so set the base URL first.
			client, err := admin.NewClient(admin.UseBaseURL(url), admin.UseOAuthAuth(background, clientID, clientSecret))
			return adapter{client}, err
		},
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

func body(fields scenario.Object) *admin.LogIntegrationRequest {
	return scenario.Fill(&admin.LogIntegrationRequest{}, fields)
}

func (a adapter) ListLogs(group, kind string) scenario.Answer {
	request := a.PushBasedLogExportApi.ListGroupLogIntegrations(background, group)
	if kind != "" {
		request = request.IntegrationType(kind)
	}
	return read(request.Execute())
}

func (a adapter) CreateLog(group string, fields scenario.Object) scenario.Answer {
	return read(a.PushBasedLogExportApi.CreateGroupLogIntegration(background, group, body(fields)).Execute())
}

func (a adapter) GetLog(group, id string) scenario.Answer {
	return read(a.PushBasedLogExportApi.GetGroupLogIntegration(background, group, id).Execute())
}

func (a adapter) UpdateLog(group, id string, fields scenario.Object) scenario.Answer {
	return read(a.PushBasedLogExportApi.UpdateGroupLogIntegration(background, group, id, body(fields)).Execute())
}

func (a adapter) DeleteLog(group, id string) scenario.Answer {
	response, err := a.PushBasedLogExportApi.DeleteGroupLogIntegration(background, group, id).Execute()
	return read(nil, response, err)
}
