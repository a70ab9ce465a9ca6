import { ACME } from '../app.ts'

/** An object of a request or response. */
export type Fields = Record<string, unknown>

/** The settings of a resource of `examples/terraform`. */
interface Resource {
  /** In requests and responses. */
  plain: Fields
  /** Only in requests. */
  sent: Fields
  /** Only in responses, besides the id: redacted secrets and defaults. */
  shown: Fields
}

/** As MongoDB's SDK encodes it, with the fields that only responses need. */
export const PROJECT = {
  clusterCount: 0,
  created: '0001-01-01T00:00:00Z',
  name: 'terraform',
  orgId: ACME,
  tags: [],
  withDefaultAlertsSettings: true
}

/** The settings of a new project (recorded 2026-08-10). */
export const SETTINGS = {
  isAtlasHomePageAiAssistantEnabled: true,
  isClusterAiAssistantEnabled: true,
  isCollectDatabaseSpecificsStatisticsEnabled: true,
  isDataExplorerEnabled: true,
  isDataExplorerGenAIFeaturesEnabled: true,
  isDataExplorerGenAISampleDocumentPassingEnabled: false,
  isDataValidationEnabled: true,
  isExtendedStorageSizesEnabled: false,
  isNativeRerankingEnabled: false,
  isPerformanceAdvisorEnabled: true,
  isRealtimePerformancePanelEnabled: true,
  isSchemaAdvisorEnabled: true
}

/** The entry of the IP access list. */
export const ENTRY: Resource = {
  plain: { cidrBlock: '203.0.113.0/24', comment: 'office' },
  sent: {},
  shown: {}
}

/** The maintenance window. */
export const WINDOW: Resource = {
  plain: { dayOfWeek: 7, hourOfDay: 3, protectedHours: { endHourOfDay: 17, startHourOfDay: 9 } },
  sent: {},
  shown: { autoDeferOnceEnabled: false, numberOfDeferrals: 0, startASAP: false, timeZoneId: 'UTC' }
}

const WEBHOOK_OF_TEAMS =
  'https://apps.webhook.office.com/webhookb2/55555555-5555-4555-8555-555555555555@66666666-6666-4666-8666-666666666666/IncomingWebhook/77777777777777777777777777777777/88888888-8888-4888-8888-888888888888'

/** The third-party integrations by type. */
export const INTEGRATIONS: Readonly<Record<string, Resource>> = {
  PAGER_DUTY: {
    plain: { region: 'US' },
    sent: { serviceKey: '1'.repeat(32) },
    shown: { serviceKey: `${'*'.repeat(28)}1111` }
  },
  DATADOG: {
    plain: { region: 'US' },
    sent: { apiKey: '2'.repeat(32) },
    shown: {
      apiKey: `${'*'.repeat(28)}2222`,
      customEndpoint: null,
      sendCollectionLatencyMetrics: false,
      sendDatabaseMetrics: false,
      sendQueryStatsMetrics: false,
      sendShardingMetrics: false,
      sendUserProvidedResourceTags: false
    }
  },
  OPS_GENIE: {
    plain: { region: 'EU' },
    sent: { apiKey: '33333333-3333-4333-8333-333333333333' },
    shown: { apiKey: `${'*'.repeat(32)}3333` }
  },
  VICTOR_OPS: {
    plain: { routingKey: 'databases' },
    sent: { apiKey: '44444444-4444-4444-8444-444444444444' },
    shown: { apiKey: `${'*'.repeat(32)}4444` }
  },
  WEBHOOK: {
    plain: {},
    sent: { url: 'https://hooks.example.com/atlas', secret: 'a-webhook-secret' },
    shown: {
      bodyTemplate: null,
      headersTemplate: null,
      secret: `${'*'.repeat(12)}cret`,
      url: 'https://hooks.example.com/****tlas'
    }
  },
  MICROSOFT_TEAMS: {
    plain: {},
    sent: { microsoftTeamsWebhookUrl: WEBHOOK_OF_TEAMS },
    shown: { microsoftTeamsWebhookUrl: 'https://apps.webhook.office.com/****8888' }
  },
  PROMETHEUS: {
    plain: { username: 'prometheus', serviceDiscovery: 'http', enabled: true },
    sent: { password: 'a-prometheus-password' },
    shown: { sendUserProvidedResourceTagsEnabled: false }
  }
}

