import type { IntegrationFacts, PropertySchema, Secret } from '../../types/integration-type.d.ts'
import { readAsset } from '../assets.ts'

export type {
  AlertFacts,
  ErrorReference,
  FormatCheck,
  IntegrationFacts,
  IntegrationTypeFile,
  ItemSchema,
  PropertySchema
} from '../../types/integration-type.d.ts'

/** Redaction of a secret field in responses. */
export type SecretShown = Secret['shown']

/** A resource of projects whose members have one of several types; also its path segment. */
export type ProjectResource = NonNullable<IntegrationFacts['resource']>

/** A resource whose members have one of several types. */
export type TypedResource = ProjectResource | 'orgLogIntegrations'

const SCHEMA = readAsset<{ properties: object; definitions: { property: { properties: PropertySchema } } }>(
  'schemas/integration-type.json'
)

/** The mock's keywords of types and of their properties; Ajv's strict mode rejects a misspelt one. */
export const KEYWORDS = Object.keys({
  ...SCHEMA.properties,
  ...SCHEMA.definitions.property.properties
}).filter(name => name.startsWith('x-'))
