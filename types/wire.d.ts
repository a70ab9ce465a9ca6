/** Generated from schemas/ by `npm run docs`; do not edit. */

/**
 * operationId of a request to the Atlas API.
 */
export type OperationId =
  | 'listGroupIntegrations'
  | 'createGroupIntegration'
  | 'getGroupIntegration'
  | 'updateGroupIntegration'
  | 'deleteGroupIntegration'
  | 'listGroupLogIntegrations'
  | 'createGroupLogIntegration'
  | 'getGroupLogIntegration'
  | 'updateGroupLogIntegration'
  | 'deleteGroupLogIntegration'
  | 'listGroupMetricIntegrations'
  | 'createGroupMetricIntegration'
  | 'getGroupMetricIntegration'
  | 'updateGroupMetricIntegration'
  | 'deleteGroupMetricIntegration'
  | 'listOrgLogIntegrations'
  | 'createOrgLogIntegration'
  | 'getOrgLogIntegration'
  | 'updateOrgLogIntegration'
  | 'deleteOrgLogIntegration'
  | 'listGroupAlertConfigs'
  | 'createGroupAlertConfig'
  | 'getGroupAlertConfig'
  | 'updateGroupAlertConfig'
  | 'toggleGroupAlertConfig'
  | 'deleteGroupAlertConfig'
  | 'listAlertConfigMatcherFieldNames'
  | 'listGroups'
  | 'createGroup'
  | 'getGroup'
  | 'getGroupByName'
  | 'deleteGroup'
  | 'updateGroup'
  | 'getGroupSettings'
  | 'updateGroupSettings'
  | 'listGroupTeams'
  | 'listGroupClusters'
  | 'listGroupUsers'
  | 'getGroupIpAddresses'
  | 'listGroupLimits'
  | 'getGroupLimit'
  | 'setGroupLimit'
  | 'deleteGroupLimit'
  | 'getGroupManagedSlowMs'
  | 'enableGroupManagedSlowMs'
  | 'disableGroupManagedSlowMs'
  | 'listGroupAccessListEntries'
  | 'createGroupAccessListEntry'
  | 'getGroupAccessListEntry'
  | 'getGroupAccessListStatus'
  | 'deleteGroupAccessListEntry'
  | 'getGroupMaintenanceWindow'
  | 'updateGroupMaintenanceWindow'
  | 'resetGroupMaintenanceWindow'
  | 'toggleGroupMaintenanceWindowAutoDefer'
  | 'deferGroupMaintenanceWindow'
  | 'listOrgs'
  | 'getOrg'
  | 'getOrgGroups'
  | 'listOrgUsers'
  | 'getOrgSettings'
  | 'createToken'
  | 'revokeToken'
/**
 * HTTP method.
 */
export type Method =
  | 'GET'
  | 'HEAD'
  | 'POST'
  | 'PUT'
  | 'PATCH'
  | 'DELETE'
  | 'OPTIONS'
  | 'TRACE'
  | 'get'
  | 'head'
  | 'post'
  | 'put'
  | 'patch'
  | 'delete'
  | 'options'
  | 'trace'
/**
 * Id of an error of the catalogue.
 */
export type ErrorId = ErrorCode | ('UNAUTHENTICATED' | 'BEARER_REFUSED' | 'INVALID_TAG')
/**
 * Error code of the catalogue.
 */
export type ErrorCode =
  | 'UNEXPECTED_ERROR'
  | 'IP_ADDRESS_NOT_ON_ACCESS_LIST'
  | 'ORG_REQUIRES_ACCESS_LIST'
  | 'INVALID_VERSION_DATE'
  | 'INVALID_GROUP_ID'
  | 'GROUP_NOT_FOUND'
  | 'RATE_LIMITED_TOKEN_BUCKET'
  | 'RATE_LIMITED'
  | 'NOT_IN_GROUP'
  | 'USER_CANNOT_ACCESS_GROUP'
  | 'USER_UNAUTHORIZED'
  | 'RESOURCE_NOT_FOUND'
  | 'METHOD_NOT_ALLOWED'
  | 'PATH_PARAM_PARSE_ERROR'
  | 'INVALID_QUERY_PARAMETER'
  | 'MISSING_QUERY_PARAMETER'
  | 'UNSUPPORTED_MEDIA_TYPE'
  | 'PAYLOAD_TOO_LARGE'
  | 'STORAGE_LIMIT_EXCEEDED'
  | 'MALFORMED_JSON'
  | 'INVALID_JSON'
  | 'INVALID_ATTRIBUTE'
  | 'INVALID_JSON_ATTRIBUTE'
  | 'MISSING_ATTRIBUTE'
  | 'INVALID_ENUM_VALUE'
  | 'BAD_REQUEST'
  | 'VALIDATION_ERROR'
  | 'ATTRIBUTE_READ_ONLY'
  | 'INVALID_URL'
  | 'INVALID_INTEGRATION_SETTINGS'
  | 'INTEGRATION_FIELDS_INVALID'
  | 'INTEGRATION_ALREADY_CONFIGURED'
  | 'INTEGRATION_NOT_CONFIGURED'
  | 'INTEGRATION_LIMIT_REACHED'
  | 'CLOUD_PROVIDER_ACCESS_ROLE_NOT_AUTHORIZED'
  | 'FEATURE_UNSUPPORTED'
  | 'ALERT_CONFIG_NOT_FOUND'
  | 'INVALID_ALERT_CONFIG_ID'
  | 'INVALID_EVENT_TYPE_FOR_ALERT'
  | 'METRIC_TYPE_UNSUPPORTED'
  | 'MISSING_THRESHOLD'
  | 'THRESHOLD_PRESENT'
  | 'MISSING_METRIC_THRESHOLD'
  | 'METRIC_THRESHOLD_PRESENT'
  | 'MISSING_NOTIFICATIONS'
  | 'TOO_MANY_GROUP_NOTIFICATIONS'
  | 'EMAIL_OR_SMS_REQUIRED_FOR_GROUP_NOTIFICATION'
  | 'MISSING_ROLES_FOR_GROUP_NOTIFICATION'
  | 'WEBHOOK_URL_NOT_SET'
  | 'NO_ORG_NOTIFICATION_FOR_GROUP_ALERT'
  | 'NOTIFICATION_INTERVAL_OUT_OF_RANGE'
  | 'ATLAS_NETWORK_PERMISSION_ENTRY_NOT_FOUND'
  | 'INVALID_IP_ADDRESS_OR_CIDR_NOTATION'
  | 'MULTIPLE_VALUES_SPECIFIED_FOR_ONE_NETWORK_PERMISSION_ENTRY'
  | 'CANNOT_USE_AWS_SECURITY_GROUP_WITHOUT_VPC_PEERING_CONNECTION'
  | 'ATLAS_NETWORK_PERMISSIONS_LIMIT_EXCEEDED'
  | 'INVALID_NETWORK_PERMISSION_COMMENT'
  | 'EXPIRATION_DATE_IN_PAST'
  | 'EXPIRATION_DATE_EXCEEDS_MAX'
  | 'NETWORK_PERMISSION_EXPIRATION_NOT_SUPPORTED'
  | 'DUPLICATE_ADDRESSES_IN_INPUT'
  | 'ATLAS_INVALID_MAINTENANCE_WINDOW_DAY_OF_WEEK'
  | 'ATLAS_INVALID_MAINTENANCE_WINDOW_HOUR_OF_DAY'
  | 'ATLAS_MAINTENANCE_WINDOW_NOT_DEFINED'
  | 'ATLAS_MAINTENANCE_NOT_SCHEDULED'
  | 'ATLAS_NUM_MAINTENANCE_DEFERRALS_EXCEEDED'
  | 'INVALID_ORG_ID'
  | 'ORG_NOT_FOUND'
  | 'USER_CANNOT_ACCESS_ORG'
  | 'NOT_ORG_GROUP_CREATOR'
  | 'GROUP_ALREADY_EXISTS'
  | 'MAX_GROUPS_PER_ORG_EXCEEDED'
  | 'CANNOT_CLOSE_GROUP_ACTIVE_ATLAS_CLUSTERS'
  | 'GROUP_NAME_NOT_FOUND'
  | 'VERSION_GONE'
  | 'INVALID_PAGER_DUTY_SERVICE_KEY'
  | 'LEGACY_SLACK_CONFIGURATION_UNSUPPORTED'
  | 'MUST_RECONFIGURE_SLACK_OAUTH2'
  | 'SLACK_OAUTH2_NOT_CONFIGURED'
  | 'INVALID_DATADOG_API_KEY'
  | 'WEBHOOK_NOTIFICATIONS_PRESENT'
  | 'HIPCHAT_NOT_SUPPORTED'
/**
 * Type of a third-party integration.
 */
export type IntegrationType =
  | 'PAGER_DUTY'
  | 'SLACK'
  | 'DATADOG'
  | 'NEW_RELIC'
  | 'OPS_GENIE'
  | 'VICTOR_OPS'
  | 'WEBHOOK'
  | 'HIP_CHAT'
  | 'PROMETHEUS'
  | 'MICROSOFT_TEAMS'
/**
 * Role on an organization or on a project.
 */
export type RoleName =
  | 'ORG_OWNER'
  | 'ORG_GROUP_CREATOR'
  | 'ORG_STREAM_PROCESSING_ADMIN'
  | 'ORG_BILLING_ADMIN'
  | 'ORG_READ_ONLY'
  | 'ORG_BILLING_READ_ONLY'
  | 'ORG_MEMBER'
  | 'GROUP_OWNER'
  | 'GROUP_CLUSTER_MANAGER'
  | 'GROUP_STREAM_PROCESSING_OWNER'
  | 'GROUP_BACKUP_MANAGER'
  | 'GROUP_DATABASE_ACCESS_ADMIN'
  | 'GROUP_DATA_ACCESS_ADMIN'
  | 'GROUP_DATA_ACCESS_READ_WRITE'
  | 'GROUP_DATA_ACCESS_READ_ONLY'
  | 'GROUP_NETWORK_ACCESS_MANAGER'
  | 'GROUP_SEARCH_INDEX_EDITOR'
  | 'GROUP_OBSERVABILITY_VIEWER'
  | 'GROUP_READ_ONLY'
/**
 * Errors of bean validation; the mock never sends them.
 */
export type BadRequestDetail = {
  /**
   * All errors.
   */
  fields?: FieldViolation[]
} | null
/**
 * Whether Atlas manages the threshold of slow operations.
 */
export type ManagedSlowMs = boolean
/**
 * The limits that were set.
 */
export type Limits = DataFederationLimit[]
/**
 * Field names.
 */
export type MatcherFieldNames = string[]
/**
 * Entries to add or replace.
 */
export type NetworkPermissionEntries = NetworkPermissionEntry[]
/**
 * Settings of one integration; the fields depend on the type.
 */
export type ThirdPartyIntegration =
  PagerDuty | Slack | Datadog | NewRelic | OpsGenie | VictorOps | Webhook | Prometheus | MicrosoftTeams
/**
 * Settings of one integration; the fields depend on the type.
 */
export type LogIntegrationRequest =
  | S3LogIntegrationRequest
  | GcsLogIntegrationRequest
  | AzureLogIntegrationRequest
  | DatadogLogIntegrationRequest
  | SplunkLogIntegrationRequest
  | OtelLogIntegrationRequest
/**
 * Settings of one integration; the fields depend on the type.
 */
export type LogIntegrationResponse =
  | S3LogIntegrationResponse
  | GcsLogIntegrationResponse
  | AzureLogIntegrationResponse
  | DatadogLogIntegrationResponse
  | SplunkLogIntegrationResponse
  | OtelLogIntegrationResponse
/**
 * Settings of one integration; the fields depend on the type.
 */
