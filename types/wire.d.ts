/** Generated from schemas/ by `npm run docs`; do not edit. */

/**
 * Faults found by bean validation; the mock never sends it.
 */
export type BadRequestDetail = {
  /**
   * All faults.
   */
  fields?: FieldViolation[]
} | null
export type ThirdPartyIntegration =
  PagerDuty | Slack | Datadog | NewRelic | OpsGenie | VictorOps | Webhook | Prometheus | MicrosoftTeams

export interface ApiError {
  badRequestDetail?: BadRequestDetail
  /**
   * What is wrong, in words.
   */
  detail?: string | null
  /**
   * Status of the answer.
   */
  error: number
  /**
   * Name of the error.
   */
  errorCode: string
  /**
   * Values of the text's placeholders: strings and numbers.
   */
  parameters?: (string | number)[] | null
  /**
   * Reason phrase of the status.
   */
  reason?: string | null
}
export interface FieldViolation {
  /**
   * What is wrong.
   */
  description: string
  /**
   * Path to the field.
   */
  field: string
}
export interface AtlasOrganization {
  /**
   * Id of the organization.
   */
  id?: string
  /**
   * Always false.
   */
  isDeleted?: boolean
  /**
   * Related resources.
   */
  links?: Link[]
  /**
   * Name of the organization.
   */
  name: string
  /**
   * Always false.
   */
  skipDefaultAlertsSettings?: boolean
}
export interface Link {
  /**
   * Address of the related resource.
   */
  href?: string
  /**
   * How it is related.
   */
  rel?: string
}
/**
 * A project, which Atlas calls a group here.
 */
export interface Group {
  /**
   * Always 0.
   */
  clusterCount: number
  /**
   * Time of creation.
   */
  created: string
  /**
   * Id of the project.
   */
  id?: string
  /**
   * Related resources.
   */
  links?: Link[]
  /**
   * Name of the project, unique in its organization.
   */
  name: string
  /**
   * Id of the organization.
   */
  orgId: string
  /**
   * Regions of Atlas for Government; in answers only when it was sent.
   */
  regionUsageRestrictions?: 'COMMERCIAL_FEDRAMP_REGIONS_ONLY' | 'GOV_REGIONS_ONLY'
  /**
   * Tags of the project.
   */
  tags?: ResourceTag[]
  /**
   * Whether the project was made with the default alert settings.
   */
  withDefaultAlertsSettings?: boolean
}
export interface ResourceTag {
  /**
   * Name of the tag.
   */
  key: string
  /**
   * Value of the tag.
   */
  value: string
}
/**
 * An empty object.
 */
export interface NoBody {}
export interface PaginatedAtlasGroup {
  /**
   * The page itself, the previous and the next.
   */
  links?: Link[]
  /**
   * Projects in the order of their creation.
   */
  results: Group[]
  /**
   * Results on all pages; left out with includeCount=false.
   */
  totalCount?: number
}
export interface PaginatedOrganization {
  /**
   * The page itself, the previous and the next.
   */
  links?: Link[]
  /**
   * Organizations.
   */
  results: AtlasOrganization[]
  /**
   * Results on all pages; left out with includeCount=false.
   */
  totalCount?: number
}
export interface PaginatedIntegrationView {
  /**
   * The page itself, the previous and the next.
   */
  links?: Link[]
  /**
   * The project's integrations in Atlas's fixed order.
   */
  results: ThirdPartyIntegration[]
  /**
   * Results on all pages; left out with includeCount=false.
   */
  totalCount?: number
}
/**
 * PagerDuty service to which Atlas sends the alerts of one project.
 */
export interface PagerDuty {
  /**
   * ObjectId of the integration; ignored when sent.
   */
  id?: string | null
  /**
   * PagerDuty region whose API Atlas calls.
   */
  region?: 'US' | 'EU'
  /**
   * Integration key of the PagerDuty service.
   */
  serviceKey: string
  /**
   * The integration's type. When sent, it must equal the type in the path.
   */
  type?: 'PAGER_DUTY'
}
/**
 * Slack channel to which Atlas sends the alerts of one project.
 */
export interface Slack {
  /**
   * Token of the Slack app.
   */
  apiToken: string
  /**
   * Channel that receives the alerts.
   */
  channelName: string | null
  /**
   * ObjectId of the integration; ignored when sent.
   */
  id?: string | null
  /**
   * Slack team; for legacy integrations.
   */
  teamName?: string | null
  /**
   * The integration's type. When sent, it must equal the type in the path.
   */
  type?: 'SLACK'
}
/**
 * Datadog account to which Atlas sends the metrics and alerts of one project.
 */
