/** Facts about a resource for official clients. */
interface ResourceFacts {
  version: string
  /** Name of the last path parameter in the specification, and of the Atlas CLI's flag. */
  parameter: string
  typeField: string
  /** Prefix of the commands of `atlas api`, and the noun in their names. */
  commands: readonly [tag: string, noun: string]
  /** The Terraform provider's resource; the data source with all of them has an `s` appended. */
  terraform: string
}

/** The resources whose members have one of several types, by their path segment. */
export const RESOURCES = {
  integrations: {
    version: '2023-01-01',
    parameter: 'integrationType',
    typeField: 'type',
    commands: ['thirdPartyIntegrations', 'Integration'],
    terraform: 'mongodbatlas_third_party_integration'
  },
  logIntegrations: {
    version: '2025-03-12',
    parameter: 'id',
    typeField: 'type',
    commands: ['pushBasedLogExport', 'LogIntegration'],
    terraform: 'mongodbatlas_log_integration'
  },
  metricIntegrations: {
    version: '2025-03-12',
    parameter: 'metricIntegrationId',
    typeField: 'integrationType',
    commands: ['metricIntegrations', 'MetricIntegration'],
    terraform: 'mongodbatlas_metric_integration'
  }
} as const satisfies Record<string, ResourceFacts>

/** Path segment of a resource. */
export type Resource = keyof typeof RESOURCES
