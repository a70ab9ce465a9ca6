package main

import (
	"clients/scenario"

	"go.mongodb.org/atlas-sdk/v20250312010/admin"
)

var _ scenario.Details = adapter{}

func (a adapter) RenameProject(group, name string) scenario.Answer {
	return read(a.ProjectsApi.UpdateGroup(background, group, &admin.GroupUpdate{Name: &name}).Execute())
}

func (a adapter) GetSettings(group string) scenario.Answer {
	return read(a.ProjectsApi.GetGroupSettings(background, group).Execute())
}

func (a adapter) UpdateSettings(group string, fields scenario.Object) scenario.Answer {
	settings := scenario.Fill(&admin.GroupSettings{}, fields)
	return read(a.ProjectsApi.UpdateGroupSettings(background, group, settings).Execute())
}

func (a adapter) ListLimits(group string) scenario.Answer {
	limits, response, err := a.ProjectsApi.ListGroupLimits(background, group).Execute()
	return read(scenario.Object{"results": limits}, response, err)
}

func (a adapter) SetLimit(group, name string, value int64) scenario.Answer {
	limit := &admin.DataFederationLimit{Name: name, Value: value}
	return read(a.ProjectsApi.SetGroupLimit(background, name, group, limit).Execute())
}

func (a adapter) DeleteLimit(group, name string) scenario.Answer {
	response, err := a.ProjectsApi.DeleteGroupLimit(background, name, group).Execute()
	return read(nil, response, err)
}

func (a adapter) ListAlerts(group string) scenario.Answer {
	return read(a.AlertConfigurationsApi.ListAlertConfigs(background, group).Execute())
}

func alert(fields scenario.Object) *admin.GroupAlertsConfig {
	return scenario.Fill(&admin.GroupAlertsConfig{}, fields)
}

func (a adapter) CreateAlert(group string, fields scenario.Object) scenario.Answer {
	return read(a.AlertConfigurationsApi.CreateAlertConfig(background, group, alert(fields)).Execute())
}

func (a adapter) GetAlert(group, id string) scenario.Answer {
	return read(a.AlertConfigurationsApi.GetAlertConfig(background, group, id).Execute())
}

func (a adapter) UpdateAlert(group, id string, fields scenario.Object) scenario.Answer {
	return read(a.AlertConfigurationsApi.UpdateAlertConfig(background, group, id, alert(fields)).Execute())
}

func (a adapter) ToggleAlert(group, id string, enabled bool) scenario.Answer {
	toggle := &admin.AlertsToggle{Enabled: &enabled}
	return read(a.AlertConfigurationsApi.ToggleAlertConfig(background, group, id, toggle).Execute())
}

func (a adapter) DeleteAlert(group, id string) scenario.Answer {
	response, err := a.AlertConfigurationsApi.DeleteAlertConfig(background, group, id).Execute()
	return read(nil, response, err)
}

func (a adapter) ListMatcherFieldNames() scenario.Answer {
	names, response, err := a.AlertConfigurationsApi.ListMatcherFieldNames(background).Execute()
	return read(scenario.Object{"results": names}, response, err)
}
