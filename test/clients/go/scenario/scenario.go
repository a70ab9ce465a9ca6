// Package scenario tests all versions of the SDK; each version implements Adapter.
package scenario

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"runtime"
	"runtime/debug"
	"strings"
)

// Object is a JSON object, input or output of an SDK's model.
type Object map[string]any

// Answer is a response as an SDK returns it.
type Answer struct {
	Status int
	Body   Object
	Err    error
	// Code and Detail are the results of AsError.
	Code   string
	Detail string
	// Is calls IsErrorCode with this response's error.
	Is func(code string) bool
}

// Adapter is the API of one SDK version with one caller's credentials.
type Adapter interface {
	List(group string) Answer
	Create(group, kind string, fields Object) Answer
	// CreateWithDefaults posts a model with its constructor's defaults and type, url and secret.
	CreateWithDefaults(group, url string) Answer
	Get(group, kind string) Answer
	Update(group, kind string, fields Object) Answer
	Delete(group, kind string) Answer
	ListProjects() Answer
	CreateProject(org, name string) Answer
	GetProject(group string) Answer
	GetProjectByName(name string) Answer
	DeleteProject(group string) Answer
	ListOrganizations() Answer
	GetOrganization(org string) Answer
}

// Version is a published version of the SDK.
type Version struct {
	Module string
	Digest func(url, publicKey, privateKey string) (Adapter, error)
	// OAuth is nil if the SDK does not support it.
	OAuth func(url, clientID, clientSecret string) (Adapter, error)
	// Revoked gets a token, calls List, revokes the token and calls List again; it returns the error of each step.
	Revoked func(url, clientID, clientSecret, group string) (first, revoke error, second Answer)
	// DefaultsRefused is true if the model's constructor sets defaults of other types.
	DefaultsRefused bool
}

type credential struct {
	ID     string `json:"id"`
	Secret string `json:"secret"`
}

// callers are the credentials of one authentication method.
type callers struct {
	Owner    credential  `json:"owner"`
	Reader   credential  `json:"reader"`
	Fenced   *credential `json:"fenced"`
	Outsider *credential `json:"outsider"`
}

type settings struct {
	URL       string  `json:"url"`
	OrgID     string  `json:"orgId"`
	ProjectID string  `json:"projectId"`
	Elsewhere string  `json:"elsewhere"`
	Umbrella  string  `json:"umbrella"`
	Digest    callers `json:"digest"`
	OAuth     callers `json:"oauth"`
}

type integration struct {
	kind   string
	create Object
	// secrets are the redacted values in responses; an empty one is never returned.
	secrets map[string]string
	update  Object
}

const (
	hexKey  = "11111111111111111111111111111111"
	uuidKey = "11111111-1111-1111-1111-111111111111"
	teams   = "https://apps.webhook.office.com/webhookb2/11111111-1111-1111-1111-111111111111@22222222-2222-2222-2222-222222222222/IncomingWebhook/33333333333333333333333333333333/44444444-4444-4444-4444-444444444444"
)

// integrations are in the order of Atlas's lists, with values that Atlas accepts.
var integrations = []integration{
	{"PAGER_DUTY", Object{"serviceKey": hexKey}, map[string]string{"serviceKey": stars(28) + "1111"},
		Object{"serviceKey": hexKey, "region": "EU"}},
	{"SLACK", Object{"apiToken": strings.Repeat("0", 32), "channelName": "alerts", "teamName": "MongoDB"},
		map[string]string{"apiToken": stars(28) + "0000"}, Object{"channelName": "incidents"}},
	{"DATADOG", Object{"apiKey": hexKey, "region": "US"}, map[string]string{"apiKey": stars(28) + "1111"},
		Object{"apiKey": hexKey, "region": "EU"}},
	{"NEW_RELIC", Object{"accountId": "myaccountid", "licenseKey": "mylicensekey", "readToken": "read", "writeToken": "write"},
		nil, Object{"writeToken": "other"}},
	{"OPS_GENIE", Object{"apiKey": uuidKey, "region": "US"}, map[string]string{"apiKey": stars(32) + "1111"},
		Object{"region": "EU"}},
	{"VICTOR_OPS", Object{"apiKey": uuidKey, "routingKey": "test"}, map[string]string{"apiKey": stars(32) + "1111"},
		Object{"routingKey": "other"}},
	{"WEBHOOK", Object{"url": "https://www.mongodb.com/webhook", "secret": "a-webhook-secret"},
		map[string]string{"url": "https://www.mongodb.com/****hook", "secret": stars(12) + "cret"},
		Object{"url": "https://www.mongodb.com/webhook2"}},
	{"PROMETHEUS", Object{"enabled": true, "serviceDiscovery": "http", "username": "someuser", "password": "somepassword"},
		map[string]string{"password": ""}, Object{"username": "otheruser"}},
	{"MICROSOFT_TEAMS", Object{"microsoftTeamsWebhookUrl": teams},
		map[string]string{"microsoftTeamsWebhookUrl": "https://apps.webhook.office.com/****4444"},
		Object{"microsoftTeamsWebhookUrl": teams + "5"}},
}

