# Needs the address and the credentials in the environment, as `atlas-mock exec` sets them: see README.md.
run "create" {
  assert {
    condition     = mongodbatlas_project.this.org_id == var.org_id
    error_message = "The project belongs to another organization."
  }

  assert {
    condition     = mongodbatlas_alert_configuration.no_primary.notification[0].integration_id == mongodbatlas_third_party_integration.pager_duty.id
    error_message = "The alert configuration does not notify the PagerDuty integration."
  }

  assert {
    condition     = mongodbatlas_log_integration.otel.integration_id != mongodbatlas_log_integration.splunk.integration_id
    error_message = "Two log integrations have the same id."
  }

  assert {
    condition     = mongodbatlas_maintenance_window.this.time_zone_id == "UTC"
    error_message = "The maintenance window has another time zone."
  }
}

# Reads the resources of the first run.
run "read" {
  command = plan

  assert {
    condition     = mongodbatlas_third_party_integration.datadog.region == "US"
    error_message = "The region of the Datadog integration has changed."
  }

  assert {
    condition     = mongodbatlas_metric_integration.otel.endpoint == "https://192.0.2.1/v1/metrics"
    error_message = "The endpoint of the metric integration has changed."
  }

  assert {
    condition     = mongodbatlas_project_ip_access_list.office.comment == "office"
    error_message = "The comment in the IP access list has changed."
  }

  assert {
    condition     = mongodbatlas_maintenance_window.this.hour_of_day == 3
    error_message = "The hour of the maintenance window has changed."
  }
}