export type OrgLogIntegrationRequest = OrgOtelLogIntegrationRequest
/**
 * Settings of one integration; the fields depend on the type.
 */
export type OrgLogIntegrationResponse = OrgOtelLogIntegrationResponse
/**
 * Milliseconds, or a range for a uniformly distributed random delay. If the client disconnects during it, the request is dropped.
 */
export type Delay =
  | number
  | {
      /**
       * Always uniform.
       */
      distribution: 'uniform'
      /**
       * Minimum in milliseconds.
       */
      min: number
      /**
       * Maximum in milliseconds.
       */
      max: number
    }
/**
 * Effect of the fault, after the delay.
 */
export type Effect =
  ErrorEffect | StatusEffect | RateLimitEffect | DelayEffect | SlowEffect | IncompleteEffect
/**
 * Any status code. With `body`, the response consists of that body and `headers` without Atlas's headers, whatever `pretty` and `envelope` say. Without `body`, the response is an error in Atlas's format; for 204, 205 and 304 it has only `headers`.
 */
export type StatusEffect = {
  /**
   * Any status code.
   */
  type: 'status'
  /**
   * Status code.
   */
  status: number
  /**
   * Error code of the body; default: UNEXPECTED_ERROR.
   */
  errorCode?: ErrorCode | (string & {})
  /**
   * Text of the error.
   */
  detail?: string
  /**
   * A string is sent unchanged (`text/plain; charset=utf-8` unless `headers` contains a Content-Type), an object or array as JSON (`application/json`). The journal hides values whose names say that they are secret.
   */
  body?:
    | string
    | {
        [k: string]: unknown
      }
    | readonly unknown[]
  /**
   * Additional response headers.
   */
  headers?: FaultHeaders
  /**
   * Milliseconds, or a range for a uniformly distributed random delay. If the client disconnects during it, the request is dropped.
   */
  delay?: Delay
} & (
  | {
      body?: never
    }
  | {
      errorCode?: never
      detail?: never
    }
)
/**
 * A new fault: match, effect and conditions.
 */
export type FaultBody = {
  /**
   * Name for display.
   */
  name?: string
  /**
   * Requests that the fault applies to: every given condition must match; omitted: all requests.
   */
  match?: FaultMatch
  /**
   * Effect of the fault, after the delay.
   */
  effect: Effect
  /**
   * `service`: after the checks of credentials and access list, before those of version, project, role, query and body; a Digest call counts once. `edge`: before authentication and `Prefer`, as a failing proxy; challenges and unknown paths count too. `after-commit`: after the request was executed successfully, whatever the effect.
   */
  stage?: 'edge' | 'service' | 'after-commit'
  /**
   * Matching requests on which the fault fires; omitted: all. Conditions combine: `{"after":1,"every":2,"first":3}` fires on the third, the fifth and the seventh.
   */
  when?: FaultWhen
  /**
   * Lifetime in seconds by the clock of the mock, or of the fault's sandbox.
   */
  lasts?: number
} & (
  | {
      match?: {
        principal?: never
      }
    }
  | {
      stage?: 'service' | 'after-commit'
    }
)
/**
 * Outcome of a check; `not reached`: the response preceded it.
 */
export type Outcome = 'accepted' | 'rejected' | 'not reached'
/**
 * An expectation: a number of matching requests, or an order of requests without count.
 */
export type VerifyBody<Type extends TypeMatch = TypeMatch> = {
  /**
   * Expected properties of a request; every given member must match, and any value of a list. A Digest challenge, a request without credentials and its 401, matches only if status or errorCode is given. Unknown operations, methods and integration types are rejected. So is an error code within two typos of a known one, unless a fault, stub or recorded response has it. Other unknown values match no request.
   */
  match?: Matcher<Type>
  /**
   * Expected number of matches; default: at least one. A number is exact.
   */
  count?:
    | number
    | ({
        /**
         * Exact number of matches.
         */
        exactly?: number
        /**
         * Minimum number of matches.
         */
        atLeast?: number
        /**
         * Maximum number of matches.
         */
        atMost?: number
        /**
         * True: no request must match.
         */
        never?: true
      } & (
        | {
            exactly: number
            atLeast?: never
            atMost?: never
            never?: never
          }
        | {
            atLeast: number
            exactly?: never
            atMost?: never
            never?: never
          }
        | {
            atMost: number
            exactly?: never
            atLeast?: never
            never?: never
          }
        | {
            never: true
            exactly?: never
            atLeast?: never
            atMost?: never
          }
      ))
  /**
   * Requests in order; others may come between them.
   *
   * @minItems 1
   * @maxItems 100
   */
  inOrder?: readonly Matcher[]
  /**
   * Only requests with a higher id.
   */
  since?: number
} & (
  | {
      match: Matcher<Type>
      inOrder?: never
    }
  | {
      /**
       * @minItems 1
       * @maxItems 100
       */
      inOrder: readonly Matcher[]
      match?: never
      count?: never
    }
)
/**
 * A sandbox with its credentials, which no other response contains.
 */
export type CreatedSandbox = Sandbox & {
  /**
   * Its projects, at least one.
   */
  projects: [SandboxProject, ...SandboxProject[]]
  /**
   * An API key and a service account with the same role: ORG_OWNER or ORG_READ_ONLY.
   */
  owner: CredentialPair
  /**
   * An API key and a service account with the same role: ORG_OWNER or ORG_READ_ONLY.
   */
  reader: CredentialPair
}
/**
 * Distance to move the clock; negative: back.
 */
export type AdvanceBody = {
  /**
   * Seconds.
   */
  seconds?: number
  /**
   * Milliseconds, added to the seconds.
   */
  milliseconds?: number
} & (
  | {
      seconds: number
    }
  | {
      milliseconds: number
    }
)
/**
 * Changes of an API key or service account.
 */
export type PrincipalPatch = {
  /**
   * New roles.
   *
   * @maxItems 1000
   */
  roles?: readonly Role[]
  /**
   * New access list of addresses and CIDR blocks; empty: any address.
   *
   * @maxItems 200
   */
  accessList?: readonly string[]
  /**
   * New private key or client secret; `true` generates one.
   */
  secret?: true | string
  /**
   * Token lifetime of a service account in seconds, including issued tokens; null: Atlas's.
   */
  tokenLifetime?: number | null
} & (
  | {
      /**
       * @maxItems 1000
       */
      roles: readonly Role[]
    }
  | {
      /**
       * @maxItems 200
       */
      accessList: readonly string[]
    }
  | {
      secret: true | string
    }
  | {
      tokenLifetime: number | null
    }
)
/**
 * A role on an organization or on a project.
 */
export type Role = {
  /**
   * Atlas's name of the role.
   */
  roleName: RoleName
  /**
   * The organization.
   */
  orgId?: string
  /**
   * The project.
   */
  groupId?: string
} & (
  | {
      orgId: string
      groupId?: never
    }
  | {
      groupId: string
      orgId?: never
    }
)

export interface ApiError {
  /**
   * Errors of bean validation; the mock never sends them.
   */
  badRequestDetail?: BadRequestDetail
  /**
   * Description of the error.
   */
  detail?: string | null
  /**
   * Status code of the response.
   */
  error: number
  /**
   * Name of the error.
   */
  errorCode: string
  /**
   * Values of the text's placeholders: strings and numbers; null if the value was not sent.
   */
  parameters?: ((string | null) | number)[] | null
  /**
   * Reason phrase of the status.
   */
  reason?: string | null
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
/**
 * A project; the API calls it a group.
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
   * Regions of Atlas for Government; in responses only if it was sent.
   */
  regionUsageRestrictions?: 'COMMERCIAL_FEDRAMP_REGIONS_ONLY' | 'GOV_REGIONS_ONLY'
  /**
   * Tags of the project.
   */
  tags?: ResourceTag[]
  /**
   * Whether the project was created with the default alert settings.
   */
  withDefaultAlertsSettings?: boolean
}
/**
 * An empty object.
 */
export interface NoBody {}
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
export interface FieldViolation {
  /**
   * Description of the error.
   */
  description: string
  /**
   * Path to the field.
   */
  field: string
}
export interface Link {
  /**
   * Address of the related resource.
   */
  href?: string
  /**
   * Relation of the resource.
   */
  rel?: string
}
/**
 * IP addresses of a project.
 */
export interface GroupIPAddresses {
  /**
   * Id of the project.
   */
  groupId?: string
  /**
   * Addresses by service; the mock has no clusters.
   */
  services?: GroupService
}
/**
 * Addresses by service; the mock has no clusters.
 */
export interface GroupService {
  /**
   * Addresses of clusters, always empty.
   */
  clusters?: {}[]
}
/**
 * A team; the mock has none.
 */
export interface TeamRole {
  /**
   * Related resources.
   */
  links?: Link[]
  /**
   * Roles of the team.
   */
  roleNames: string[]
  /**
   * Id of the team.
   */
  teamId: string
}
/**
 * A cluster; the mock has none.
 */
export interface ClusterDescription20240805 {}
/**
 * A user; the mock has none.
 */
export interface GroupUserResponse {}
/**
 * A user; the mock has none.
 */
export interface OrgUserResponse {}
/**
 * Settings of an organization, always off.
 */
export interface OrganizationSettings {
  /**
   * Requires an access list for API calls.
   */
  apiAccessListRequired?: boolean
  /**
   * Timeouts of sessions; the mock has none.
   */
  customSessionTimeouts?: {
    /**
     * Longest duration of a session.
     */
    absoluteSessionTimeoutInSeconds?: number
    /**
     * Longest duration without activity.
     */
    idleSessionTimeoutInSeconds?: number
  }
  /**
   * Allows generative features.
   */
  genAIFeaturesEnabled?: boolean
  /**
   * Longest validity of the secrets of service accounts; null: no limit.
   */
  maxServiceAccountSecretValidityInHours?: number | null
  /**
   * Requires multi-factor authentication.
   */
  multiFactorAuthRequired?: boolean
  /**
   * Email address for notifications about infrastructure; the mock has none.
   */
  operationsContact?: string | null
  /**
   * Restricts access by MongoDB's employees.
   */
  restrictEmployeeAccess?: boolean
  /**
   * Email address for security notifications; null: not set.
   */
  securityContact?: string | null
  /**
   * Allows stream processing across projects; the mock has none.
   */
  streamsCrossGroupEnabled?: boolean
}
/**
 * Status of an entry.
 */
export interface NetworkPermissionEntryStatus {
  /**
   * Always ACTIVE.
   */
  STATUS: 'PENDING' | 'FAILED' | 'ACTIVE'
}
/**
 * Changes to a project; omitted fields keep their values.
 */
export interface GroupUpdate {
  /**
   * Name of the project, unique in its organization.
   */
  name?: string
  /**
   * Tags of the project.
   */
  tags?: {
    /**
     * Key of the tag, of 1 to 255 characters.
     */
    key: string
    /**
     * Value of the tag, of 1 to 255 characters.
     */
    value: string
  }[]
  /**
   * Whether the project was created with the default alert settings.
   */
  withDefaultAlertsSettings?: boolean
}
/**
 * Settings of a project; omitted fields keep their values.
 */
