# The environment contains the address and the credentials. Set neither here: the provider reads the
# address only from the place where it finds the credentials.
provider "mongodbatlas" {}

resource "mongodbatlas_project" "this" {
  org_id = var.org_id
  name   = "terraform"
}

resource "mongodbatlas_project_ip_access_list" "office" {
  project_id = mongodbatlas_project.this.id
  cidr_block = "203.0.113.0/24"
  comment    = "office"
}

resource "mongodbatlas_maintenance_window" "this" {
  project_id  = mongodbatlas_project.this.id
  day_of_week = 7
  hour_of_day = 3

  protected_hours {
    start_hour_of_day = 9
    end_hour_of_day   = 17
  }
}

resource "mongodbatlas_third_party_integration" "pager_duty" {
  project_id  = mongodbatlas_project.this.id
  type        = "PAGER_DUTY"
  service_key = "11111111111111111111111111111111"
  region      = "US"
}

resource "mongodbatlas_third_party_integration" "datadog" {
  project_id = mongodbatlas_project.this.id
  type       = "DATADOG"
  api_key    = "22222222222222222222222222222222"
  region     = "US"
}

resource "mongodbatlas_third_party_integration" "ops_genie" {
  project_id = mongodbatlas_project.this.id
  type       = "OPS_GENIE"
  api_key    = "33333333-3333-4333-8333-333333333333"
  region     = "EU"
}

resource "mongodbatlas_third_party_integration" "victor_ops" {
  project_id  = mongodbatlas_project.this.id
  type        = "VICTOR_OPS"
  api_key     = "44444444-4444-4444-8444-444444444444"
  routing_key = "databases"
}

resource "mongodbatlas_third_party_integration" "webhook" {
  project_id = mongodbatlas_project.this.id
  type       = "WEBHOOK"
  url        = "https://hooks.example.com/atlas"
  secret     = "a-webhook-secret"
}

resource "mongodbatlas_third_party_integration" "microsoft_teams" {
  project_id                  = mongodbatlas_project.this.id
  type                        = "MICROSOFT_TEAMS"
  microsoft_teams_webhook_url = "https://apps.webhook.office.com/webhookb2/55555555-5555-4555-8555-555555555555@66666666-6666-4666-8666-666666666666/IncomingWebhook/77777777777777777777777777777777/88888888-8888-4888-8888-888888888888"
}

resource "mongodbatlas_third_party_integration" "prometheus" {
  project_id        = mongodbatlas_project.this.id
  type              = "PROMETHEUS"
  user_name         = "prometheus"
  password          = "a-prometheus-password"
  service_discovery = "http"
  enabled           = true
}

resource "mongodbatlas_alert_configuration" "no_primary" {
  project_id = mongodbatlas_project.this.id
  event_type = "NO_PRIMARY"
  enabled    = true

  notification {
    type_name      = "PAGER_DUTY"
    integration_id = mongodbatlas_third_party_integration.pager_duty.id
  }
}

resource "mongodbatlas_alert_configuration" "oplog_window" {
  project_id = mongodbatlas_project.this.id
  event_type = "REPLICATION_OPLOG_WINDOW_RUNNING_OUT"
  enabled    = true

  notification {
    type_name      = "OPS_GENIE"
    integration_id = mongodbatlas_third_party_integration.ops_genie.id
  }

  matcher {
    field_name = "CLUSTER_NAME"
    operator   = "EQUALS"
    value      = "orders"
  }

  threshold_config {
    operator  = "LESS_THAN"
    threshold = 1
    units     = "HOURS"
  }
}

resource "mongodbatlas_alert_configuration" "assertions" {
  project_id = mongodbatlas_project.this.id
  event_type = "OUTSIDE_METRIC_THRESHOLD"
  enabled    = true

  notification {
    type_name      = "WEBHOOK"
    integration_id = mongodbatlas_third_party_integration.webhook.id
    interval_min   = 60
    delay_min      = 0
  }

  metric_threshold_config {
    metric_name = "ASSERT_REGULAR"
    operator    = "GREATER_THAN"
    threshold   = 99
    units       = "RAW"
    mode        = "AVERAGE"
  }
}

resource "mongodbatlas_log_integration" "datadog" {
  project_id = mongodbatlas_project.this.id
  type       = "DATADOG_LOG_EXPORT"
  log_types  = ["MONGOD", "MONGOD_AUDIT"]
  api_key    = "22222222222222222222222222222222"
  region     = "US1"
}

resource "mongodbatlas_log_integration" "splunk" {
  project_id = mongodbatlas_project.this.id
  type       = "SPLUNK_LOG_EXPORT"
  log_types  = ["MONGOD"]
  hec_token  = "99999999-9999-4999-8999-999999999999"
  hec_url    = "https://192.0.2.1:8088"
}

resource "mongodbatlas_log_integration" "otel" {
  project_id    = mongodbatlas_project.this.id
  type          = "OTEL_LOG_EXPORT"
  log_types     = ["MONGOD", "MONGOS"]
  otel_endpoint = "https://192.0.2.1/v1/logs"

  otel_supplied_headers = [
    { name = "authorization", value = "an-otel-token" }
  ]
}

resource "mongodbatlas_metric_integration" "otel" {
  project_id              = mongodbatlas_project.this.id
  integration_type        = "OTEL"
  provider_type           = "CUSTOM"
  auth_type               = "HEADER"
  aggregation_temporality = "DELTA"
  endpoint                = "https://192.0.2.1/v1/metrics"
  metric_selection        = ["ATLAS_STREAM_PROCESSING"]

  headers = [
    { name = "authorization", value = "a-metrics-token" }
  ]
}