/** The fields that every notification contains although the module does not set them. */
const NOTIFICATION = { delayMin: 0, emailEnabled: false, smsEnabled: false }

/** The alert configurations by the type of the integration that they refer to; the test adds the reference. */
export const ALERTS: Readonly<Record<string, { config: Fields; notification: Resource }>> = {
  PAGER_DUTY: {
    config: { eventTypeName: 'NO_PRIMARY', matchers: [] },
    notification: { plain: NOTIFICATION, sent: { intervalMin: 0, roles: null }, shown: {} }
  },
  OPS_GENIE: {
    config: {
      eventTypeName: 'REPLICATION_OPLOG_WINDOW_RUNNING_OUT',
      matchers: [{ fieldName: 'CLUSTER_NAME', operator: 'EQUALS', value: 'orders' }],
      threshold: { operator: 'LESS_THAN', threshold: 1, units: 'HOURS' }
    },
    notification: { plain: NOTIFICATION, sent: { intervalMin: 0, roles: null }, shown: {} }
  },
  WEBHOOK: {
    config: {
      eventTypeName: 'OUTSIDE_METRIC_THRESHOLD',
      matchers: [],
      metricThreshold: {
        metricName: 'ASSERT_REGULAR',
        operator: 'GREATER_THAN',
        threshold: 99,
        units: 'RAW',
        mode: 'AVERAGE'
      }
    },
    notification: {
      plain: { ...NOTIFICATION, intervalMin: 60 },
      sent: { roles: null },
      // From the project's integration.
      shown: { webhookSecret: '************cret', webhookUrl: 'https://hooks.example.com/****tlas' }
    }
  }
}

/** The log and metric integrations. */
export const EXPORTS: readonly (Resource & { resource: 'logIntegrations' | 'metricIntegrations' })[] = [
  {
    resource: 'logIntegrations',
    plain: { type: 'DATADOG_LOG_EXPORT', logTypes: ['MONGOD', 'MONGOD_AUDIT'], region: 'US1' },
    sent: { apiKey: '2'.repeat(32) },
    shown: { apiKey: `${'*'.repeat(28)}2222` }
  },
  {
    resource: 'logIntegrations',
    plain: { type: 'SPLUNK_LOG_EXPORT', logTypes: ['MONGOD'], hecUrl: 'https://192.0.2.1:8088' },
    sent: { hecToken: '99999999-9999-4999-8999-999999999999' },
    shown: { hecToken: `${'*'.repeat(32)}9999` }
  },
  {
    resource: 'logIntegrations',
    plain: {
      type: 'OTEL_LOG_EXPORT',
      logTypes: ['MONGOD', 'MONGOS'],
      otelEndpoint: 'https://192.0.2.1/v1/logs'
    },
    sent: { otelSuppliedHeaders: [{ name: 'authorization', value: 'an-otel-token' }] },
    shown: { otelSuppliedHeaders: [{ name: 'authorization', value: '*********oken' }] }
  },
  {
    resource: 'metricIntegrations',
    plain: {
      aggregationTemporality: 'DELTA',
      authType: 'HEADER',
      endpoint: 'https://192.0.2.1/v1/metrics',
      integrationType: 'OTEL',
      metricSelection: ['ATLAS_STREAM_PROCESSING'],
      providerType: 'CUSTOM'
    },
    sent: { headers: [{ name: 'authorization', value: 'a-metrics-token' }] },
    shown: { headersRedacted: [{ name: 'authorization', value: '***********oken' }] }
  }
]