export interface Datadog {
  /**
   * API key of the Datadog account.
   */
  apiKey: string
  /**
   * Undocumented; null in every answer.
   */
  customEndpoint?: string | null
  /**
   * ObjectId of the integration; ignored when sent.
   */
  id?: string | null
  /**
   * Datadog site whose API Atlas calls.
   */
  region?: 'US' | 'EU' | 'US3' | 'US5' | 'AP1' | 'US1_FED'
  /**
   * Sends latency metrics for each collection, with database and collection names.
   */
  sendCollectionLatencyMetrics?: boolean
  /**
   * Sends metrics for each database: collections, storage size, index size.
   */
  sendDatabaseMetrics?: boolean
  /**
   * Sends metrics for each query shape.
   */
  sendQueryStatsMetrics?: boolean
  /**
   * Sends sharding distribution and chunk metrics. In answers only once it was sent.
   */
  sendShardingMetrics?: boolean
  /**
   * Adds the project's and clusters' resource tags to the metrics.
   */
  sendUserProvidedResourceTags?: boolean
  /**
   * The integration's type. When sent, it must equal the type in the path.
   */
  type?: 'DATADOG'
}
/**
 * New Relic account to which Atlas sends the metrics of one project. New Relic ended its plugin in 2021.
 */
export interface NewRelic {
  /**
   * New Relic account.
   */
  accountId: string
  /**
   * ObjectId of the integration; ignored when sent.
   */
  id?: string | null
  /**
   * New Relic licence key.
   */
  licenseKey: string
  /**
   * Query key of the account.
   */
  readToken: string
  /**
   * The integration's type. When sent, it must equal the type in the path.
   */
  type?: 'NEW_RELIC'
  /**
   * Insert key of the account.
   */
  writeToken: string
}
/**
 * Opsgenie account to which Atlas sends the alerts of one project.
 */
export interface OpsGenie {
  /**
   * API key of the Opsgenie account.
   */
  apiKey: string
  /**
   * ObjectId of the integration; ignored when sent.
   */
  id?: string | null
  /**
   * Opsgenie region whose API Atlas calls.
   */
  region?: 'US' | 'EU'
  /**
   * The integration's type. When sent, it must equal the type in the path.
   */
  type?: 'OPS_GENIE'
}
/**
 * Splunk On-Call account to which Atlas sends the alerts of one project.
 */
export interface VictorOps {
  /**
   * API key of the Splunk On-Call account.
   */
  apiKey: string
  /**
   * ObjectId of the integration; ignored when sent.
   */
  id?: string | null
  /**
   * Routing key of the account.
   */
  routingKey?: string | null
  /**
   * The integration's type. When sent, it must equal the type in the path.
   */
  type?: 'VICTOR_OPS'
}
/**
 * Webhook to which Atlas posts the alerts of one project.
 */
export interface Webhook {
  /**
   * Template of the body; what it renders must be JSON of at most 16 KB, else the default body is sent.
   */
  bodyTemplate?: string | null
  /**
   * Template of the headers; what it renders must be a JSON object of at most 4 KB, else the default headers are sent.
   */
  headersTemplate?: string | null
  /**
   * ObjectId of the integration; ignored when sent.
   */
  id?: string | null
  /**
   * Key of the HMAC in X-MMS-Signature.
   */
  secret?: string | null
  /**
   * The integration's type. When sent, it must equal the type in the path.
   */
  type?: 'WEBHOOK'
  /**
   * Address to which Atlas posts.
   */
  url: string
}
/**
 * Prometheus server that scrapes the clusters of one project.
 */
export interface Prometheus {
  /**
   * Whether the integration is active.
   */
  enabled: boolean
  /**
   * ObjectId of the integration; ignored when sent.
   */
  id?: string | null
  /**
   * Password with which Prometheus authenticates; never in an answer.
   */
  password?: string
  /**
   * Adds the project's and clusters' resource tags to the metrics.
   */
  sendUserProvidedResourceTagsEnabled?: boolean
  /**
   * How Prometheus discovers the targets.
   */
  serviceDiscovery: 'http' | 'file'
  /**
   * The integration's type. When sent, it must equal the type in the path.
   */
  type?: 'PROMETHEUS'
  /**
   * User name with which Prometheus authenticates.
   */
  username: string
}
/**
 * Microsoft Teams channel to which Atlas sends the alerts of one project.
 */
export interface MicrosoftTeams {
  /**
   * ObjectId of the integration; ignored when sent.
   */
  id?: string | null
  /**
   * Incoming webhook of the channel.
   */
  microsoftTeamsWebhookUrl: string
  /**
   * The integration's type. When sent, it must equal the type in the path.
   */
  type?: 'MICROSOFT_TEAMS'
}
