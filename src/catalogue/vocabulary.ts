import type { IntegrationFacts, PropertySchema, Secret } from '../../types/integration-type.d.ts'
import { readAsset } from '../assets.ts'

export type {
  AlertFacts,
  ErrorReference,
  FormatCheck,
  IntegrationFacts,
  IntegrationTypeFile,
  PropertySchema
} from '../../types/integration-type.d.ts'

/** Redaction of a secret field in responses. */
export type SecretShown = Secret['shown']

/** A resource of projects whose members have one of several types; also its path segment. */
export type ProjectResource = NonNullable<IntegrationFacts['resource']>

interface DocumentFacts {
  owner: 'project' | 'organization'
  /** Name in state documents. */
  field: string
  /** Schema of all members in `schemas/bodies.json`; undefined: each member has one of several types. */
  body?: string
}

/** The resources whose members are documents: each has an id of its own. In the order of an export. */
export const DOCUMENT_RESOURCES = {
  logIntegrations: { owner: 'project', field: 'logIntegrations' },
  metricIntegrations: { owner: 'project', field: 'metricIntegrations' },
  alertConfigs: { owner: 'project', field: 'alertConfigs', body: 'GroupAlertsConfig' },
  orgLogIntegrations: { owner: 'organization', field: 'logIntegrations' }
} as const satisfies Record<string, DocumentFacts>

export type DocumentResource = keyof typeof DOCUMENT_RESOURCES

/** Names of the documents of a project or an organization in state documents. */
export type DocumentField = (typeof DOCUMENT_RESOURCES)[DocumentResource]['field']

/** The resources that export logs and metrics; unlike `/integrations`, there can be several of the same type. */
export type StreamResource = Exclude<DocumentResource, 'alertConfigs'>

/** A resource whose members have one of several types. */
export type TypedResource = 'integrations' | StreamResource

const RESOURCES = Object.keys(DOCUMENT_RESOURCES) as DocumentResource[]

export const STREAM_RESOURCES = RESOURCES.filter(
  (resource): resource is StreamResource => !('body' in DOCUMENT_RESOURCES[resource])
)

/** A document resource of an owner, and its name in state documents. */
interface DocumentsOf<Owner> {
  resource: DocumentResource
  field: Extract<(typeof DOCUMENT_RESOURCES)[DocumentResource], { owner: Owner }>['field']
}

/** Returns the document resources of projects, or of organizations. */
export function documentsOf<Owner extends DocumentFacts['owner']>(owner: Owner): DocumentsOf<Owner>[] {
  const owned = RESOURCES.filter(resource => DOCUMENT_RESOURCES[resource].owner === owner)
  return owned.map(resource => ({
    resource,
    field: DOCUMENT_RESOURCES[resource].field as DocumentsOf<Owner>['field']
  }))
}

const SCHEMA = readAsset<{ properties: object; definitions: { property: { properties: PropertySchema } } }>(
  'schemas/integration-type.json'
)

/** The mock's keywords of types and of their properties; Ajv's strict mode rejects a misspelt one. */
export const KEYWORDS = Object.keys({
  ...SCHEMA.properties,
  ...SCHEMA.definitions.property.properties
}).filter(name => name.startsWith('x-'))