export interface GroupSettings {
  /**
   * Shows the assistant on the home page.
   */
  isAtlasHomePageAiAssistantEnabled?: boolean
  /**
   * Shows the assistant for clusters.
   */
  isClusterAiAssistantEnabled?: boolean
  /**
   * Collects metrics of each database.
   */
  isCollectDatabaseSpecificsStatisticsEnabled?: boolean
  /**
   * Allows Data Explorer.
   */
  isDataExplorerEnabled?: boolean
  /**
   * Allows generative features in Data Explorer.
   */
  isDataExplorerGenAIFeaturesEnabled?: boolean
  /**
   * Passes sample values to generative features.
   */
  isDataExplorerGenAISampleDocumentPassingEnabled?: boolean
  /**
   * Allows data validation.
   */
  isDataValidationEnabled?: boolean
  /**
   * Allows extended storage sizes.
   */
  isExtendedStorageSizesEnabled?: boolean
  /**
   * Allows native reranking.
   */
  isNativeRerankingEnabled?: boolean
  /**
   * Allows Performance Advisor and Profiler.
   */
  isPerformanceAdvisorEnabled?: boolean
  /**
   * Allows the real-time performance panel.
   */
  isRealtimePerformancePanelEnabled?: boolean
  /**
   * Allows Schema Advisor.
   */
  isSchemaAdvisorEnabled?: boolean
}
/**
 * A limit of a project.
 */
export interface DataFederationLimit {
  /**
   * Current usage, always 0.
   */
  currentUsage?: number
  /**
   * Default of the limit.
   */
  defaultLimit?: number
  /**
   * Maximum of the limit.
   */
  maximumLimit?: number
  /**
   * Name of the limit, as in the path.
   */
  name?: string
  /**
   * Value of the limit.
   */
  value: number
}
/**
 * An entry of a project's IP access list, with exactly one of cidrBlock, ipAddress and awsSecurityGroup. For a block of one address, responses also contain ipAddress.
 */
export interface NetworkPermissionEntry {
  /**
   * Id of an AWS security group; rejected, because the mock has no VPC peering connections.
   */
  awsSecurityGroup?: string
  /**
   * IPv4 or IPv6 block in CIDR notation.
   */
  cidrBlock?: string
  /**
   * Purpose of the entry, at most 80 characters.
   */
  comment?: string
  /**
   * Time at which the entry expires, at most a week ahead.
   */
  deleteAfterDate?: string
  /**
   * Id of the project; ignored when sent.
   */
  groupId?: string
  /**
   * IPv4 or IPv6 address.
   */
  ipAddress?: string
  /**
   * Related resources; ignored when sent.
   */
  links?: Link[]
}
/**
 * When Atlas maintains a project's clusters.
 */
export interface GroupMaintenanceWindow {
  /**
   * Whether Atlas defers each maintenance by a week.
   */
  autoDeferOnceEnabled?: boolean
  /**
   * Day of the week, from 1 for Sunday to 7; required if there is no window. In responses 0 if there is no window.
   */
  dayOfWeek?: number
  /**
   * Hour of the day, from 0 to 23; required if there is no window. In responses 0 if there is no window.
   */
  hourOfDay?: number
  /**
   * Number of deferrals since the last update.
   */
  numberOfDeferrals?: number
  /**
   * Hours without maintenance. An empty object removes them, and so does an update with a day or an hour and without them.
   */
  protectedHours?: {
    /**
     * Hour at which they end, from 0 to 23.
     */
    endHourOfDay?: number
    /**
     * Hour at which they begin, from 0 to 23.
     */
    startHourOfDay?: number
  }
  /**
   * Whether maintenance starts at once: if true, the other attributes are ignored. The mock never starts any.
   */
  startASAP?: boolean
  /**
   * Time zone, always UTC.
   */
  timeZoneId?: string
}
/**
 * Turns an alert configuration on or off.
 */
export interface AlertsToggle {
  /**
   * Whether alerts are sent.
   */
  enabled: boolean
}
/**
 * An alert configuration: a condition and its notifications.
 */
