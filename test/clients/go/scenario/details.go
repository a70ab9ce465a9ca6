package scenario

import "fmt"

// Details is the API of a project's name, settings, limits and alert configurations.
type Details interface {
	RenameProject(group, name string) Answer
	GetSettings(group string) Answer
	UpdateSettings(group string, fields Object) Answer
	// ListLimits returns the limits as results.
	ListLimits(group string) Answer
	SetLimit(group, name string, value int64) Answer
	DeleteLimit(group, name string) Answer
	ListAlerts(group string) Answer
	CreateAlert(group string, fields Object) Answer
	GetAlert(group, id string) Answer
	UpdateAlert(group, id string, fields Object) Answer
	ToggleAlert(group, id string, enabled bool) Answer
	DeleteAlert(group, id string) Answer
	// ListMatcherFieldNames returns the names as results.
	ListMatcherFieldNames() Answer
}

const limit = "atlas.project.deployment.clusters"

func (s *steps) details(api Details, group, name string) {
	renamed := api.RenameProject(group, name+"-renamed")
	s.step("rename a project", status(renamed, 200), equal("name", renamed.Body["name"], name+"-renamed"))

	settings := api.GetSettings(group)
	s.step("get settings", status(settings, 200), equal("isDataExplorerEnabled", settings.Body["isDataExplorerEnabled"], true))
	changed := api.UpdateSettings(group, Object{"isDataExplorerEnabled": false})
	s.step("update settings", status(changed, 200), equal("isDataExplorerEnabled", changed.Body["isDataExplorerEnabled"], false),
		equal("isPerformanceAdvisorEnabled", changed.Body["isPerformanceAdvisorEnabled"], true))

	set := api.SetLimit(group, limit, 30)
	s.step("set a limit", status(set, 200), equal("name", set.Body["name"], limit), equal("value", set.Body["value"], float64(30)))
	limits := api.ListLimits(group)
	s.step("list limits", status(limits, 200), contains(limits, "name", limit))
	s.step("delete a limit", status(api.DeleteLimit(group, limit), 204))
	none := api.ListLimits(group)
	s.step("list limits without one", status(none, 200), equal("number of results", len(results(none)), 0))

	s.alerts(api, group)
}

// alerts tests the alert configurations, which refer to the project's OPS_GENIE.
func (s *steps) alerts(api Details, group string) {
	integration := api.(Adapter).Get(group, "OPS_GENIE")
	notification := Object{"typeName": "OPS_GENIE", "integrationId": integration.Body["id"], "delayMin": 0}
	config := Object{"eventTypeName": "NO_PRIMARY", "enabled": true, "notifications": []Object{notification}}
	created := api.CreateAlert(group, config)
	id := fmt.Sprint(created.Body["id"])
	first := notificationOf(created)
	s.step("create an alert configuration", status(created, 201), equal("groupId", created.Body["groupId"], group),
		equal("integrationId", first["integrationId"], integration.Body["id"]))
	got := api.GetAlert(group, id)
	s.step("get an alert configuration", append(shown(got.Body, Object{"id": id, "eventTypeName": "NO_PRIMARY", "enabled": true}, nil),
		status(got, 200), equal("notifierId", notificationOf(got)["notifierId"], first["notifierId"]))...)
	all := api.ListAlerts(group)
	s.step("list the default alert configurations and another", status(all, 200), count(all, 12), contains(all, "id", id))

	config["eventTypeName"] = "CLUSTER_MONGOS_IS_MISSING"
	updated := api.UpdateAlert(group, id, config)
	s.step("update an alert configuration", status(updated, 200), equal("id", updated.Body["id"], id),
		equal("eventTypeName", updated.Body["eventTypeName"], "CLUSTER_MONGOS_IS_MISSING"),
		equal("created", updated.Body["created"], created.Body["created"]))
	toggled := api.ToggleAlert(group, id, false)
	s.step("turn off an alert configuration", append(shown(toggled.Body, Object{"id": id, "enabled": false}, nil), status(toggled, 200))...)
	names := api.ListMatcherFieldNames()
	problem := "no CLUSTER_NAME"
	for _, name := range results(names) {
		if name == "CLUSTER_NAME" {
			problem = ""
		}
	}
	s.step("list the field names of matchers", status(names, 200), problem)

	config["notifications"] = []Object{{"typeName": "OPS_GENIE", "integrationId": group}}
	s.refused("create an alert configuration with an unknown integration", api.CreateAlert(group, config), 400, "INVALID_ATTRIBUTE")
	s.step("delete an alert configuration", status(api.DeleteAlert(group, id), 204))
	s.refused("get it after", api.GetAlert(group, id), 404, "ALERT_CONFIG_NOT_FOUND")
}

func notificationOf(answer Answer) Object {
	list, _ := answer.Body["notifications"].([]any)
	if len(list) == 0 {
		return nil
	}
	notification, _ := list[0].(map[string]any)
	return notification
}