// Main runs the scenario and prints `ok …` or `not ok …` for each step. It exits with 1 after a `not ok`.
func Main(version Version) {
	config := start(version.Module)
	failed := run("digest", version, config, config.Digest, version.Digest)
	if version.OAuth != nil {
		failed += run("oauth", version, config, config.OAuth, version.OAuth)
		failed += revoke(version, config)
	}
	if failed > 0 {
		os.Exit(1)
	}
}

// start prints the versions and returns the settings.
func start(module string) settings {
	var config settings
	if err := json.Unmarshal([]byte(os.Getenv("CLIENT_SCENARIO")), &config); err != nil {
		fmt.Printf("not ok CLIENT_SCENARIO: %v\n", err)
		os.Exit(1)
	}
	fmt.Printf("# %s %s, %s\n", module, builtWith(module), runtime.Version())
	return config
}

func builtWith(module string) string {
	info, _ := debug.ReadBuildInfo()
	for _, dependency := range info.Deps {
		if dependency.Path == module {
			return dependency.Version
		}
	}
	return "(no version)"
}

type steps struct {
	auth   string
	failed int
}

func (s *steps) step(name string, problems ...string) {
	for _, problem := range problems {
		if problem != "" {
			s.failed++
			fmt.Printf("not ok %s: %s (%s)\n", s.auth, name, problem)
			return
		}
	}
	fmt.Printf("ok %s: %s\n", s.auth, name)
}

func run(
	auth string, version Version, config settings, who callers,
	connect func(url, id, secret string) (Adapter, error),
) int {
	s := &steps{auth: auth}
	as := func(caller credential) Adapter {
		api, err := connect(config.URL+"/", caller.ID, caller.Secret)
		s.step("client of "+caller.ID, unexpected(err))
		return api
	}
	owner := as(who.Owner)
	name := auth + "-" + version.Module[strings.LastIndex(version.Module, "/")+1:]
	group := s.project(owner, config, name)
	s.resource(owner, group)
	if details, hasDetails := owner.(Details); hasDetails {
		s.details(details, group, name)
	}
	if version.DefaultsRefused {
		refused := owner.CreateWithDefaults(group, "https://www.mongodb.com/webhook")
		s.refused("create WEBHOOK with the constructor's defaults", refused, 400, "INVALID_ATTRIBUTE")
	} else {
		s.step("create WEBHOOK by the constructor", status(owner.CreateWithDefaults(group, "https://www.mongodb.com/webhook"), 200))
	}
	s.badRequests(owner, group)
	s.denials(owner, as, config, who)
	s.step("delete a project with integrations", status(owner.DeleteProject(group), 202))
	s.refused("get a deleted project", owner.GetProject(group), 404, "GROUP_NOT_FOUND")
	return s.failed
}

func revoke(version Version, config settings) int {
	s := &steps{auth: "oauth"}
	owner := config.OAuth.Owner
	first, revoked, second := version.Revoked(config.URL, owner.ID, owner.Secret, config.ProjectID)
	s.step("list with a token", unexpected(first))
	s.step("revoke the token", unexpected(revoked))
	s.step("list with the revoked token: 401", equal("status", second.Status, 401))
	return s.failed
}

// project tests organizations and projects, and returns a new project.
func (s *steps) project(owner Adapter, config settings, name string) string {
	orgs := owner.ListOrganizations()
	s.step("list organizations", status(orgs, 200), contains(orgs, "id", config.OrgID))
	org := owner.GetOrganization(config.OrgID)
	s.step("get an organization", status(org, 200), equal("id", org.Body["id"], config.OrgID))
	created := owner.CreateProject(config.OrgID, name)
	group := fmt.Sprint(created.Body["id"])
	s.step("create a project", status(created, 201), equal("name", created.Body["name"], name))
	s.refused("create a project of that name again", owner.CreateProject(config.OrgID, name), 409, "GROUP_ALREADY_EXISTS")
	got := owner.GetProject(group)
	s.step("get a project", status(got, 200), equal("name", got.Body["name"], name))
	byName := owner.GetProjectByName(name)
	s.step("get a project by name", status(byName, 200), equal("id", byName.Body["id"], group))
	all := owner.ListProjects()
	s.step("list projects", status(all, 200), contains(all, "id", group))
	return group
}