export interface GroupAlertsConfig {
  /**
   * Time of creation; ignored when sent.
   */
  created?: string
  /**
   * Whether alerts are sent.
   */
  enabled?: boolean
  /**
   * Event that triggers the alert. Atlas accepts names that its document lacks, so any upper-case name is accepted unless it looks like a typo of a known one.
   */
  eventTypeName: string
  /**
   * Id of the project; ignored when sent.
   */
  groupId?: string
  /**
   * Id of the alert configuration; ignored when sent.
   */
  id?: string
  /**
   * Related resources; ignored when sent.
   */
  links?: Link[]
  /**
   * Conditions on the resource that the event is about.
   */
  matchers?: {
    /**
     * Name of the field to compare.
     */
    fieldName: string
    /**
     * Comparison operator.
     */
    operator: string
    /**
     * Value to compare with.
     */
    value: string
  }[]
  /**
   * Threshold of a metric.
   */
  metricThreshold?: {
    /**
     * Name of the metric.
     */
    metricName?: string
    /**
     * How values are combined.
     */
    mode?: string
    /**
     * Comparison operator.
     */
    operator?: 'LESS_THAN' | 'GREATER_THAN'
    /**
     * Value to compare with.
     */
    threshold?: number
    /**
     * Unit of the value.
     */
    units?: string
  }
  /**
   * Notifications to send, at least one.
   *
   * @minItems 1
   * @maxItems 25
   */
  notifications: {
    /**
     * Token of the Slack app.
     */
    apiToken?: string
    /**
     * Slack channel.
     */
    channelName?: string
    /**
     * Datadog API key.
     */
    datadogApiKey?: string
    /**
     * Datadog site.
     */
    datadogRegion?: 'US' | 'EU' | 'US3' | 'US5' | 'AP1' | 'US1_FED'
    /**
     * Minutes between the condition and the first notification.
     */
    delayMin?: number
    /**
     * Email address of an EMAIL notification.
     */
    emailAddress?: string
    /**
     * Sends email to the members.
     */
    emailEnabled?: boolean
    /**
     * Id of the third-party integration that delivers the notification.
     */
    integrationId?: string
    /**
     * Minutes between notifications, at least 5; 0 counts as not set. Responses of PAGER_DUTY, VICTOR_OPS and OPS_GENIE omit it; these types accept any value.
     */
    intervalMin?: number
    /**
     * Microsoft Teams webhook.
     */
    microsoftTeamsWebhookUrl?: string
    /**
     * Phone number of an SMS notification.
     */
    mobileNumber?: string
    /**
     * Id of the notification; a PUT with it may omit the credentials, a PUT without it assigns a new one.
     */
    notifierId?: string
    /**
     * HipChat token.
     */
    notificationToken?: string
    /**
     * Opsgenie API key.
     */
    opsGenieApiKey?: string
    /**
     * Opsgenie region.
     */
    opsGenieRegion?: 'US' | 'EU'
    /**
     * PagerDuty region.
     */
    region?: 'US' | 'EU'
    /**
     * Roles whose members receive email.
     */
    roles?: string[]
    /**
     * HipChat room.
     */
    roomName?: string
    /**
     * PagerDuty integration key.
     */
    serviceKey?: string
    /**
     * Sends text messages to the members.
     */
    smsEnabled?: boolean
    /**
     * Id of a team.
     */
    teamId?: string
    /**
     * Name of a team.
     */
    teamName?: string
    /**
     * How the notification is delivered.
     */
    typeName:
      | 'DATADOG'
      | 'EMAIL'
      | 'GROUP'
      | 'HIP_CHAT'
      | 'MICROSOFT_TEAMS'
      | 'OPS_GENIE'
      | 'ORG'
      | 'PAGER_DUTY'
      | 'SLACK'
      | 'SMS'
      | 'TEAM'
      | 'USER'
      | 'VICTOR_OPS'
      | 'WEBHOOK'
    /**
     * Name of a user.
     */
    username?: string
    /**
     * Splunk On-Call API key.
     */
    victorOpsApiKey?: string
    /**
     * Splunk On-Call routing key.
     */
    victorOpsRoutingKey?: string
    /**
     * Template of the body of a WEBHOOK notification.
     */
    webhookBodyTemplate?: string
    /**
     * Template of the headers of a WEBHOOK notification.
     */
    webhookHeadersTemplate?: string
    /**
     * HMAC key of a WEBHOOK notification.
     */
    webhookSecret?: string
    /**
     * URL of a WEBHOOK notification.
     */
    webhookUrl?: string
  }[]
  /**
   * Severity of the alert.
   */
  severityOverride?: 'INFO' | 'WARNING' | 'ERROR' | 'CRITICAL'
  /**
   * Threshold of a count.
   */
  threshold?: {
    /**
     * Name of the metric.
     */
    metricName?: string
    /**
     * How values are combined.
     */
    mode?: string
    /**
     * Comparison operator.
     */
    operator?: 'LESS_THAN' | 'GREATER_THAN'
    /**
     * Value to compare with.
     */
    threshold?: number
    /**
     * Unit of the value.
     */
    units?: string
  }
  /**
   * Deprecated; ignored when sent.
   */
  typeName?: string
  /**
   * Time of the last change; ignored when sent.
   */
  updated?: string
}
export interface PaginatedAtlasGroup {
  /**
   * The page itself, the previous and the next.
   */
  links?: Link[]
  /**
   * Results of this page.
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
   * Results of this page.
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
   * Results of this page.
   */
  results: ThirdPartyIntegration[]
  /**
   * Results on all pages; 0 with includeCount=false.
   */
  totalCount?: number
}
export interface PaginatedLogIntegrationResponse {
  /**
   * The page itself, the previous and the next.
   */
  links?: Link[]
  /**
   * Results of this page.
   */
  results: LogIntegrationResponse[]
  /**
   * Results on all pages; 0 with includeCount=false.
   */
  totalCount?: number
}
export interface PaginatedOrgLogIntegrationResponse {
  /**
   * The page itself, the previous and the next.
   */
  links?: Link[]
  /**
   * Results of this page.
   */
  results: OrgLogIntegrationResponse[]
  /**
   * Results on all pages; 0 with includeCount=false.
   */
  totalCount?: number
}
export interface PaginatedMetricIntegrationResponse {
  /**
   * The page itself, the previous and the next.
   */
  links?: Link[]
  /**
   * Results of this page.
   */
  results: MetricIntegrationResponse[]
  /**
   * Results on all pages; 0 with includeCount=false.
   */
  totalCount?: number
}
export interface PaginatedAlertConfigView {
  /**
   * The page itself, the previous and the next.
   */
  links?: Link[]
  /**
   * Results of this page.
   */
  results: GroupAlertsConfig[]
  /**
   * Results on all pages; 0 with includeCount=false.
   */
  totalCount?: number
}
export interface PaginatedNetworkAccessView {
  /**
   * The page itself, the previous and the next.
   */
  links?: Link[]
  /**
   * Results of this page.
   */
  results: NetworkPermissionEntry[]
  /**
   * Results on all pages; 0 with includeCount=false.
   */
  totalCount?: number
}
export interface PaginatedTeamRoleView {
  /**
   * The page itself, the previous and the next.
   */
  links?: Link[]
  /**
   * Results of this page.
   */
  results: TeamRole[]
  /**
   * Results on all pages; 0 with includeCount=false.
   */
  totalCount?: number
}
export interface PaginatedClusterDescription20240805 {
  /**
   * The page itself, the previous and the next.
   */
  links?: Link[]
  /**
   * Results of this page.
   */
  results: ClusterDescription20240805[]
  /**
   * Results on all pages; 0 with includeCount=false.
   */
  totalCount?: number
}
export interface PaginatedGroupUserView {
  /**
   * The page itself, the previous and the next.
   */
  links?: Link[]
  /**
   * Results of this page.
   */
  results: GroupUserResponse[]
  /**
   * Results on all pages; 0 with includeCount=false.
   */
  totalCount?: number
}
export interface PaginatedOrgUserView {
  /**
   * The page itself, the previous and the next.
   */
  links?: Link[]
  /**
   * Results of this page.
   */
  results: OrgUserResponse[]
  /**
   * Results on all pages; 0 with includeCount=false.
   */
  totalCount?: number
}
export interface OtelSuppliedHeader {
  /**
   * Name of the header.
   */
  name: string
  /**
   * Value of the header.
   */
  value: string
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
   * Undocumented; null in every response.
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
   * Sends sharding distribution and chunk metrics.
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
   * Password with which Prometheus authenticates; never in a response.
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
 * Amazon S3 bucket to which Atlas exports the logs of one project.
 */
export interface S3LogIntegrationRequest {
  /**
   * Name of the bucket.
   */
  bucketName: string
  /**
   * Id, not ARN, of the authorized cloud provider access role.
   */
  iamRoleId: string
  /**
   * Id or ARN of the key for encryption at rest; null: the bucket's default setting.
   */
  kmsKey?: string | null
  /**
   * Logs to export. Duplicates count once.
   *
   * @minItems 1
   * @maxItems 10
   */
  logTypes: ('MONGOD' | 'MONGOS' | 'MONGOD_AUDIT' | 'MONGOS_AUDIT' | 'EVENTS')[]
  /**
   * Path prefix for the stored logs; usually ends with a slash.
   */
  prefixPath: string
  /**
   * The integration's type; it cannot be changed.
   */
  type: 'S3_LOG_EXPORT'
  /**
   * Use the paths of the older push-based log export.
   */
  useLegacyPathStructure?: boolean | null
}
/**
 * Amazon S3 bucket to which Atlas exports the logs of one project.
 */
export interface S3LogIntegrationResponse {
  /**
   * Name of the bucket.
   */
  bucketName: string
  /**
   * Id, not ARN, of the authorized cloud provider access role.
   */
  iamRoleId: string
  /**
   * ObjectId of the integration; ignored when sent.
   */
  id: string
  /**
   * Id or ARN of the key for encryption at rest; null: the bucket's default setting.
   */
  kmsKey?: string | null
  /**
   * Logs to export. Duplicates count once.
   *
   * @minItems 1
   * @maxItems 10
   */
  logTypes: ('MONGOD' | 'MONGOS' | 'MONGOD_AUDIT' | 'MONGOS_AUDIT' | 'EVENTS')[]
  /**
   * Path prefix for the stored logs; usually ends with a slash.
   */
  prefixPath: string
  /**
   * The integration's type; it cannot be changed.
   */
  type: 'S3_LOG_EXPORT'
  /**
   * Use the paths of the older push-based log export.
   */
  useLegacyPathStructure?: boolean | null
}
/**
 * Google Cloud Storage bucket to which Atlas exports the logs of one project.
 */
export interface GcsLogIntegrationRequest {
  /**
   * Name of the bucket.
   */
  bucketName: string
  /**
   * Logs to export. Duplicates count once.
   *
   * @minItems 1
   * @maxItems 10
   */
  logTypes: ('MONGOD' | 'MONGOS' | 'MONGOD_AUDIT' | 'MONGOS_AUDIT' | 'EVENTS')[]
  /**
   * Path prefix for the stored logs; usually ends with a slash.
   */
  prefixPath: string
  /**
   * Id of the authorized cloud provider access role.
   */
  roleId: string
  /**
   * The integration's type; it cannot be changed.
   */
  type: 'GCS_LOG_EXPORT'
}
/**
 * Google Cloud Storage bucket to which Atlas exports the logs of one project.
 */
export interface GcsLogIntegrationResponse {
  /**
   * Name of the bucket.
   */
  bucketName: string
  /**
   * ObjectId of the integration; ignored when sent.
   */
  id: string
  /**
   * Logs to export. Duplicates count once.
   *
   * @minItems 1
   * @maxItems 10
   */
  logTypes: ('MONGOD' | 'MONGOS' | 'MONGOD_AUDIT' | 'MONGOS_AUDIT' | 'EVENTS')[]
  /**
   * Path prefix for the stored logs; usually ends with a slash.
   */
  prefixPath: string
  /**
   * Id of the authorized cloud provider access role.
   */
  roleId: string
  /**
   * The integration's type; it cannot be changed.
   */
  type: 'GCS_LOG_EXPORT'
}
/**
 * Azure Blob Storage container to which Atlas exports the logs of one project.
 */
export interface AzureLogIntegrationRequest {
  /**
   * Logs to export. Duplicates count once.
   *
   * @minItems 1
   * @maxItems 10
   */
  logTypes: ('MONGOD' | 'MONGOS' | 'MONGOD_AUDIT' | 'MONGOS_AUDIT' | 'EVENTS')[]
  /**
   * Path prefix for the stored logs; usually ends with a slash.
   */
  prefixPath: string
  /**
   * Id of the authorized cloud provider access role.
   */
  roleId: string
  /**
   * Name of the storage account.
   */
  storageAccountName: string
  /**
   * Name of the container.
   */
  storageContainerName: string
  /**
   * The integration's type; it cannot be changed.
   */
  type: 'AZURE_LOG_EXPORT'
}
/**
 * Azure Blob Storage container to which Atlas exports the logs of one project.
 */
export interface AzureLogIntegrationResponse {
  /**
   * ObjectId of the integration; ignored when sent.
   */
  id: string
  /**
   * Logs to export. Duplicates count once.
   *
   * @minItems 1
   * @maxItems 10
   */
  logTypes: ('MONGOD' | 'MONGOS' | 'MONGOD_AUDIT' | 'MONGOS_AUDIT' | 'EVENTS')[]
  /**
   * Path prefix for the stored logs; usually ends with a slash.
   */
  prefixPath: string
  /**
   * Id of the authorized cloud provider access role.
   */
  roleId: string
  /**
   * Name of the storage account.
   */
  storageAccountName: string
  /**
   * Name of the container.
   */
  storageContainerName: string
  /**
   * The integration's type; it cannot be changed.
   */
  type: 'AZURE_LOG_EXPORT'
}
/**
 * Datadog account to which Atlas exports the logs of one project.
 */
export interface DatadogLogIntegrationRequest {
  /**
   * API key of the Datadog account; any text.
   */
  apiKey: string
  /**
   * Logs to export. Duplicates count once.
   *
   * @minItems 1
   * @maxItems 10
   */
  logTypes: ('MONGOD' | 'MONGOS' | 'MONGOD_AUDIT' | 'MONGOS_AUDIT' | 'EVENTS')[]
  /**
   * Datadog site.
   */
  region: 'US1' | 'US3' | 'US5' | 'EU' | 'AP1' | 'AP2' | 'US1_FED'
  /**
   * The integration's type; it cannot be changed.
   */
  type: 'DATADOG_LOG_EXPORT'
}
/**
 * Datadog account to which Atlas exports the logs of one project.
 */
export interface DatadogLogIntegrationResponse {
  /**
   * API key of the Datadog account; any text.
   */
  apiKey: string
  /**
   * ObjectId of the integration; ignored when sent.
   */
  id: string
  /**
   * Logs to export. Duplicates count once.
   *
   * @minItems 1
   * @maxItems 10
   */
  logTypes: ('MONGOD' | 'MONGOS' | 'MONGOD_AUDIT' | 'MONGOS_AUDIT' | 'EVENTS')[]
  /**
   * Datadog site.
   */
  region: 'US1' | 'US3' | 'US5' | 'EU' | 'AP1' | 'AP2' | 'US1_FED'
  /**
   * The integration's type; it cannot be changed.
   */
  type: 'DATADOG_LOG_EXPORT'
}
/**
 * Splunk HTTP Event Collector to which Atlas exports the logs of one project.
 */
export interface SplunkLogIntegrationRequest {
  /**
   * Token of the HTTP Event Collector.
   */
  hecToken: string
  /**
   * URL of the HTTP Event Collector.
   */
  hecUrl: string
  /**
   * Logs to export. Duplicates count once.
   *
   * @minItems 1
   * @maxItems 10
   */
  logTypes: ('MONGOD' | 'MONGOS' | 'MONGOD_AUDIT' | 'MONGOS_AUDIT' | 'EVENTS')[]
  /**
   * The integration's type; it cannot be changed.
   */
  type: 'SPLUNK_LOG_EXPORT'
}
/**
 * Splunk HTTP Event Collector to which Atlas exports the logs of one project.
 */
export interface SplunkLogIntegrationResponse {
  /**
   * Token of the HTTP Event Collector.
   */
  hecToken: string
  /**
   * URL of the HTTP Event Collector.
   */
  hecUrl: string
  /**
   * ObjectId of the integration; ignored when sent.
   */
  id: string
  /**
   * Logs to export. Duplicates count once.
   *
   * @minItems 1
   * @maxItems 10
   */
  logTypes: ('MONGOD' | 'MONGOS' | 'MONGOD_AUDIT' | 'MONGOS_AUDIT' | 'EVENTS')[]
  /**
   * The integration's type; it cannot be changed.
   */
  type: 'SPLUNK_LOG_EXPORT'
}
/**
 * OpenTelemetry collector to which Atlas exports the logs of one project.
 */
export interface OtelLogIntegrationRequest {
  /**
   * Logs to export. Duplicates count once.
   *
   * @minItems 1
   * @maxItems 10
   */
  logTypes: ('MONGOD' | 'MONGOS' | 'MONGOD_AUDIT' | 'MONGOS_AUDIT' | 'EVENTS')[]
  /**
   * HTTPS URL of the collector.
   */
  otelEndpoint: string
  /**
   * Headers of each request, at most 2 KB in total.
   *
   * @minItems 1
   * @maxItems 10
   */
  otelSuppliedHeaders: OtelSuppliedHeader[]
  /**
   * The integration's type; it cannot be changed.
   */
  type: 'OTEL_LOG_EXPORT'
}
/**
 * OpenTelemetry collector to which Atlas exports the logs of one project.
 */
export interface OtelLogIntegrationResponse {
  /**
   * ObjectId of the integration; ignored when sent.
   */
  id: string
  /**
   * Logs to export. Duplicates count once.
   *
   * @minItems 1
   * @maxItems 10
   */
  logTypes: ('MONGOD' | 'MONGOS' | 'MONGOD_AUDIT' | 'MONGOS_AUDIT' | 'EVENTS')[]
  /**
   * HTTPS URL of the collector.
   */
  otelEndpoint: string
  /**
   * Headers of each request, at most 2 KB in total.
   *
   * @minItems 1
   * @maxItems 10
   */
  otelSuppliedHeaders: OtelSuppliedHeader[]
  /**
   * The integration's type; it cannot be changed.
   */
  type: 'OTEL_LOG_EXPORT'
}
/**
 * OpenTelemetry collector to which Atlas exports the logs of one project.
 */
export interface OrgOtelLogIntegrationRequest {
  /**
   * Logs to export. Duplicates count once.
   *
   * @minItems 1
   * @maxItems 10
   */
  logTypes: 'EVENTS'[]
  /**
   * HTTPS URL of the collector.
   */
  otelEndpoint: string
  /**
   * Headers of each request, at most 2 KB in total.
   *
   * @minItems 1
   * @maxItems 10
   */
  otelSuppliedHeaders: OtelSuppliedHeader[]
  /**
   * The integration's type; it cannot be changed.
   */
  type: 'OTEL_LOG_EXPORT'
}
/**
 * OpenTelemetry collector to which Atlas exports the logs of one project.
 */
export interface OrgOtelLogIntegrationResponse {
  /**
   * ObjectId of the integration; ignored when sent.
   */
  id: string
  /**
   * Logs to export. Duplicates count once.
   *
   * @minItems 1
   * @maxItems 10
   */
  logTypes: 'EVENTS'[]
  /**
   * HTTPS URL of the collector.
   */
  otelEndpoint: string
  /**
   * Headers of each request, at most 2 KB in total.
   *
   * @minItems 1
   * @maxItems 10
   */
  otelSuppliedHeaders: OtelSuppliedHeader[]
  /**
   * The integration's type; it cannot be changed.
   */
  type: 'OTEL_LOG_EXPORT'
}
/**
 * OpenTelemetry endpoint to which Atlas exports the metrics of one project.
 */
export interface MetricIntegrationRequest {
  /**
   * How counter values are sent.
   */
  aggregationTemporality: 'DELTA' | 'CUMULATIVE'
  /**
   * How Atlas authenticates.
   */
  authType: 'HEADER' | 'OAUTH2'
  /**
   * HTTPS URL that receives the metrics.
   */
  endpoint: string
  /**
   * Headers of each request, at most 2 KB in total. Responses contain headersRedacted instead.
   *
   * @minItems 1
   * @maxItems 10
   */
  headers?: {
    /**
     * Name of the header.
     */
    name: string
    /**
     * Value of the header.
     */
    value: string
  }[]
  /**
   * The integration's type; it cannot be changed.
   */
  integrationType: 'OTEL'
  /**
   * Groups of metrics to export. Duplicates count once.
   *
   * @minItems 1
   * @maxItems 30
   */
  metricSelection: ('ATLAS_STREAM_PROCESSING' | 'MONGODB_METRICS' | 'HARDWARE_METRICS')[]
  /**
   * Client credentials with which Atlas requests an access token, for authType OAUTH2.
   */
  oauth?: {
    /**
     * How Atlas authenticates at the token endpoint.
     */
    clientAuthMethod: 'CLIENT_SECRET' | 'PRIVATE_KEY_JWT'
    /**
     * Id of the client.
     */
    clientId: string
    /**
     * Secret of the client, for CLIENT_SECRET.
     */
    clientSecret?: string
    /**
     * Requested scopes.
     */
    scopes?: string[]
    /**
     * Key that signs the client's assertions, for PRIVATE_KEY_JWT.
     */
    signingKeyInfo?: {
      /**
       * Signature algorithm.
       */
      algorithm?: string
      /**
       * Creation time of the key.
       */
      createdAt?: string
      /**
       * Address of the public key.
       */
      jwksUri?: string
      /**
       * Id of the key.
       */
      kid?: string
    }
    /**
     * HTTPS URL of the token endpoint.
     */
    tokenEndpoint: string
    /**
     * Additional parameters of the token request.
     */
    tokenRequestParams?: {
      [k: string]: string
    }
  }
  /**
   * Service that receives the metrics.
   */
  providerType: 'CUSTOM' | 'DATADOG' | 'DYNATRACE' | 'NEW_RELIC'
}
/**
 * OpenTelemetry endpoint to which Atlas exports the metrics of one project.
 */
export interface MetricIntegrationResponse {
  /**
   * How counter values are sent.
   */
  aggregationTemporality: 'DELTA' | 'CUMULATIVE'
  /**
   * How Atlas authenticates.
   */
  authType: 'HEADER' | 'OAUTH2'
  /**
   * HTTPS URL that receives the metrics.
   */
  endpoint: string
  /**
   * Headers of each request, at most 2 KB in total. Responses contain headersRedacted instead.
   *
   * @minItems 1
   * @maxItems 10
   */
  headersRedacted?: {
    /**
     * Name of the header.
     */
    name: string
    /**
     * Value of the header.
     */
    value: string
  }[]
  /**
   * The integration's type; it cannot be changed.
   */
  integrationType: 'OTEL'
  /**
   * ObjectId of the integration; ignored when sent.
   */
  metricIntegrationId: string
  /**
   * Groups of metrics to export. Duplicates count once.
   *
   * @minItems 1
   * @maxItems 30
   */
  metricSelection: ('ATLAS_STREAM_PROCESSING' | 'MONGODB_METRICS' | 'HARDWARE_METRICS')[]
  /**
   * Client credentials with which Atlas requests an access token, for authType OAUTH2.
   */
  oauth?: {
    /**
     * How Atlas authenticates at the token endpoint.
     */
    clientAuthMethod: 'CLIENT_SECRET' | 'PRIVATE_KEY_JWT'
    /**
     * Id of the client.
     */
    clientId: string
    /**
     * Secret of the client, for CLIENT_SECRET.
     */
    clientSecret?: string
    /**
     * Requested scopes.
     */
    scopes?: string[]
    /**
     * Key that signs the client's assertions, for PRIVATE_KEY_JWT.
     */
    signingKeyInfo?: {
      /**
       * Signature algorithm.
       */
      algorithm?: string
      /**
       * Creation time of the key.
       */
      createdAt?: string
      /**
       * Address of the public key.
       */
      jwksUri?: string
      /**
       * Id of the key.
       */
      kid?: string
    }
    /**
     * HTTPS URL of the token endpoint.
     */
    tokenEndpoint: string
    /**
     * Additional parameters of the token request.
     */
    tokenRequestParams?: {
      [k: string]: string
    }
  }
  /**
   * Service that receives the metrics.
   */
  providerType: 'CUSTOM' | 'DATADOG' | 'DYNATRACE' | 'NEW_RELIC'
}
/**
 * A test alert of a project.
 */
export interface AlertBody {
  /**
   * Id of the project whose webhook receives the alert.
   */
  project: string
  /**
   * Id of an alert configuration of the project. The alert has its event type and is posted to the webhooks that its notifications name by `integrationId` or `webhookUrl`; a webhook notification with neither uses the project's webhook. A disabled configuration is a 409. Omitted: the alert is posted to the project's webhook.
   */
  alertConfig?: string
  /**
   * Value of X-MMS-Event; default: alert.open.
   */
  event?:
    'alert.open' | 'alert.close' | 'alert.update' | 'alert.acknowledge' | 'alert.cancel' | 'alert.inform'
  /**
   * Merge patch of the default alert (RFC 7396); null removes a field. The default is an OUTSIDE_METRIC_THRESHOLD on connections, for alert.inform a PRIMARY_ELECTED without a metric.
   */
  alert?: {
    [k: string]: unknown
  }
}
/**
 * A posted alert and the result.
 */
export interface Delivery {
  /**
   * Increasing id, never reused.
   */
  id: number
  /**
   * Time by the clock of the project's organization.
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
   * Id of the integration; null: the notification has its own URL.
   */
  integration: string | null
  /**
   * Value of X-MMS-Event.
   */
  event: string
  /**
   * Webhook URL, redacted as in Atlas's responses; null: not set.
   */
  url: string | null
  /**
   * The request to the webhook.
   */
  request: {
    /**
     * HTTP method.
     */
    method: 'POST'
    /**
     * Header values by name, in sending order.
     */
    headers: {
      [k: string]: string
    }
    /**
     * The exact body.
     */
    body: string
  }
  /**
   * Results of the webhook's templates.
   */
  templates: {
    /**
     * Result of the body template. `none`: not set; `rendered`: used; `default`: failed, default body sent.
     */
    body: 'none' | 'rendered' | 'default'
    /**
     * Result of the headers template.
     */
    headers: 'none' | 'rendered' | 'default'
    /**
     * Why a default was sent or a header omitted; null: neither.
     */
    reason: string | null
  }
  /**
   * Result of the signature check by the mock's inbox.
   */
  signature: {
    /**
     * `valid`: the signature matches the body and the stored secret; `unsigned`: the webhook does not have a secret.
     */
    outcome: 'valid' | 'invalid' | 'unsigned'
    /**
     * Value of X-MMS-Signature; null: missing.
     */
    header: string | null
  }
  /**
   * Result of the delivery over the network: one attempt of at most five seconds, without redirects and proxies. Null: not delivered over the network.
   */
  network: {
    /**
     * Status code of the response; null: no response.
     */
    status: number | null
    /**
     * Reason of the failure; null for a 2xx.
     */
    error: string | null
    /**
     * Milliseconds.
     */
    duration: number
  } | null
  /**
   * Why the alert was not delivered over the network; null: it was.
   */
  reason: string | null
}
/**
 * Alerts posted to webhooks, the oldest first.
 */
export interface DeliveryList {
  /**
   * The deliveries.
   */
  results: Delivery[]
  /**
   * Number of deliveries.
   */
  totalCount: number
}
/**
 * The integration types of all resources.
 */
export interface IntegrationTypeList {
  /**
   * Types of third-party integrations in the order of Atlas's lists, then of log integrations, then of metric integrations.
   */
  results: IntegrationTypeInfo[]
}
/**
 * An integration type.
 */
export interface IntegrationTypeInfo {
  /**
   * Name of the type, in paths of third-party integrations and in bodies.
   */
  type: string
  /**
   * Path segment of the resource.
   */
  resource: 'integrations' | 'logIntegrations' | 'metricIntegrations'
  /**
   * Name of the id in responses.
   */
  idField: string
  /**
   * Name of the field with the type.
   */
  typeField: string
  /**
   * Product name of the service.
   */
  label: string
  /**
   * Description of the integration.
   */
  description: string
  /**
   * URL of Atlas's documentation.
   */
  docs: string
  /**
   * Error of every request with this type; null: requests are accepted.
   */
  rejectedWith: string | null
  /**
   * How many rows of FIDELITY.md that hold for the type are not sure.
   */
  unsure: {
    /**
     * Rows without public evidence.
     */
    guess: number
    /**
     * Rows whose evidence conflicts.
     */
    contradicted: number
    /**
     * URL of the rows.
     */
    url: string
  }
  /**
   * Whether integrations of this type receive test alerts.
   */
  receivesAlerts: boolean
  /**
   * What is known of the test alerts that it receives.
   */
  alertRows: {
    /**
     * Part of the alert.
     */
    part: 'headers' | 'body'
    /**
     * Label of the evidence.
     */
    label: string
    /**
     * Title of the row of FIDELITY.md.
     */
    title: string
    /**
     * URL of the row.
     */
    url: string
  }[]
  /**
   * Additional fields required on creation.
   */
  requiredToCreate: string[]
  /**
   * Fields that the console shows on the card of an integration: at most three, a secret first.
   */
  shown: string[]
  /**
   * Schema of a body without id and type.
   */
  schema: {
    /**
     * Always an object.
     */
    type: 'object'
    /**
     * Fields: required ones first, the others by name.
     */
    properties: {
      /**
       * A field of an integration: keywords of JSON Schema and of the mock.
       */
      [k: string]: IntegrationField
    }
    /**
     * Required fields in the order in which Atlas checks them.
     */
    required: string[]
    /**
     * Always null: the Terraform provider does not have a resource for the type.
     */
    'x-terraform'?: null
  }
  /**
   * Valid example bodies.
   */
  examples: {
    /**
     * Title of the example.
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
   * Translation to Simplified Chinese.
   */
  zh?: {
    /**
     * Translated name, if different.
     */
    label?: string
    /**
     * Translated description.
     */
    description: string
  }
}
/**
 * A field of an integration: keywords of JSON Schema and of the mock.
 */
export interface IntegrationField {
  /**
   * Label for forms.
   */
  title?: string
  /**
   * Description of the field.
   */
  description?: string
  /**
   * JSON type; omitted: any.
   */
  type?: 'string' | 'boolean' | 'array' | 'object'
  /**
   * Fields of an object; omitted: any fields with strings as values.
   */
  properties?: {
    /**
     * A field of an integration: keywords of JSON Schema and of the mock.
     */
    [k: string]: IntegrationField
  }
  /**
   * Required fields of an object.
   */
  required?: string[]
  /**
   * Allowed values.
   */
  enum?: string[]
  /**
   * Value stored if the field is missing.
   */
  default?: string | boolean
  /**
   * Whether null is allowed.
   */
  nullable?: boolean
  /**
   * Whether Atlas rejects the field in a body.
   */
  readOnly?: boolean
  /**
   * Whether responses omit the field.
   */
  writeOnly?: boolean
  /**
   * Minimum number of characters.
   */
  minLength?: number
  /**
   * Maximum number of characters.
   */
  maxLength?: number
  /**
   * Minimum number of entries.
   */
  minItems?: number
  /**
   * Maximum number of entries.
   */
  maxItems?: number
  /**
   * Whether duplicates count once.
   */
  uniqueItems?: boolean
  /**
   * Entries of a list.
   */
  items?: {
    /**
     * JSON type of an entry.
     */
    type: 'string' | 'object'
    /**
     * Allowed values.
     */
    enum?: string[]
    /**
     * Required fields of an entry.
     */
    required?: string[]
    /**
     * Fields of an entry.
     */
    properties?: {
      /**
       * A field of an integration: keywords of JSON Schema and of the mock.
       */
      [k: string]: IntegrationField
    }
  }
  /**
   * `password`: hide the input.
   */
  format?: string
  /**
   * Documented example of a value in a response.
   */
  example?: string
  /**
   * Value in responses if the field was never set.
   */
  'x-absent'?: (string | null) | boolean
  /**
   * Whether the empty string counts as missing.
   */
  'x-emptyIsMissing'?: boolean
  /**
   * Maximum total size of the strings in a list, in bytes of UTF-8.
   */
  'x-maxBytes'?: number
  /**
   * Name of the field in responses.
   */
  'x-shownAs'?: string
  /**
   * Maximum number of integrations of a project with the same value, by value.
   */
  'x-limits'?: {
    [k: string]: number
  }
  /**
   * Values of other fields that make this field required; with other values, it is rejected.
   */
  'x-when'?: {
    [k: string]: string
  }
  /**
   * Present if a PUT must not change the value.
   */
  'x-immutable'?: {
    /**
     * Error of such a PUT.
     */
    error: string
  }
  /**
   * Whether the field is missing in the official document.
   */
  'x-undocumented'?: boolean
  /**
   * Translation to Simplified Chinese.
   */
  'x-zh'?: {
    /**
     * Translated label.
     */
    title: string
    /**
     * Translated description.
     */
    description: string
  }
  /**
   * Name in the Terraform provider, if it differs from the snake case; null: not supported.
   */
  'x-terraform'?: string | null
  /**
   * Present if the field is a secret.
   */
  'x-secret'?: {
    /**
     * Redaction in responses: `last4` shows the last four characters, `url` scheme, host and the last four characters, `masked` six asterisks, `never` nothing, `plain` the value.
     */
    shown: 'last4' | 'url' | 'masked' | 'never' | 'plain'
  }
  /**
   * Additional format checks; a value must pass all.
   */
  'x-checks'?: {
    /**
     * Error of an invalid value.
     */
    error: string
    /**
     * A regular expression.
     */
    pattern?: string
    /**
     * Allowed URL schemes, such as `https:`.
     */
    url?: string[]
  }[]
  /**
   * Present if a PUT must not omit the field of a configured integration.
   */
  'x-absentOnUpdate'?: {
    /**
     * Error of such a PUT.
     */
    error: string
  }
}
/**
 * API keys and service accounts: seeded ones first in seed order, the others in creation order.
 */
export interface PrincipalList {
  /**
   * Principals; seeded ones with their valid secrets.
   */
  results: Principal[]
}
/**
 * Organizations in creation order.
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
     * Name.
     */
    name: string
    /**
     * Whether the organization is a sandbox.
     */
    isSandbox: boolean
    /**
     * Projects in creation order.
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
 * Requests that the fault applies to: every given condition must match; omitted: all requests.
 */
export interface FaultMatch {
  /**
   * One or more operationIds.
   */
  operation?: OperationId | readonly OperationId[]
  /**
   * Project id in the path.
   */
  project?: string
  /**
   * Integration type in the path.
   */
  integrationType?: IntegrationType
  /**
   * Id of the caller's organization, else of the organization in the path, else of that of the API key or service account that the request names.
   */
  organization?: string
  /**
   * HTTP method; upper or lower case. POST also matches token requests.
   */
  method?: Method
  /**
   * Path without query; `*` matches any characters.
   */
  path?: string
  /**
   * Public key or client id of the caller.
   */
  principal?: string
  /**
   * Request headers by name; `*` matches any characters.
   */
  headers?: {
    [k: string]: string
  }
}
/**
 * Matching requests on which the fault fires; omitted: all. Conditions combine: `{"after":1,"every":2,"first":3}` fires on the third, the fifth and the seventh.
 */
export interface FaultWhen {
  /**
   * Number of matching requests to skip first.
   */
  after?: number
  /**
   * Fires on every nth remaining request.
   */
  every?: number
  /**
   * Probability of firing on each of these.
   */
  probability?: number
  /**
   * Seed of the random numbers for probability and delays.
   */
  seed?: number
  /**
   * Maximum number of times that the fault fires.
   */
  first?: number
  /**
   * End time by the clock of the mock, or of the fault's sandbox.
   */
  until?: string
}
/**
 * An error of the catalogue; placeholders default to values from the path.
 */
export interface ErrorEffect {
  /**
   * An error of the catalogue.
   */
  type: 'error'
  /**
   * Id of the error.
   */
  errorCode: ErrorId
  /**
   * Values of the placeholders.
   *
   * @maxItems 20
   */
  parameters?: (string | number)[]
  /**
   * Additional response headers.
   */
  headers?: FaultHeaders
  /**
   * Milliseconds, or a range for a uniformly distributed random delay. If the client disconnects during it, the request is dropped.
   */
  delay?: Delay
}
/**
 * 429 RATE_LIMITED_TOKEN_BUCKET with the called path, the rate limit of the operation, Retry-After and RateLimit headers; at the token endpoint RATE_LIMITED.
 */
export interface RateLimitEffect {
  /**
   * A rate limit.
   */
  type: 'rateLimit'
  /**
   * Seconds.
   */
  retryAfter?: number
  /**
   * Additional response headers.
   */
  headers?: FaultHeaders
  /**
   * Milliseconds, or a range for a uniformly distributed random delay. If the client disconnects during it, the request is dropped.
   */
  delay?: Delay
}
/**
 * The normal response after the delay.
 */
export interface DelayEffect {
  /**
   * A delay.
   */
  type: 'delay'
  /**
   * Milliseconds, or a range for a uniformly distributed random delay. If the client disconnects during it, the request is dropped.
   */
  delay: Delay
}
/**
 * The normal response with the body sent in chunks over time.
 */
export interface SlowEffect {
  /**
   * A slow body.
   */
  type: 'slow'
  /**
   * Bytes per second.
   */
  bytesPerSecond: number
  /**
   * Milliseconds, or a range for a uniformly distributed random delay. If the client disconnects during it, the request is dropped.
   */
  delay?: Delay
}
/**
 * `reset`: resets the connection (RST) without a response. `hangUp`: closes the connection (FIN) without a response. `truncate`: cuts the normal response in the middle of the body. `empty`: sends status and headers of the normal response without a body. If the normal response does not have a body, `truncate` and `empty` reset the connection.
 */
export interface IncompleteEffect {
  /**
   * An incomplete response.
   */
  type: 'reset' | 'hangUp' | 'truncate' | 'empty'
  /**
   * Milliseconds, or a range for a uniformly distributed random delay. If the client disconnects during it, the request is dropped.
   */
  delay?: Delay
}
/**
 * Additional response headers.
 */
export interface FaultHeaders {
  [k: string]: string
}
/**
 * A fault with its counters.
 */
export interface Fault {
  /**
   * Id of the fault.
   */
  id: string
  /**
   * Id of the sandbox; null: everything.
   */
  sandbox: string | null
  /**
   * Name for display.
   */
  name?: string
  /**
   * Requests that the fault applies to: every given condition must match; omitted: all requests.
   */
  match?: FaultMatch
  /**
   * Effect of the fault, after the delay.
   */
  effect: Effect
  /**
   * Stage at which the fault fires.
   */
  stage: 'edge' | 'service' | 'after-commit'
  /**
   * Matching requests on which the fault fires; omitted: all. Conditions combine: `{"after":1,"every":2,"first":3}` fires on the third, the fifth and the seventh.
   */
  when?: FaultWhen
  /**
   * Lifetime in seconds.
   */
  lasts?: number
  /**
   * Creation time by the mock's clock.
   */
  created: string
  /**
   * Number of matching requests that the fault was checked against: none after its end, and none on which an earlier fault fired.
   */
  matched: number
  /**
   * Number of requests on which the fault fired.
   */
  hits: number
  /**
   * How often the fault can still fire; null: unlimited.
   */
  left: number | null
  /**
   * Whether the fault has fired.
   */
  fired: boolean
  /**
   * Whether the fault can no longer fire.
   */
  ended: boolean
}
/**
 * Faults in creation order.
 */
export interface FaultList {
  /**
   * The faults.
   */
  results: Fault[]
}
/**
 * A request to the Atlas API. Its secrets are hidden: credentials, the secrets in token requests and responses, secret fields of the operation, and fields, headers and parameters whose names say that they are secret; also where another value of the request or the response repeats them.
 */
export interface RecordedRequest {
  /**
   * Id in the journal, from 1; never reused.
   */
  id: number
  /**
   * Organization of the caller, else of the path.
   */
  organization: string | null
  /**
   * Time of the response by the mock's clock.
   */
  time: string
  /**
   * Milliseconds.
   */
  duration: number
  /**
   * IP address of the client.
   */
  address: string
  /**
   * Whether the client sent it by itself, as the console does for the lists that it shows: with the header `X-Mock-Background: true`, which `headers` omits.
   */
  background: boolean
  /**
   * The client's id for the request: 1 to 64 letters, digits, `_` or `-` in the header `X-Mock-Call-Id`, which `headers` omits.
   */
  callId: string | null
  /**
   * Only of a single request: ids of the principals whose roles and access list permit it, in creation order. Null: it is not a request on a project, or was not rejected because of the caller's roles, organization or access list.
   */
  permitted?: string[] | null
  /**
   * Only of a single request: the row of FIDELITY.md that the response relies on. Null: FIDELITY.md has no row about the operation and the outcome, a fault other than a delay, a stub or Prefer forced the response, the connection ended without one, or `background` is true.
   */
  evidence?: {
    /**
     * Label of the evidence; `analogous` at best if the row is about another type, or lacks a property of the request.
     */
    label:
      | 'recorded'
      | 'documented'
      | 'reported'
      | 'standard'
      | 'analogous'
      | 'code-only'
      | 'contradicted'
      | 'guess'
    /**
     * Id of the row, which FIDELITY.md and `calls report` use.
     */
    id: string
    /**
     * Title of the row.
     */
    title: string
    /**
     * Source of the evidence.
     */
    source: string
    /**
     * Date of the evidence, as YYYY-MM-DD.
     */
    date: string
    /**
     * URL of the row.
     */
    url: string
  } | null
  /**
   * Id of the Digest challenge that the request follows: the same request without credentials.
   */
  challenge: number | null
  /**
   * The request.
   */
  request: {
    /**
     * Method.
     */
    method: string
    /**
     * Path and query.
     */
    url: string
    /**
     * Path as received.
     */
    path: string
    /**
     * Values by name; a list for a repeated name.
     */
    query: {
      [k: string]: string | string[]
    }
    /**
     * HTTP version, such as 1.1.
     */
    httpVersion: string
    /**
     * Values by lower-case name. Authorization shows the scheme, and the nonce of Digest.
     */
    headers: {
      [k: string]: string | string[]
    }
    /**
     * The body: an object, also of a form, a list, or the text of another JSON value; for other bodies, their length and the place of the error. Null: no body, or the request was rejected before the body was read.
     */
    body:
      | ({
          [k: string]: unknown
        } | null)
      | unknown[]
      | string
  }
  /**
   * operationId; null: unknown path or method.
   */
  operation: OperationId | null
  /**
   * Project id from the path.
   */
  project: string | null
  /**
   * Integration type from the path as received.
   */
  integrationType: string | null
  /**
   * Authenticated caller; null: not authenticated.
   */
  principal: {
    /**
     * Public key or client id.
     */
    id: string
    /**
     * Kind of principal.
     */
    kind: 'apiKey' | 'serviceAccount'
    /**
     * Id of its organization.
     */
    orgId: string
  } | null
  /**
   * Authentication of the request.
   */
  authentication: {
    /**
     * `none`: no Authorization header; `other`: unsupported scheme.
     */
    scheme: 'digest' | 'bearer' | 'basic' | 'none' | 'other'
    /**
     * Outcome of a check; `not reached`: the response preceded it.
     */
    outcome: Outcome
  }
  /**
   * The role check.
   */
  authorization: {
    /**
     * Outcome of a check; `not reached`: the response preceded it.
     */
    outcome: Outcome
    /**
     * Sufficient roles: any on the project or any on its organization. Null: no role required.
     */
    requiredRoles: {
      /**
       * Roles on the project.
       */
      project: RoleName[]
      /**
       * Roles on its organization.
       */
      organization: RoleName[]
    } | null
    /**
     * Roles of the caller, at most 10 on other projects; null: not authenticated.
     */
    roles:
      | {
          /**
           * Name of the role.
           */
          roleName: RoleName
          /**
           * Id of the organization.
           */
          orgId?: string
          /**
           * Id of the project.
           */
          groupId?: string
        }[]
      | null
  }
  /**
   * Validation of path, query and body.
   */
  validation: {
    /**
     * Outcome of a check; `not reached`: the response preceded it.
     */
    outcome: Outcome
    /**
     * Error code if rejected.
     */
    errorCode?: ErrorCode | (string & {})
    /**
     * Rejected body field or query parameter.
     */
    attribute?: string
  }
  /**
   * Why the request did not get the normal response: rejection, Prefer or a fault; null: normal response. Contains the details of the text besides code and text.
   */
  reason: {
    /**
     * Stable code of schemas/reasons.json, such as role-insufficient.
     */
    code: string
    /**
     * Text for people; may change at any time.
     */
    text: string
    [k: string]: unknown
  } | null
  /**
   * The response; null: the connection ended without one.
   */
  response: {
    /**
     * Status.
     */
    status: number
    /**
     * Error code; null for a success or a body without one.
     */
    errorCode: ErrorCode | (string & {}) | null
    /**
     * Values by lower-case name.
     */
    headers: {
      [k: string]: string | string[]
    }
    /**
     * The body, as of the request.
     */
    body:
      | ({
          [k: string]: unknown
        } | null)
      | unknown[]
      | string
  } | null
  /**
   * The fault that fired on the request.
   */
  fault: {
    /**
     * Id of the fault.
     */
    id: string
    /**
     * Type of the effect.
     */
    effect: string
    /**
     * Whether the write was executed, although its response was lost or replaced; null: a read, or the fault only delayed the response.
     */
    executed: boolean | null
  } | null
}
/**
 * Requests of the journal.
 */
export interface RequestList {
  /**
   * Requests, the oldest first.
   */
  results: RecordedRequest[]
  /**
   * Number of requests that match, regardless of `limit` and `before`.
   */
  totalCount: number
  /**
   * Number of requests that were searched: those of `sandbox` after `since`.
   */
  searched: number
  /**
   * Id of the newest request, whether it matches or not: `since` of the next call. 0: there was none.
   */
  newest: number
  /**
   * `before` of the page of older requests. Null: this page has the oldest.
   */
  next: number | null
  /**
   * Ids of the callers of all requests that were searched, sorted.
   */
  principals: string[]
  /**
   * Number of requests that the journal has dropped since it was cleared; with `sandbox`, only those of the sandbox. The limits for all sandboxes together are 10,000 requests and 64 MiB, or a sixteenth of a container's memory.
   */
  dropped: number
}
/**
 * Query parameters of the journal.
 */
export interface RequestFilter {
  /**
   * An operationId.
   */
  operation?: OperationId
  /**
   * HTTP method.
   */
  method?: Method
  /**
   * Path without query; `*` matches any characters.
   */
  path?: string
  /**
   * Public key or client id of the caller.
   */
  principal?: string
  /**
   * Status code of the response.
   */
  status?: number
  /**
   * Error code of the response.
   */
  errorCode?: ErrorCode | (string & {})
  /**
   * Id of the fault that fired.
   */
  fault?: string
  /**
   * Only requests with a higher id.
   */
  since?: number
  /**
   * Only requests with a lower id.
   */
  before?: number
  /**
   * First digit of the status code; `none`: the connection ended without a response.
   */
  statusClass?: '2xx' | '3xx' | '4xx' | '5xx' | 'none'
  /**
   * Only requests that contain all of these words, regardless of case, in the method, URL, status, error code, reason, caller, the names and values of the bodies, or in the id or name of the project or organization; `#8` matches the id of the request or of its challenge. Hidden values are not searched.
   */
  text?: string
  /**
   * Whether the request has the header `X-Mock-Background: true`. `false` also returns background requests on which a fault fired.
   */
  background?: boolean
  /**
   * The client's id for the request.
   */
  callId?: string
  /**
   * `true` omits each Digest challenge that a call has followed. The call's `challenge` is the id of the omitted request.
   */
  folded?: boolean
  /**
   * Maximum number of requests; keeps the newest.
   */
  limit?: number
}
/**
 * Expected properties of a request; every given member must match, and any value of a list. A Digest challenge, a request without credentials and its 401, matches only if status or errorCode is given. Unknown operations, methods and integration types are rejected. So is an error code within two typos of a known one, unless a fault, stub or recorded response has it. Other unknown values match no request.
 */
export interface Matcher<Type extends TypeMatch = TypeMatch> {
  /**
   * operationId.
   */
  operation?: OperationId | readonly OperationId[]
  /**
   * Method; upper or lower case.
   */
  method?: Method | readonly Method[]
  /**
   * Path without query, as sent or without doubled and trailing slashes; `*` matches any characters.
   */
  path?: string | readonly string[]
  /**
   * Project id from the path.
   */
  project?: string | readonly string[]
  /**
   * Organization of the request.
   */
  organization?: string | readonly string[]
  /**
   * Type from the path.
   */
  integrationType?: Type
  /**
   * Public key or client id of the caller.
   */
  principal?: string | readonly string[]
  /**
   * Status code of the response; null, but not in a list: the connection ended without a response.
   */
  status?: (number | null) | readonly number[]
  /**
   * errorCode of the response.
   */
  errorCode?: (ErrorCode | (string & {})) | readonly (ErrorCode | (string & {}))[]
  /**
   * Request headers by name; `*` matches any characters, except in headers that the journal hides, such as Authorization. Null: the header must be missing.
   */
  headers?: {
    [k: string]: string | null
  }
  /**
   * Query parameters by name. Null: the parameter must be missing.
   */
  query?: {
    [k: string]: string | null
  }
  /**
   * Values of body fields by name, such as `channelName`; secrets in plain text. For a nested field, give the whole value of the outer one. The body may contain other fields. Null matches JSON null; see `absent` for missing fields.
   */
  body?: BodyMatch<Type>
  /**
   * Names of fields that the body must not contain.
   *
   * @maxItems 100
   */
  absent?: readonly string[]
  /**
   * Id of the fault that fired; null: no fault.
   */
  fault?: string | null
}
/**
 * Condition of a wait.
 */
export interface WaitBody<Type extends TypeMatch = TypeMatch> {
  /**
   * Expected properties of a request; every given member must match, and any value of a list. A Digest challenge, a request without credentials and its 401, matches only if status or errorCode is given. Unknown operations, methods and integration types are rejected. So is an error code within two typos of a known one, unless a fault, stub or recorded response has it. Other unknown values match no request.
   */
  match: Matcher<Type>
  /**
   * Expected number of matches; default: at least one. A number is exact.
   */
  count?:
    | number
    | ({
        /**
         * Exact number of matches.
         */
        exactly?: number
        /**
         * Minimum number of matches.
         */
        atLeast?: number
      } & (
        | {
            exactly: number
            atLeast?: never
          }
        | {
            atLeast: number
            exactly?: never
          }
      ))
  /**
   * Milliseconds by the system time.
   */
  timeout?: number
  /**
   * Only requests with a higher id.
   */
  since?: number
}
/**
 * What a client did that will hurt on Atlas, although the mock accepted it.
 */
export interface Advice {
  /**
   * `redacted-value-stored`: a secret is a redaction that a response had shown; `retried-too-early`: before the time in Retry-After; `not-retried-safely`: a POST whose response was lost was repeated, and its 409 taken for a failure; `version-not-sent`: Accept names no version, which only the setting `accept` permits.
   */
  code: 'redacted-value-stored' | 'retried-too-early' | 'not-retried-safely' | 'version-not-sent'
  /**
   * Ids of these requests.
   */
  requests: number[]
  /**
   * About the first of them. Text for people; may change at any time.
   */
  text: string
}
/**
 * At most one advice for each code.
 */
export interface AdviceList {
  results: Advice[]
}
/**
 * Result of a verification.
 */
export interface Verification {
  /**
   * Whether the expectation is met.
   */
  pass: boolean
  /**
   * On failure, what is needed to fix the test, on several lines, without secrets. Text for people; may change at any time.
   */
  message?: string
  /**
   * Why the verification failed. `dropped`: the number is right, but dropped requests may have matched; `order`: a step is missing; `unknown-paths`: the expectation is met, but there were requests outside the mocked paths.
   */
  code?: 'too-few' | 'too-many' | 'dropped' | 'order' | 'unknown-paths'
  /**
   * Description of the expectation on failure.
   */
  expected?: string
  /**
   * Number of matching requests, or of steps found.
   */
  matched: number
  /**
   * Ids of these requests.
   */
  ids: number[]
  /**
   * Nearest requests if too few match, fewest misses first, out of the newest 500 that do not match.
   *
   * @maxItems 3
   */
  nearest?: {
    /**
     * Summary of the request.
     */
    request: {
      /**
       * Id in the journal.
       */
      id: number
      /**
       * Method.
       */
      method: string
      /**
       * Path and query, without secrets.
       */
      url: string
      /**
       * Status code; null: no response.
       */
      status: number | null
    }
    /**
     * Differences from the expectation.
     */
    misses: Miss[]
  }[]
  /**
   * Ids of excess requests.
   */
  offending?: number[]
  /**
   * For an order: the step without a matching request, from 1.
   */
  step?: number
  /**
   * For an order: the requests that match each step, in any order.
   */
  steps?: {
    /**
     * Number of matching requests.
     */
    matched: number
    /**
     * Ids of the first ones.
     *
     * @maxItems 5
     */
    ids: number[]
  }[]
  /**
   * For an order: requests that match the step but came too early.
   */
  early?: number[]
  /**
   * Number of requests dropped from the journal. These may have matched, so `never`, `atMost` and `exactly` cannot pass.
   */
  dropped?: number
  /**
   * Ids of requests outside the mocked paths, if these fail verifications.
   */
  unknownPaths?: number[]
}
/**
 * HTTP Archive 1.2 of the journal, without secrets.
 */
export interface Har {
  /**
   * The log.
   */
  log: {
    /**
     * HAR version.
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
 * One difference between a request and a matcher.
 */
export interface Miss {
  /**
   * Path of the value, such as `body.apiKey`.
   */
  at: string
  /**
   * `different`: other value; `absent`: missing value; `unexpected`: value that must be missing; `challenge`: a Digest challenge, which matches only with status or errorCode.
   */
  code: 'different' | 'absent' | 'unexpected' | 'challenge'
  /**
   * Allowed values; omitted if the journal hides them.
   */
  expected?: unknown[]
  /**
   * Actual value; omitted if missing, or if the journal hides it.
   */
  actual?: unknown
  /**
   * If `at` is a missing field of the body that Atlas does not have: a field that was sent and has a similar name.
   */
  didYouMean?: string
}
/**
 * An error of the control plane (RFC 9457), not of Atlas.
 */
export interface Problem {
  /**
   * Always about:blank: the status code identifies the problem.
   */
  type: 'about:blank'
  /**
   * Reason phrase of the status.
   */
  title: string
  /**
   * Status code of the response.
   */
  status: number
  /**
   * Description of the problem.
   */
  detail: string
  /**
   * Result of a wait that timed out.
   */
  verification?: Verification
  /**
   * Validation errors, at most 20.
   */
  errors?: {
    /**
     * JSON pointer within the body, or name of a query parameter.
     */
    path: string
    /**
     * Description of the error.
     */
    detail: string
  }[]
}
/**
 * Health of the mock.
 */
export interface Health {
  /**
   * Always ok.
   */
  status: 'ok'
  /**
   * Changes with each start of the mock.
   */
  startId: string
  /**
   * Whether the state survives a restart, because it is in a database file.
   */
  keepsState: boolean
}
/**
 * The error catalogue.
 */
export interface ErrorList {
  /**
   * The rows.
   */
  results: {
    /**
     * Id for faults and `Prefer`.
     */
    id: ErrorId
    /**
     * Atlas's error code.
     */
    errorCode: ErrorCode | (string & {})
    /**
     * Status code of the response.
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
     * Label of the evidence.
     */
    evidence:
      | 'recorded'
      | 'documented'
      | 'reported'
      | 'standard'
      | 'analogous'
      | 'code-only'
      | 'contradicted'
      | 'guess'
    /**
     * Source of the evidence.
     */
    source: string
    /**
     * Date of the source.
     */
    date: string
    /**
     * Operations that can raise the error; empty: only `Prefer` and faults.
     */
    operations: OperationId[]
  }[]
}
/**
 * Options of a reset.
 */
export interface ResetBody {
  /**
   * Parts to keep, except those of sandboxes that the reset removes.
   *
   * @maxItems 5
   */
  keep?: readonly ('faults' | 'clock' | 'journal' | 'rates' | 'inbox')[]
}
/**
 * Initial contents of a sandbox.
 */
export interface SandboxBody {
  /**
   * Name of its organization; recorded calls show it as the name of the test.
   */
  name?: string
  /**
   * Whether callers without an access list are rejected, including the sandbox's own credentials, until PATCH /principals/{id} gives them one. Default: false.
   */
  apiAccessListRequired?: boolean
  /**
   * `fail`: a request of the sandbox that matches no route and no stub fails its verifications. Default: the setting of the mock.
   */
  unknownPaths?: 'allow' | 'fail'
  /**
   * Projects; default: one.
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
     * Initial integrations: bodies of a POST with their type.
     *
     * @maxItems 20
     */
    integrations?: (ThirdPartyIntegration & {
      /**
       * Type of the integration.
       */
      type: IntegrationType
    })[]
    /**
     * Entries of the IP access list, as in a POST body; a deleteAfterDate may be in the past.
     *
     * @maxItems 200
     */
    accessList?: NetworkPermissionEntry[]
    /**
     * The maintenance window, as in a PATCH body. `maintenanceScheduled`: whether maintenance is scheduled; only then can it be deferred.
     */
    maintenanceWindow?: GroupMaintenanceWindow & {
      /**
       * Whether maintenance is scheduled. Default: false.
       */
      maintenanceScheduled?: boolean
    }
  }[]
}
/**
 * An organization for one test.
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
   * Creation time.
   */
  created: string
  /**
   * Base URL of the control plane for this sandbox. Append `/faults`, `/requests` or the path of any other operation with `?sandbox=`.
   */
  controlUrl: string
  /**
   * Its projects.
   */
  projects: SandboxProject[]
}
/**
 * A project of a sandbox.
 */
export interface SandboxProject {
  /**
   * Id of the project.
   */
  id: string
  /**
   * Name of the project.
   */
  name: string
}
/**
 * An API key and a service account with the same role: ORG_OWNER or ORG_READ_ONLY.
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
    /**
     * Environment variables for the official clients.
     */
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
    /**
     * Environment variables for the official clients.
     */
    environment: Environment
  }
}
/**
 * Environment variables for the official clients.
 */
