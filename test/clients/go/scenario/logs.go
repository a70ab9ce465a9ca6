package scenario

import (
	"fmt"
	"os"
)

// Logs is the API of the log integrations of one SDK version with one caller's credentials.
type Logs interface {
	ListLogs(group, kind string) Answer
	CreateLog(group string, fields Object) Answer
	GetLog(group, id string) Answer
	UpdateLog(group, id string, fields Object) Answer
	DeleteLog(group, id string) Answer
}

// LogVersion is a published version of the SDK with all types of log integrations.
type LogVersion struct {
	Module string
	Digest func(url, publicKey, privateKey string) (Logs, error)
	OAuth  func(url, clientID, clientSecret string) (Logs, error)
}

type logIntegration struct {
	create  Object
	secrets map[string]string
	update  Object
}

const roleID = "0123456789abcdef01234567"

var logIntegrations = []logIntegration{
	{Object{"type": "S3_LOG_EXPORT", "bucketName": "logs", "iamRoleId": roleID, "prefixPath": "atlas/", "kmsKey": "a-key"},
		nil, Object{"useLegacyPathStructure": true}},
	{Object{"type": "GCS_LOG_EXPORT", "bucketName": "logs", "roleId": roleID, "prefixPath": "atlas/"},
		nil, Object{"bucketName": "other"}},
	{Object{"type": "AZURE_LOG_EXPORT", "storageAccountName": "logs", "storageContainerName": "atlas", "roleId": roleID, "prefixPath": "atlas/"},
		nil, Object{"storageContainerName": "other"}},
	{Object{"type": "DATADOG_LOG_EXPORT", "apiKey": hexKey, "region": "US1"},
		map[string]string{"apiKey": stars(28) + "1111"}, Object{"region": "EU"}},
	{Object{"type": "SPLUNK_LOG_EXPORT", "hecToken": uuidKey, "hecUrl": "https://192.0.2.1:8088"},
		map[string]string{"hecToken": stars(32) + "1111"}, Object{"hecUrl": "https://192.0.2.2:8088"}},
	{Object{"type": "OTEL_LOG_EXPORT", "otelEndpoint": "https://192.0.2.1/v1/logs"},
		nil, Object{"otelEndpoint": "https://192.0.2.2/v1/logs"}},
}

// MainLogs runs the scenario of log integrations and prints and exits as Main does.
func MainLogs(version LogVersion) {
	config := start(version.Module)
	failed := runLogs("digest", config, config.Digest, version.Digest) + runLogs("oauth", config, config.OAuth, version.OAuth)
	if failed > 0 {
		os.Exit(1)
	}
}

func runLogs(auth string, config settings, who callers, connect func(url, id, secret string) (Logs, error)) int {
	s := &steps{auth: auth}
	owner, err := connect(config.URL+"/", who.Owner.ID, who.Owner.Secret)
	s.step("client of "+who.Owner.ID, unexpected(err))
	group := config.ProjectID
	ids := []string{}
	for _, one := range logIntegrations {
		ids = append(ids, s.log(owner, group, one))
	}
	all := owner.ListLogs(group, "")
	s.step("list all six log integrations", status(all, 200), count(all, len(logIntegrations)))
	filtered := owner.ListLogs(group, "OTEL_LOG_EXPORT")
	s.step("list those of one type", status(filtered, 200), count(filtered, 1), contains(filtered, "type", "OTEL_LOG_EXPORT"))
	s.refused("create without its key", owner.CreateLog(group, Object{"type": "DATADOG_LOG_EXPORT", "region": "US1"}), 400, "MISSING_ATTRIBUTE")
	for _, id := range ids {
		s.step("delete "+id, status(owner.DeleteLog(group, id), 204))
		s.refused("get a deleted log integration", owner.GetLog(group, id), 404, "RESOURCE_NOT_FOUND")
	}

	reader, err := connect(config.URL+"/", who.Reader.ID, who.Reader.Secret)
	s.step("client of "+who.Reader.ID, unexpected(err))
	s.refused("list as a reader", reader.ListLogs(group, ""), 401, "USER_UNAUTHORIZED")
	return s.failed
}

// log creates, reads and updates a log integration, and returns its id.
func (s *steps) log(owner Logs, group string, one logIntegration) string {
	kind := fmt.Sprint(one.create["type"])
	full := merged(one.create, Object{"logTypes": []string{"MONGOD", "MONGOS_AUDIT"}})
	if kind == "OTEL_LOG_EXPORT" {
		full["otelSuppliedHeaders"] = []Object{{"name": "authorization", "value": "a-token"}}
	}
	created := owner.CreateLog(group, full)
	id := fmt.Sprint(created.Body["id"])
	s.step("create "+kind, append(shown(created.Body, one.create, one.secrets), status(created, 201))...)
	got := owner.GetLog(group, id)
	s.step("get "+kind, append(shown(got.Body, one.create, one.secrets), status(got, 200), equal("id", got.Body["id"], id))...)
	delete(full, "kmsKey")
	updated := owner.UpdateLog(group, id, merged(full, one.update))
	s.step("update "+kind, append(shown(updated.Body, one.update, one.secrets), status(updated, 200), equal("id", updated.Body["id"], id),
		equal("kmsKey", updated.Body["kmsKey"], nil))...)
	return id
}

func merged(first, second Object) Object {
	all := Object{}
	for _, fields := range []Object{first, second} {
		for name, value := range fields {
			all[name] = value
		}
	}
	return all
}