// resource creates, reads, updates and deletes all types.
func (s *steps) resource(owner Adapter, group string) {
	empty := owner.List(group)
	s.step("list without integrations", status(empty, 200), count(empty, 0))
	for _, one := range integrations {
		s.refused("get "+one.kind+" before", owner.Get(group, one.kind), 404, "INTEGRATION_NOT_CONFIGURED")
		created := owner.Create(group, one.kind, one.create)
		s.step("create "+one.kind, status(created, 200), contains(created, "type", one.kind))
		s.refused("create "+one.kind+" again", owner.Create(group, one.kind, one.create), 409, "INTEGRATION_ALREADY_CONFIGURED")
		before := owner.Get(group, one.kind)
		s.step("get "+one.kind, append(shown(before.Body, one.create, one.secrets), status(before, 200))...)
		updated := owner.Update(group, one.kind, one.update)
		s.step("update "+one.kind, status(updated, 200), contains(updated, "type", one.kind))
		after := owner.Get(group, one.kind)
		fresh := ""
		if id, known := before.Body["id"]; known && after.Body["id"] == id {
			fresh = "the id has not changed"
		}
		s.step("get "+one.kind+" after the update", append(shown(after.Body, one.update, secretsOf(one)), status(after, 200), fresh)...)
	}
	all := owner.List(group)
	s.step("list all nine", status(all, 200), count(all, len(integrations)), ordered(all))
	for _, one := range integrations {
		s.step("delete "+one.kind, status(owner.Delete(group, one.kind), 204))
		s.refused("delete "+one.kind+" again", owner.Delete(group, one.kind), 404, "INTEGRATION_NOT_CONFIGURED")
	}
	s.step("update a type that is not configured", status(owner.Update(group, "OPS_GENIE", Object{"apiKey": uuidKey}), 200))
}

func (s *steps) badRequests(owner Adapter, group string) {
	for _, bad := range []struct {
		what, kind string
		fields     Object
		code       string
	}{
		{"without its key", "DATADOG", Object{"region": "US"}, "MISSING_ATTRIBUTE"},
		{"with a field of another type", "DATADOG", Object{"apiKey": hexKey, "url": "https://example.com"}, "INVALID_ATTRIBUTE"},
		{"of another type", "DATADOG", Object{"apiKey": hexKey, "type": "WEBHOOK"}, "INVALID_ATTRIBUTE"},
		{"with a redacted key", "DATADOG", Object{"apiKey": stars(28) + "1111"}, "INVALID_INTEGRATION_SETTINGS"},
		{"with a short key", "DATADOG", Object{"apiKey": "abc"}, "INVALID_DATADOG_API_KEY"},
		{"with an unknown region", "DATADOG", Object{"apiKey": hexKey, "region": "MARS"}, "INVALID_ENUM_VALUE"},
		{"with a redacted key", "PAGER_DUTY", Object{"serviceKey": stars(28) + "1111"}, "INTEGRATION_FIELDS_INVALID"},
		{"with a short key", "PAGER_DUTY", Object{"serviceKey": "abc"}, "INVALID_PAGER_DUTY_SERVICE_KEY"},
		{"with a malformed url", "MICROSOFT_TEAMS", Object{"microsoftTeamsWebhookUrl": "foo"}, "INVALID_URL"},
		{"with an empty channel", "SLACK", Object{"apiToken": hexKey, "channelName": ""}, "VALIDATION_ERROR"},
		{"at all", "HIP_CHAT", Object{}, "HIPCHAT_NOT_SUPPORTED"},
	} {
		refused := owner.Create(group, bad.kind, bad.fields)
		s.refused(fmt.Sprintf("create %s %s", bad.kind, bad.what), refused, 400, bad.code)
	}
	s.refused("create an unknown type", owner.Create(group, "FOO", Object{}), 404, "RESOURCE_NOT_FOUND")
}