export interface Environment {
  [k: string]: string
}
/**
 * Sandboxes in creation order.
 */
export interface SandboxList {
  /**
   * The sandboxes.
   */
  results: Sandbox[]
}
/**
 * A new snapshot.
 */
export interface SnapshotBody {
  /**
   * Name of letters, digits, underscores, hyphens and dots; must not begin with a dot.
   */
  name: string
}
/**
 * A saved state.
 */
export interface Snapshot {
  /**
   * Name.
   */
  name: string
}
/**
 * Snapshots in creation order.
 */
export interface SnapshotList {
  /**
   * The snapshots.
   */
  results: Snapshot[]
}
/**
 * State of the clock.
 */
export interface Clock {
  /**
   * The time.
   */
  now: string
  /**
   * Whether the clock is frozen.
   */
  frozen: boolean
}
/**
 * New state of the clock.
 */
export interface ClockBody {
  /**
   * Time from 1970 to 2105; default: the current one.
   */
  now?: string
  /**
   * Whether to freeze the clock; default: unchanged.
   */
  frozen?: boolean
}
/**
 * Options of nonce expiry.
 */
export interface NoncesBody {
  /**
   * Whether future nonces are valid for one request only, until changed or reset.
   */
  singleUse?: boolean
}
/**
 * Tokens to revoke; default: all.
 */
