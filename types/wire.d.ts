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
export type AskedNames = string | string[]
export type Delay =
  | number
  | {
      distribution: 'uniform'
      min: number
      max: number
    }
export type Effect =
  | {
      type: 'error'
      errorCode: string
      /**
       * @maxItems 20
       */
      parameters?: (string | number)[]
      headers?: FaultHeaders
      delay?: Delay
    }
  | {
      type: 'example'
      status: 400 | 401 | 403 | 404 | 409 | 429 | 500
      headers?: FaultHeaders
      delay?: Delay
    }
  | {
      type: 'status'
      status: number
      errorCode?: string
      detail?: string
      /**
       * A text is sent as it is (`text/plain; charset=utf-8` unless `headers` has a Content-Type), an object or an array as JSON (`application/json`).
       */
      body?:
        | string
        | {
            [k: string]: unknown
          }
        | unknown[]
      headers?: FaultHeaders
      delay?: Delay
    }
  | {
      type: 'rateLimit'
      /**
       * Seconds.
       */
      retryAfter?: number
      headers?: FaultHeaders
      delay?: Delay
    }
  | {
      type: 'delay'
      delay: Delay
    }
  | {
      type: 'slow'
      bytesPerSecond: number
      delay?: Delay
    }
  | {
      type: 'reset' | 'hangUp' | 'truncate' | 'empty'
      delay?: Delay
    }
/**
 * A sandbox with its credentials, which are shown once.
 */
export type NewSandbox = Sandbox & {
  owner: CredentialPair
  reader: CredentialPair
}

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
/**
 * An error with envelope=true.
 */