func (s *steps) denials(owner Adapter, as func(credential) Adapter, config settings, who callers) {
	const unknown = "111111111111111111111111"
	webhook := Object{"url": "https://www.mongodb.com/webhook"}
	s.refused("list in an unknown project", owner.List(unknown), 404, "GROUP_NOT_FOUND")
	s.refused("list with a malformed project id", owner.List(strings.Repeat("Z", 24)), 404, "INVALID_GROUP_ID")
	s.refused("list in another organization's project", owner.List(config.Elsewhere), 401, "NOT_IN_GROUP")
	s.refused("get an unknown organization", owner.GetOrganization(unknown), 404, "ORG_NOT_FOUND")
	s.refused("get another organization", owner.GetOrganization(config.Umbrella), 401, "USER_CANNOT_ACCESS_ORG")
	s.refused("get a project by an unknown name", owner.GetProjectByName("nowhere"), 401, "NOT_IN_GROUP")

	reader := as(who.Reader)
	s.step("list as a reader", status(reader.List(config.ProjectID), 200))
	s.refused("create as a reader", reader.Create(config.ProjectID, "WEBHOOK", webhook), 401, "USER_UNAUTHORIZED")
	s.refused("update as a reader", reader.Update(config.ProjectID, "WEBHOOK", webhook), 401, "USER_UNAUTHORIZED")
	s.refused("delete as a reader", reader.Delete(config.ProjectID, "WEBHOOK"), 401, "USER_UNAUTHORIZED")
	s.refused("create a project as a reader", reader.CreateProject(config.OrgID, "denied"), 401, "NOT_ORG_GROUP_CREATOR")
	if who.Outsider != nil {
		s.refused("list as an outsider", as(*who.Outsider).List(config.ProjectID), 401, "NOT_IN_GROUP")
	}
	if who.Fenced != nil {
		s.refused("list from an address that is not allowed", as(*who.Fenced).List(config.ProjectID), 403, "IP_ADDRESS_NOT_ON_ACCESS_LIST")
	}
	stranger := as(credential{who.Owner.ID, "wrong"}).List(config.ProjectID)
	if s.auth == "oauth" {
		// Without a token there is no call: the error is from the token endpoint.
		problem := ""
		if stranger.Err == nil || !strings.Contains(stranger.Err.Error(), "invalid_client") {
			problem = fmt.Sprintf("expected invalid_client, got %v", stranger.Err)
		}
		s.step("list with a wrong secret: invalid_client", problem)
		return
	}
	s.refused("list with a wrong key", stranger, 401, "UNEXPECTED_ERROR")
}

// refused is a step whose response must be an error that AsError and IsErrorCode recognize.
func (s *steps) refused(name string, answer Answer, want int, code string) {
	name = fmt.Sprintf("%s: %d %s", name, want, code)
	if answer.Err == nil {
		s.step(name, "no error")
		return
	}
	wrong := ""
	if answer.Code != code || !answer.Is(code) || answer.Is("SOMETHING_ELSE") {
		wrong = fmt.Sprintf("AsError finds %q, %q in %v", answer.Code, answer.Detail, answer.Err)
	}
	silent := ""
	if answer.Detail == "" {
		silent = "no detail"
	}
	s.step(name, equal("status", answer.Status, want), wrong, silent)
}

func status(answer Answer, want int) string {
	if answer.Err != nil {
		return answer.Err.Error()
	}
	return equal("status", answer.Status, want)
}

func equal(what string, got, want any) string {
	if got == want {
		return ""
	}
	return fmt.Sprintf("%s is %v, not %v", what, got, want)
}

func unexpected(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

func results(answer Answer) []any {
	list, _ := answer.Body["results"].([]any)
	return list
}

func contains(answer Answer, key, value string) string {
	for _, result := range results(answer) {
		if object, isObject := result.(map[string]any); isObject && object[key] == value {
			return ""
		}
	}
	return fmt.Sprintf("no %s %s among the results", key, value)
}

func count(answer Answer, want int) string {
	if problem := equal("number of results", len(results(answer)), want); problem != "" {
		return problem
	}
	return equal("totalCount", answer.Body["totalCount"], float64(want))
}

func ordered(answer Answer) string {
	for place, result := range results(answer) {
		if kind := result.(map[string]any)["type"]; kind != integrations[place].kind {
			return fmt.Sprintf("%v stands in place of %s", kind, integrations[place].kind)
		}
	}
	return ""
}

// shown compares the sent and the returned fields.
func shown(body, sent Object, secrets map[string]string) []string {
	problems := []string{}
	for key, value := range sent {
		if redacted, isSecret := secrets[key]; isSecret {
			if got, _ := body[key].(string); got != redacted {
				problems = append(problems, fmt.Sprintf("%s is %q, not %q", key, got, redacted))
			}
			continue
		}
		problems = append(problems, equal(key, body[key], value))
	}
	return problems
}

// secretsOf returns a type's redacted secrets after its update.
func secretsOf(one integration) map[string]string {
	after := map[string]string{}
	for key, redacted := range one.secrets {
		if sent, isSent := one.update[key].(string); isSent {
			redacted = redacted[:len(redacted)-4] + sent[len(sent)-4:]
		}
		after[key] = redacted
	}
	return after
}

func stars(number int) string {
	return strings.Repeat("*", number)
}

// Fill sets the fields of a model.
func Fill[Model any](model *Model, fields Object) *Model {
	text, err := json.Marshal(fields)
	if err == nil {
		err = json.Unmarshal(text, model)
	}
	if err != nil {
		panic(err)
	}
	return model
}

// Read converts the results of an SDK call to an Answer.
func Read(value any, response *http.Response, err error) Answer {
	answer := Answer{Err: err, Is: func(string) bool { return false }}
	if response != nil {
		answer.Status = response.StatusCode
	}
	if text, problem := json.Marshal(value); problem == nil && err == nil {
		_ = json.Unmarshal(text, &answer.Body)
	}
	return answer
}