export interface RevokeBody {
  /**
   * Client id of a service account.
   */
  clientId?: string
}
/**
 * The whole state or one sandbox; see `schemas/state.json` of the package. Contains the secrets of integrations and the hashes of credentials.
 */
export interface State {
  /**
   * Identifies a state document.
   */
  format: 'atlas-integrations-mock/state'
  /**
   * Version of the format.
   */
  version: number
  /**
   * Time of the export.
   */
  exported?: string
  /**
   * Note that the document contains secrets.
   */
  warning?: string
  /**
   * Organizations with their projects, integrations, API keys and service accounts.
   */
  organizations: {}[]
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
   * Kind of principal.
   */
  kind: 'apiKey' | 'serviceAccount'
  /**
   * Id of its organization.
   */
  organization: string
  /**
   * Assigned roles.
   */
  roles: Role[]
  /**
   * Allowed addresses and CIDR blocks.
   */
  accessList: string[]
  /**
   * Token lifetime in seconds, if different from Atlas's.
   */
  tokenLifetime?: number
  /**
   * Secret; only in the response to its change, and in the list while it is the seeded one.
   */
  secret?: string
}
/**
 * A new stub: a response for requests that the mock does not know.
 */
export interface StubBody {
  /**
   * HTTP method; a stub for GET also responds to HEAD.
   */
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /**
   * Path below `/api`, without query. `{name}` matches one or more characters within a segment and may occur once per segment: `/api/atlas/v2/groups/{groupId}:migrate`. Everything else matches literally, whether percent-encoded or not.
   */
  path: string
  /**
   * Status code.
   */
  status?: number
  /**
   * Whether the stub responds without authentication. In a sandbox it responds to requests whose credentials, which are not verified, name a caller of the sandbox.
   */
  anonymous?: boolean
  /**
   * Additional response headers.
   */
  headers?: FaultHeaders
  /**
   * A string is sent unchanged (`text/plain; charset=utf-8` unless `headers` contains a Content-Type), any other value as JSON (`application/json`); omitted: no body.
   */
  body?: unknown
}
/**
 * A stub.
 */