export interface EnvelopedApiError {
  content: ApiError
  /**
   * Status of the response.
   */
  status: number
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
   * Results on all pages; 0 with includeCount=false.
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
   * Results on all pages; 0 with includeCount=false.
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
   * Results on all pages; 0 with includeCount=false.
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
  teamName?: string
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
  routingKey?: string
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
   * Template of the body with ${field} interpolation. The result must be JSON of at most 16 KB, otherwise the default body is sent.
   */
  bodyTemplate?: string | null
  /**
   * Template of the headers with ${field} interpolation. The result must be a JSON object of at most 4 KB, otherwise the default headers are sent.
   */
  headersTemplate?: string | null
  /**
   * ObjectId of the integration; ignored when sent.
   */
  id?: string | null
  /**
   * Key of the HMAC in X-MMS-Signature.
   */
  secret?: string
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
/**
 * A test alert of a project.
 */
export interface AlertBody {
  /**
   * Id of the project, whose webhook gets the alert.
   */
  project: string
  /**
   * What X-MMS-Event says. Left out: alert.open.
   */
  event?:
    'alert.open' | 'alert.close' | 'alert.update' | 'alert.acknowledge' | 'alert.cancel' | 'alert.inform'
  /**
   * Fields to put over those of the default alert; null takes one out (RFC 7396).
   */
  alert?: {
    [k: string]: unknown
  }
}
/**
 * An alert that was posted, and what became of it.
 */
export interface Delivery {
  /**
   * Goes up and is never used twice.
   */
  id: number
  /**
   * By the clock of the project's organization.
   */
  time: string
  /**
   * Id of the project.
   */
  project: string
  /**
   * Id of its organization.
   */
  organization: string
  /**
   * Id of the integration.
   */
  integration: string
  /**
   * What X-MMS-Event says.
   */
  event: string
  /**
   * Where it is posted to, redacted as in Atlas's answers; null: nothing is set.
   */
  url: string | null
  /**
   * The request as it goes out.
   */
  request: {
    /**
     * HTTP method.
     */
    method: 'POST'
    /**
     * Values by name, as they are sent and in their order.
     */
    headers: {
      [k: string]: string
    }
    /**
     * The body, exactly.
     */
    body: string
  }
  /**
   * What became of the webhook's templates.
   */
  templates: {
    /**
     * none: it has none; rendered: its outcome was sent; default: it failed, and the default body was sent.
     */
    body: 'none' | 'rendered' | 'default'
    /**
     * The same of the headers.
     */
    headers: 'none' | 'rendered' | 'default'
    /**
     * Why a default was sent or a header left out; null: neither happened.
     */
    reason: string | null
  }
  /**
   * What the mock's own receiver finds of X-MMS-Signature.
   */
  signature: {
    /**
     * valid: computed anew from the body and the stored secret it is the same; unsigned: the webhook has no secret.
     */
    verdict: 'valid' | 'invalid' | 'unsigned'
    /**
     * The header's value; null: there was none.
     */
    header: string | null
  }
  /**
   * What became of it over the network; null: it stayed inside.
   */
  outside: {
    /**
     * Status of the answer; null: there was none.
     */
    status: number | null
    /**
     * Why it failed; null for a 2xx.
     */
    error: string | null
    /**
     * Milliseconds.
     */
    duration: number
  } | null
  /**
   * Why it stayed inside; null: it was posted over the network.
   */
  reason: string | null
}
/**
 * What was posted to webhooks, the oldest first.
 */
export interface DeliveryList {
  /**
   * The deliveries.
   */
  results: Delivery[]
  /**
   * How many they are.
   */
  totalCount: number
}
/**
 * Every integration type.
 */
export interface IntegrationTypeList {
  /**
   * In the order in which Atlas lists integrations.
   */
  results: IntegrationTypeInfo[]
}
/**
 * An integration type as its file describes it.
 */
export interface IntegrationTypeInfo {
  /**
   * Its name in the path.
   */
  type: string
  /**
   * The service's name as people know it.
   */
  label: string
  /**
   * What Atlas does with it.
   */
  description: string
  /**
   * Address of Atlas's documentation.
   */
  docs: string
  /**
   * The error that Atlas refuses every call with this type with; null: it takes them.
   */
  refused: string | null
  /**
   * How it is known.
   */
  evidence: 'recorded' | 'documented' | 'reported' | 'inferred'
  /**
   * Whether the mock delivers test alerts to it.
   */
  receivesAlerts: boolean
  /**
   * Fields that a creation needs beside the required ones.
   */
  requiredToCreate: string[]
  /**
   * What a body must be, without `id` and `type`.
   */
  schema: {
    /**
     * Always an object.
     */
    type: 'object'
    /**
     * Its fields: the required ones first, the others by name.
     */
    properties: {
      [k: string]: IntegrationField
    }
    /**
     * Fields that must be sent, in the order in which Atlas asks for them.
     */
    required: string[]
    /**
     * The Terraform provider has no resource for the type.
     */
    'x-terraform'?: null
  }
  /**
   * Bodies that are accepted.
   */
  examples: {
    /**
     * What it is.
     */
    summary: string
    /**
     * The body.
     */
    value: {
      [k: string]: unknown
    }
  }[]
  /**
   * In Simplified Chinese.
   */
  zh?: {
    /**
     * The name, where it is another.
     */
    label?: string
    /**
     * The description.
     */
    description: string
  }
}
/**
 * A field of an integration: keywords of JSON Schema, and the mock's own.
 */
export interface IntegrationField {
  /**
   * A label.
   */
  title?: string
  /**
   * What it is.
   */
  description?: string
  /**
   * Its JSON type; left out: any.
   */
  type?: 'string' | 'boolean' | 'array'
  /**
   * The values that it may have.
   */
  enum?: string[]
  /**
   * What is stored where it is not sent.
   */
  default?: string | boolean
  /**
   * Whether null is a value of its own.
   */
  nullable?: boolean
  /**
   * In answers only: Atlas refuses it in a body.
   */
  readOnly?: boolean
  /**
   * In bodies only.
   */
  writeOnly?: boolean
  /**
   * Fewest characters.
   */
  minLength?: number
  /**
   * Most characters.
   */
  maxLength?: number
  /**
   * `password`: not to be shown while it is typed.
   */
  format?: string
  /**
   * What an answer shows, as Atlas documents it.
   */
  example?: string
  /**
   * What an answer shows where nothing was ever sent.
   */
  'x-absent'?: (string | null) | boolean
  /**
   * The empty string counts as no value.
   */
  'x-emptyIsMissing'?: boolean
  /**
   * Not in the official document.
   */
  'x-undocumented'?: boolean
  /**
   * In Simplified Chinese.
   */
  'x-zh'?: {
    /**
     * The label.
     */
    title: string
    /**
     * The description.
     */
    description: string
  }
  /**
   * The Terraform provider's name of it, where it is not the snake case; null: it has none.
   */
  'x-terraform'?: string | null
  /**
   * The Go SDK has no such field.
   */
  'x-go'?: null
  /**
   * It is a secret.
   */
  'x-secret'?: {
    /**
     * What of it is in an answer: the last four characters, scheme and host and the last four characters, the same six asterisks for all, nothing, all.
     */
    shown: 'last4' | 'url' | 'masked' | 'never' | 'plain'
  }
  /**
   * What its form must be beyond that; all must hold.
   */
  'x-checks'?: {
    /**
     * The error of a value that it refuses.
     */
    error: string
    /**
     * A regular expression.
     */
    pattern?: string
    /**
     * It must be an address with one of these schemes, written as in `https:`.
     */
    url?: string[]
  }[]
  /**
   * A PUT over a configured integration must not leave it out.
   */
  'x-absentOnUpdate'?: {
    /**
     * The error of one that does.
     */
    error: string
  }
}
/**
 * API keys and service accounts: those of the seed first, in its order; the others in that of their creation.
 */
export interface PrincipalList {
  /**
   * With the seed's secret where it is in force.
   */
  results: Principal[]
}
/**
 * An API key or service account.
 */
export interface Principal {
  /**
   * Public key or client id.
   */
  id: string
  /**
   * Which of the two.
   */
  kind: 'apiKey' | 'serviceAccount'
  /**
   * Id of its organization.
   */
  organization: string
  /**
   * Its roles.
   */
  roles: Role[]
  /**
   * Its access list.
   */
  accessList: string[]
  /**
   * Seconds that its tokens are good for, where not as long as Atlas's.
   */
  tokenLifetime?: number
  /**
   * Only in the answer to the call that changed it, and in the list where it is still the seed's.
   */
  secret?: string
}
/**
 * A role on an organization or on a project.
 */
export interface Role {
  /**
   * Atlas's name of the role.
   */
  roleName: string
  /**
   * The organization.
   */
  orgId?: string
  /**
   * The project.
   */
  groupId?: string
}
/**
 * Organizations in the order of their creation.
 */
export interface OrganizationList {
  /**
   * The organizations.
   */
  results: {
    /**
     * Id of the organization.
     */
    id: string
    /**
     * Its name.
     */
    name: string
    /**
     * Whether a test has it for itself.
     */
    isSandbox: boolean
    /**
     * Its projects in the order of their creation.
     */
    projects: {
      /**
       * Id of the project.
       */
      id: string
      /**
       * Name of the project.
       */
      name: string
    }[]
  }[]
}
/**
 * The last verification that did not pass.
 */
export interface FailedVerification {
  /**
   * Null: there is none since the journal was last emptied.
   */
  failed: {
    /**
     * When it failed, by the clock in force.
     */
    time: string
    /**
     * The sandbox that it was narrowed to; null: it was about everything.
     */
    sandbox: string | null
    asked: AskedVerification
    verification: Verification
  } | null
}
/**
 * What was asked: `match` or `inOrder`.
 */
export interface AskedVerification {
  match?: AskedMatcher
  /**
   * How many were to match. Left out: at least one.
   */
  count?:
    | number
    | {
        /**
         * Neither more nor fewer.
         */
        exactly?: number
        /**
         * So many or more.
         */
        atLeast?: number
        /**
         * So many or fewer.
         */
        atMost?: number
        /**
         * None at all.
         */
        never?: boolean
      }
  /**
   * One request after the other.
   */
  inOrder?: AskedMatcher[]
  /**
   * Only requests with a higher id.
   */
  since?: number
}
/**
 * What a request was to be. Of what may be secret it has the names only.
 */
export interface AskedMatcher {
  operation?: AskedNames
  method?: AskedNames
  path?: AskedNames
  project?: AskedNames
  organization?: AskedNames
  integrationType?: AskedNames
  principal?: AskedNames
  /**
   * Status of the answer; null: none.
   */
  status?: (number | null) | (number | null)[]
  errorCode?: AskedNames
  /**
   * Names of headers.
   */
  headers?: string[]
  /**
   * Names of query parameters.
   */
  query?: string[]
  /**
   * Names of fields of the body.
   */
  body?: string[]
  /**
   * Fields that the body was not to have.
   */
  absent?: string[]
  /**
   * Id of the fault that was to fire; null: none.
   */
  fault?: string | null
}
/**
 * What a verification came to.
 */
export interface Verification {
  /**
   * Whether the journal is as expected.
   */
  pass: boolean
  /**
   * What was expected, where it failed.
   */
  expected?: string
  /**
   * Requests that match; of an order, steps that were found.
   */
  matched: number
  /**
   * Their ids.
   */
  ids: number[]
  /**
   * The requests that came nearest, where there were too few: fewest misses first.
   *
   * @maxItems 3
   */
  nearest?: {
    /**
     * The request in short.
     */
    request: {
      /**
       * Its place in the journal.
       */
      id: number
      /**
       * Method.
       */
      method: string
      /**
       * Path and query, masked.
       */
      url: string
      /**
       * Null: no answer.
       */
      status: number | null
    }
    /**
     * In what it was not as expected.
     */
    misses: Miss[]
  }[]
  /**
   * Ids of the requests that were too many.
   */
  offending?: number[]
  /**
   * Of an order, the step that found no request, from 1.
   */
  step?: number
  /**
   * Of an order, requests that are like that step, but came before their turn.
   */
  early?: number[]
  /**
   * Requests that the journal had no room for any longer: what was not found may have been among them, and then never, at most and exactly cannot pass.
   */
  dropped?: number
}
/**
 * One point in which a request is not what a matcher asks for.
 */
export interface Miss {
  /**
   * Such as `body.apiKey`.
   */
  at: string
  /**
   * `different`: another value; `absent`: no value; `unexpected`: a value where none may be; `challenge`: the first half of a Digest call, which counts only where a status or an error code is asked for.
   */
  code: 'different' | 'absent' | 'unexpected' | 'challenge'
  /**
   * The values of which any would do; left out where the journal masks them.
   */
  expected?: unknown[]
  /**
   * The request's value; left out where it is absent, or where the journal masks it.
   */
  actual?: unknown
}
/**
 * Which requests a fault is for: all that is given must hold. Left out: every request.
 */
export interface FaultMatch {
  /**
   * An operationId, or several.
   */
  operation?: string | string[]
  /**
   * Id of the project that the path names.
   */
  project?: string
  /**
   * Type of the integration that the path names.
   */
  integrationType?: string
  /**
   * Id of the caller's organization, or of the one that the path names.
   */
  organization?: string
  /**
   * HTTP method.
   */
  method?: string
  /**
   * Path without query; `*` stands for any run of characters.
   */
  path?: string
  /**
   * Public key or client id of the caller.
   */
  principal?: string
  /**
   * Values of request headers by name; `*` stands for any run of characters.
   */
  headers?: {
    [k: string]: string
  }
}
/**
 * Which of the requests that match the fault fires on. Left out: every one.
 */
export interface FaultWhen {
  /**
   * Lets so many pass first.
   */
  after?: number
  /**
   * Fires on every nth of the rest.
   */
  every?: number
  /**
   * Fires on each of those with this probability.
   */
  probability?: number
  /**
   * Makes probability and delays come out the same every time.
   */
  seed?: number
  /**
   * Fires so many times and never again.
   */
  first?: number
  /**
   * Ends at this time of the mock's clock.
   */
  until?: string
}
/**
 * Headers of the answer beside the usual ones.
 */
export interface FaultHeaders {
  [k: string]: string
}
/**
 * A fault to be: which requests, what happens to them, when.
 */
export interface FaultBody {
  /**
   * For people.
   */
  name?: string
  match?: FaultMatch
  effect: Effect
  /**
   * `service`: on requests with good credentials, before anything is done; a Digest call counts once. `edge`: before authentication, as a proxy would fail; challenges count too. `after-commit`: the request was carried out, and its answer is lost.
   */
  stage?: 'edge' | 'service' | 'after-commit'
  when?: FaultWhen
  /**
   * Seconds of the mock's clock from its making to its end.
   */
  lasts?: number
}
/**
 * A fault and how often it fired.
 */
export interface Fault {
  /**
   * Id of the fault.
   */
  id: string
  /**
   * The sandbox that it is for; null: all.
   */
  sandbox: string | null
  /**
   * For people.
   */
  name?: string
  match?: FaultMatch
  effect: Effect
  /**
   * Where it acts.
   */
  stage: 'edge' | 'service' | 'after-commit'
  when?: FaultWhen
  /**
   * Seconds from its making to its end.
   */
  lasts?: number
  /**
   * When it was made, by the mock's clock.
   */
  created: string
  /**
   * Requests that it was for.
   */
  matched: number
  /**
   * Requests that it fired on.
   */
  hits: number
  /**
   * How often it can still fire; null: without limit.
   */
  left: number | null
  /**
   * Whether it ever fired.
   */
  fired: boolean
  /**
   * Whether it will never fire again.
   */
  ended: boolean
}
/**
 * Faults in the order of their making.
 */
export interface FaultList {
  /**
   * The faults.
   */
  results: Fault[]
}
/**
 * A request on the Atlas surface. Secrets are masked in every part of it, and so is their echo in an error.
 */
export interface RecordedRequest {
  /**
   * Place in the journal, from 1; never used twice.
   */
  id: number
  /**
   * Organization that the request is attributed to: the caller's, else the one that its path names.
   */
  organization: string | null
  /**
   * When it was answered, by the clock in force.
   */
  time: string
  /**
   * Milliseconds.
   */
  duration: number
  /**
   * The caller's address.
   */
  address: string
  /**
   * What was sent.
   */
  request: {
    /**
     * Method.
     */
    method: string
    /**
     * Path and query; values of parameters that Atlas does not know are masked.
     */
    url: string
    /**
     * Path as it was sent.
     */
    path: string
    /**
     * Values by name; a list where a name was given more than once.
     */
    query: {
      [k: string]: string | string[]
    }
    /**
     * Such as 1.1.
     */
    httpVersion: string
    /**
     * Values by name in lower case. Of Authorization the scheme is kept.
     */
    headers: {
      [k: string]: string | string[]
    }
    /**
     * Its fields, secrets and unknown ones masked; a text that says what it was where it had none; null where there was none.
     */
    body:
      | ({
          [k: string]: unknown
        } | null)
      | string
  }
  /**
   * operationId; null for an unknown path or method.
   */
  operation: string | null
  /**
   * Project id from the path.
   */
  project: string | null
  /**
   * Type from the path, as it was sent.
   */
  integrationType: string | null
  /**
   * Who sent it; null where that was not proven.
   */
  principal: {
    /**
     * Public key or client id.
     */
    id: string
    /**
     * What it is.
     */
    kind: 'apiKey' | 'serviceAccount'
    /**
     * Its organization.
     */
    orgId: string
  } | null
  /**
   * How the sender was to be proven.
   */
  authentication: {
    /**
     * `none`: no Authorization header; `other`: a scheme that Atlas does not speak.
     */
    scheme: 'digest' | 'bearer' | 'basic' | 'none' | 'other'
    /**
     * `not reached`: the request was answered before anybody looked.
     */
    outcome: 'accepted' | 'refused' | 'not reached'
  }
  /**
   * The role check.
   */
  role: {
    /**
     * What it came to.
     */
    decision: 'granted' | 'denied' | 'not reached'
    /**
     * The roles that suffice: one of them on the project, or one on its organization. Null: the operation asks for none.
     */
    needed: {
      /**
       * Roles on the project.
       */
      project: string[]
      /**
       * Roles on its organization.
       */
      organization: string[]
    } | null
    /**
     * Roles of the principal, of those on other projects at most 10; null: nobody was proven.
     */
    had:
      | {
          /**
           * Name of the role.
           */
          roleName: string
          /**
           * The organization that it is on.
           */
          orgId?: string
          /**
           * The project that it is on.
           */
          groupId?: string
        }[]
      | null
  }
  /**
   * The check of path, query and body.
   */
  validation: {
    /**
     * What it came to.
     */
    verdict: 'accepted' | 'refused' | 'not reached'
    /**
     * The error, where refused.
     */
    errorCode?: string
    /**
     * Field of the body or parameter of the query that was refused.
     */
    attribute?: string
  }
  /**
   * Why the request did not get the usual response: it was refused, or Prefer or a fault answered; null: it did. Beside code and text it has the details that the text names.
   */
  reason: {
    /**
     * A code of schemas/reasons.json, such as role-insufficient; programs read this.
     */
    code: string
    /**
     * The reason in words, which may be reworded at any time.
     */
    text: string
    [k: string]: unknown
  } | null
  /**
   * What was answered; null where the connection ended without an answer.
   */
  answer: {
    /**
     * Status.
     */
    status: number
    /**
     * Null for a success and where the body names none.
     */
    errorCode: string | null
    /**
     * Values by name in lower case.
     */
    headers: {
      [k: string]: string | string[]
    }
    /**
     * As the request's; `[N bytes]` for what is no JSON object.
     */
    body:
      | ({
          [k: string]: unknown
        } | null)
      | string
  } | null
  /**
   * The fault that fired on it.
   */
  fault: {
    /**
     * Id of the fault.
     */
    id: string
    /**
     * What it did.
     */
    effect: string
  } | null
}
/**
 * Requests of the journal.
 */
export interface RequestList {
  /**
   * The oldest first.
   */
  results: RecordedRequest[]
  /**
   * How many there are.
   */
  totalCount: number
  /**
   * How many were pushed out since the journal was last emptied: it holds 10,000 requests and 64 MiB, or a sixteenth of a container's memory.
   */
  dropped: number
}
/**
 * What a request must be; every member that is given must hold. Where a list is given, any of it will do. The first half of a Digest call, a request without credentials that is answered with a challenge, matches only where status or errorCode is given.
 */
export interface Matcher {
  /**
   * operationId.
   */
  operation?: string | string[]
  /**
   * Method.
   */
  method?: string | string[]
  /**
   * Path without query; `*` stands for any run of characters.
   */
  path?: string | string[]
  /**
   * Project id from the path.
   */
  project?: string | string[]
  /**
   * Organization that the request is attributed to.
   */
  organization?: string | string[]
  /**
   * Type from the path.
   */
  integrationType?: string | string[]
  /**
   * Public key or client id of the caller.
   */
  principal?: string | string[]
  /**
   * Status of the answer; null: the connection ended without one.
   */
  status?: (number | null) | (number | null)[]
  /**
   * errorCode of the answer.
   */
  errorCode?: string | string[]
  /**
   * Values of request headers by name; `*` stands for any run of characters, but not in headers that the journal masks, such as Authorization. Null: the header must be absent.
   */
  headers?: {
    [k: string]: string | null
  }
  /**
   * Values of query parameters by name. Null: the parameter must be absent.
   */
  query?: {
    [k: string]: string | null
  }
  /**
   * Values of the body's fields, secret ones in clear; others may be there too. Null is JSON's null; what must be absent stands in `absent`.
   */
  body?: {
    [k: string]: unknown
  }
  /**
   * Fields that the body must not have.
   *
   * @maxItems 100
   */
  absent?: string[]
  /**
   * Id of the fault that fired; null: none may have.
   */
  fault?: string | null
}
/**
 * An expectation: so many requests that match, or requests in an order (then without a count).
 */
export interface VerifyBody {
  match?: Matcher
  /**
   * How many must match. Left out: at least one. A number means exactly so many.
   */
  count?:
    | number
    | {
        /**
         * Neither more nor fewer.
         */
        exactly?: number
        /**
         * So many or more.
         */
        atLeast?: number
        /**
         * So many or fewer.
         */
        atMost?: number
        /**
         * None at all.
         */
        never?: true
      }
  /**
   * One request after the other, whatever comes between them.
   *
   * @minItems 1
   * @maxItems 100
   */
  inOrder?: Matcher[]
  /**
   * Only requests with a higher id.
   */
  since?: number
}
/**
 * What to wait for.
 */
export interface WaitBody {
  match: Matcher
  /**
   * How many must match. Left out: at least one. A number means exactly so many.
   */
  count?:
    | number
    | {
        /**
         * Neither more nor fewer.
         */
        exactly?: number
        /**
         * So many or more.
         */
        atLeast?: number
      }
  /**
   * Milliseconds, by the machine's clock.
   */
  timeout?: number
  /**
   * Only requests with a higher id.
   */
  since?: number
}
/**
 * The smallest sets of roles that would have done.
 */
export interface LeastPrivilege {
  /**
   * For each caller, in the order of their first requests.
   */
  results: {
    /**
     * Public key or client id.
     */
    principal: string
    /**
     * Roles that it has when this is asked, without those on projects that it made in the run; none where it is gone.
     */
    had: {
      /**
       * Name of the role.
       */
      roleName: string
      /**
       * The organization that it is on.
       */
      orgId?: string
      /**
       * The project that it is on.
       */
      groupId?: string
    }[]
    /**
     * The smallest set that would have done. Projects that it made itself need none.
     */
    needed: {
      /**
       * Name of the role.
       */
      roleName: string
      /**
       * The organization that it is on.
       */
      orgId?: string
      /**
       * The project that it is on.
       */
      groupId?: string
    }[]
    /**
     * Had, but not needed as they are.
     */
    unused: {
      /**
       * Name of the role.
       */
      roleName: string
      /**
       * The organization that it is on.
       */
      orgId?: string
      /**
       * The project that it is on.
       */
      groupId?: string
    }[]
    /**
     * Needed, and no role that was had suffices.
     */
    missing: {
      /**
       * Name of the role.
       */
      roleName: string
      /**
       * The organization that it is on.
       */
      orgId?: string
      /**
       * The project that it is on.
       */
      groupId?: string
    }[]
    /**
     * Requests that came to the role check.
     */
    requests: number
  }[]
}
/**
 * HTTP Archive 1.2. It holds what the journal shows, so no secrets.
 */
export interface Har {
  /**
   * The log.
   */
  log: {
    /**
     * 1.2.
     */
    version: string
    /**
     * Name and version of the mock.
     */
    creator: {
      [k: string]: unknown
    }
    /**
     * The requests.
     */
    entries: {
      [k: string]: unknown
    }[]
    [k: string]: unknown
  }
}
/**
 * An error of the control plane (RFC 9457). It is the mock's own, not Atlas's.
 */
export interface Problem {
  /**
   * The status says what kind it is.
   */
  type: 'about:blank'
  /**
   * Reason phrase of the status.
   */
  title: string
  /**
   * Status of the answer.
   */
  status: number
  /**
   * What is wrong, in words.
   */
  detail: string
  /**
   * Of a wait that is over: what it came to.
   */
  verification?: Verification
  /**
   * Every fault with its place, at most 20; of a body with more than 10,000 values the first.
   */
  errors?: {
    /**
     * JSON pointer within the body.
     */
    path: string
    /**
     * What is wrong there.
     */
    detail: string
  }[]
}
/**
 * That the mock is live and ready.
 */
export interface Health {
  /**
   * Always ok.
   */
  status: 'ok'
}
/**
 * Every row of the error catalogue.
 */
export interface ErrorList {
  /**
   * The rows.
   */
  results: {
    /**
     * What faults and `Prefer` call it.
     */
    id: string
    /**
     * Atlas's name of the error.
     */
    errorCode: string
    /**
     * Status of the answer.
     */
    status: number
    /**
     * Text with one %s for each parameter.
     */
    detail: string
    /**
     * Names of the placeholders.
     */
    parameters: string[]
    /**
     * How it is known.
     */
    evidence: 'recorded' | 'documented' | 'reported' | 'inferred'
    /**
     * Where it is known from.
     */
    source: string
    /**
     * As of when.
     */
    date: string
    /**
     * Operations that can raise it by themselves; none: only `Prefer` and faults do.
     */
    operations: string[]
  }[]
}
/**
 * What a reset leaves as it is.
 */
export interface ResetBody {
  /**
   * Kinds of things that stay.
   *
   * @maxItems 5
   */
  keep?: ('faults' | 'clock' | 'journal' | 'rates' | 'inbox')[]
}
/**
 * What a sandbox is to hold.
 */
export interface SandboxBody {
  /**
   * Name of its organization.
   */
  name?: string
  /**
   * Its projects; left out: one.
   *
   * @minItems 1
   * @maxItems 100
   */
  projects?: {
    /**
     * Name of the project.
     */
    name: string
    /**
     * Integrations that it has from the start: bodies of a POST, with their type.
     *
     * @maxItems 20
     */
    integrations?: {
      /**
       * Type of the integration.
       */
      type: string
      [k: string]: unknown
    }[]
  }[]
}
/**
 * An organization that a test has for itself.
 */
export interface Sandbox {
  /**
   * Id of its organization.
   */
  id: string
  /**
   * Name of its organization.
   */
  name: string
  /**
   * When it was made.
   */
  created: string
  /**
   * Absolute base of the control plane for this sandbox alone: `/faults`, `/requests` and every other call that has `?sandbox=` may be added to it.
   */
  controlUrl: string
  /**
   * Its projects.
   */
  projects: {
    /**
     * Id of the project.
     */
    id: string
    /**
     * Name of the project.
     */
    name: string
  }[]
}
/**
 * An API key and a service account that may do the same: all (ORG_OWNER), or read (ORG_READ_ONLY).
 */
export interface CredentialPair {
  /**
   * For HTTP Digest.
   */
  apiKey: {
    /**
     * User name.
     */
    publicKey: string
    /**
     * Password.
     */
    privateKey: string
    environment: Environment
  }
  /**
   * For OAuth 2.0.
   */
  serviceAccount: {
    /**
     * Client id.
     */
    clientId: string
    /**
     * Client secret.
     */
    clientSecret: string
    environment: Environment
  }
}
/**
 * Environment variables that the official clients read.
 */
export interface Environment {
  [k: string]: string
}
/**
 * Sandboxes in the order of their making.
 */
export interface SandboxList {
  /**
   * The sandboxes.
   */
  results: Sandbox[]
}
/**
 * A snapshot to be made.
 */
export interface SnapshotBody {
  /**
   * Its name, of letters, digits, underscore, hyphen and, but for the first place, dot.
   */
  name: string
}
/**
 * A copy of the state that can be put back.
 */
export interface Snapshot {
  /**
   * Its name.
   */
  name: string
}
/**
 * Snapshots in the order of their making.
 */
export interface SnapshotList {
  /**
   * The snapshots.
   */
  results: Snapshot[]
}
/**
 * What the clock shows.
 */
export interface Clock {
  /**
   * The time.
   */
  now: string
  /**
   * Whether it stands still.
   */
  frozen: boolean
}
/**
 * What the clock is to show.
 */
export interface ClockBody {
  /**
   * The time, from 1970 to 2105; left out: as it is.
   */
  now?: string
  /**
   * Whether it is to stand still; left out: as it is.
   */
  frozen?: boolean
}
/**
 * How far the clock is to go; negative: back.
 */
export interface AdvanceBody {
  /**
   * Seconds.
   */
  seconds?: number
  /**
   * Milliseconds, on top of the seconds.
   */
  milliseconds?: number
}
/**
 * What becomes of Digest nonces beside that those given out expire.
 */
export interface NoncesBody {
  /**
   * Whether from now on a nonce is good for one request only; until it is taken back or reset.
   */
  singleUse?: boolean
}
/**
 * Whose tokens end; left out: everybody's.
 */
export interface RevokeBody {
  /**
   * A service account.
   */
  clientId?: string
}
/**
 * What is to be otherwise about an API key or service account.
 */
export interface PrincipalPatch {
  /**
   * In place of its roles.
   *
   * @maxItems 1000
   */
  roles?: Role[]
  /**
   * In place of its access list: addresses and CIDR blocks; none lets every address pass.
   *
   * @maxItems 200
   */
  accessList?: string[]
  /**
   * A new private key or client secret in place of the old: `true` makes one.
   */
  secret?: true | string
  /**
   * Seconds that a service account's tokens are good for, those given out included; null: as long as Atlas's.
   */
  tokenLifetime?: number | null
}
/**
 * The whole state, or one sandbox of it. Its shape is `schemas/state.json` of the package. It holds the integrations' secrets and the hashes of credentials.
 */
export interface State {
  /**
   * What it is.
   */
  format: 'atlas-integrations-mock/state'
  /**
   * Version of its shape.
   */
  version: number
  /**
   * When it was written.
   */
  exported?: string
  /**
   * That it holds secrets.
   */
  warning?: string
  /**
   * Organizations with their projects, integrations, API keys and service accounts.
   */
  organizations: {}[]
}