export interface Stub {
  /**
   * Id of the stub.
   */
  id: string
  /**
   * Id of the sandbox whose callers the stub responds to; null: all callers.
   */
  sandbox: string | null
  /**
   * HTTP method; a stub for GET also responds to HEAD.
   */
  method: string
  /**
   * Path below `/api`, without query. `{name}` matches one or more characters within a segment and may occur once per segment: `/api/atlas/v2/groups/{groupId}:migrate`. Everything else matches literally, whether percent-encoded or not.
   */
  path: string
  /**
   * Status code.
   */
  status: number
  /**
   * Whether the stub responds without authentication. In a sandbox it responds to requests whose credentials, which are not verified, name a caller of the sandbox.
   */
  anonymous: boolean
  /**
   * Additional response headers.
   */
  headers?: FaultHeaders
  /**
   * A string is sent unchanged (`text/plain; charset=utf-8` unless `headers` contains a Content-Type), any other value as JSON (`application/json`); omitted: no body.
   */
  body?: unknown
  /**
   * Creation time by the mock's clock.
   */
  created: string
}
/**
 * Stubs in creation order.
 */
export interface StubList {
  /**
   * The stubs.
   */
  results: Stub[]
}
/**
 * The operations of the control plane as functions; of a list, the results.
 */
export interface ControlFunctions {
  getHealth: () => Health
  listErrors: () => ErrorList['results']
  listIntegrationTypes: () => IntegrationTypeList['results']
  listAllOrganizations: () => OrganizationList['results']
  reset: (body?: ResetBody, query?: { tokens?: 'revoke' }) => void
  createSandbox: (body?: SandboxBody) => CreatedSandbox
  listSandboxes: () => SandboxList['results']
  getSandbox: (id: string) => Sandbox
  deleteSandbox: (id: string) => void
  getState: () => State
  putState: (body: State) => void
  createSnapshot: (body: SnapshotBody) => Snapshot
  listSnapshots: () => SnapshotList['results']
  restoreSnapshot: (name: string) => void
  deleteSnapshot: (name: string) => void
  listFaults: (query?: { fired?: boolean; usedUp?: boolean }) => FaultList['results']
  createFault: (body: FaultBody) => Fault
  deleteFaults: () => void
  getFault: (id: string) => Fault
  deleteFault: (id: string) => void
  listStubs: () => StubList['results']
  createStub: (body: StubBody) => Stub
  deleteStubs: () => void
  getStub: (id: string) => Stub
  deleteStub: (id: string) => void
  listRequests: (query?: RequestFilter) => RequestList['results']
  exportRequests: (query?: RequestFilter) => Har
  printRequests: (query?: RequestFilter) => string
  listAdvice: () => AdviceList['results']
  getRequest: (id: string) => RecordedRequest
  deleteRequests: () => void
  exportCalls: () => Har
  verifyRequests: <Type extends TypeMatch>(body: VerifyBody<Type>) => Verification
  waitForRequests: <Type extends TypeMatch>(body: WaitBody<Type>) => Promise<Verification>
  getClock: () => Clock
  putClock: (body?: ClockBody) => Clock
  advanceClock: (body: AdvanceBody) => Clock
  releaseClock: () => void
  expireNonces: (body?: NoncesBody) => void
  revokeTokens: (body?: RevokeBody) => void
  listPrincipals: () => PrincipalList['results']
  getPrincipal: (id: string) => Principal
  patchPrincipal: (id: string, body: PrincipalPatch) => Principal
  sendTestAlert: (body: AlertBody) => Promise<Delivery>
  listDeliveries: (query?: { limit?: number }) => DeliveryList['results']
}
/** An integration type, or any of a list. */
export type TypeMatch = IntegrationType | readonly IntegrationType[]
/** Values of the body fields that an integration type has; of any fields, if the type is not known. */
export type BodyMatch<Type> = Type extends NonNullable<ThirdPartyIntegration['type']>
  ? { [Field in keyof Extract<ThirdPartyIntegration, { type?: Type }>]?: unknown }
  : { [k: string]: unknown }
