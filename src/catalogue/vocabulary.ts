import type { ErrorRow } from './errors.ts'
import type { Provenance } from './evidence.ts'

/**
 * Redaction of a secret field in responses: `last4` replaces all but the last four characters with `*`; `url`
 * shows scheme, host and the last four characters; `masked` shows a fixed text; `never` omits the field; `plain`
 * shows the value.
 */
export type SecretShown = 'last4' | 'url' | 'masked' | 'never' | 'plain'

/** A row of the error catalogue; `{value}` in a parameter is replaced by the submitted value. */
export interface ErrorReference {
  error: string
  parameters?: string[]
}

/** A format check beyond JSON Schema, with its error. */
export type FormatCheck = ErrorReference & ({ pattern: string } | { url: string[] })

/** A translation. */
export interface Words {
  title: string
  description: string
}

/** A property of a type file: JSON Schema of OpenAPI 3.0 plus the mock's keywords. */
export interface PropertySchema {
  /** Undefined: any type. */
  type?: 'string' | 'boolean' | 'integer' | 'number' | 'array' | 'object'
  /** Form label; required for every property except `id` and `type`. */
  title?: string
  description: string
  nullable?: boolean
  readOnly?: boolean
  writeOnly?: boolean
  enum?: string[]
  default?: boolean | string
  /** Strings of an enumeration, or objects such as pairs of name and value. */
  items?: Omit<PropertySchema, 'description'>
  properties?: Readonly<Record<string, PropertySchema>>
  required?: string[]
  /** False: an object with other members is rejected. Otherwise the schema of all members. */
  additionalProperties?: false | Omit<PropertySchema, 'description'>
  minItems?: number
  maxItems?: number
  /** Duplicates count once and are not stored. */
  uniqueItems?: boolean
  minLength?: number
  maxLength?: number
  format?: string
  example?: string
  /** Title and description in Simplified Chinese; required with `title`. */
  'x-zh'?: Words
  /** Value in responses if the field was never set. */
  'x-absent'?: string | boolean | null
  'x-secret'?: Provenance & { shown: SecretShown }
  'x-checks'?: FormatCheck[]
  /** The empty string counts as missing. */
  'x-emptyIsMissing'?: true
  /** Accepted and ignored: responses have the field, so clients send it back. With `readOnly`, of any type. */
  'x-ignored'?: true
  /** Values of other fields with which the field must be sent; with other values, it must not be sent. */
  'x-when'?: Readonly<Record<string, string>>
  /** The members of a read-only object in responses; `{id}` and `{created}` are those of the integration. */
  'x-generated'?: Readonly<Record<string, string>>
  /** Maximum size of all strings in an array, in bytes of UTF-8. */
  'x-maxBytes'?: number
  /** Error of a PUT that changes the value. */
  'x-immutable'?: ErrorReference
  /** Name of the field in responses, which have the redacted value only. */
  'x-shownAs'?: string
  /** Values of `typeName` with which responses omit the field of a notification. */
  'x-omittedFor'?: string[]
  /** Minimum of a notification's field, and the error below it. 0: not set. Types in `x-omittedFor` accept any value. */
  'x-minimum'?: ErrorReference & { value: number }
  /** Maximum number of a project's integrations with a value, by value; more: INTEGRATION_LIMIT_REACHED. */
  'x-limits'?: Readonly<Record<string, number>>
  /** Error of a PUT that omits the field of a configured integration. */
  'x-absentOnUpdate'?: ErrorReference
  /** Keywords of the official document that the service does not enforce. */
  'x-unenforced'?: Provenance & { pattern: string }
  /** Not in the official document. */
  'x-undocumented'?: true
  /** Name in the Terraform provider if it differs from the snake case; null: not supported there. */
  'x-terraform'?: string | null
  /** The Go SDK of the console's snippets does not have the field. */
  'x-go'?: null
}

/** Names of the fields that configure alert delivery. */
export interface AlertFields {
  url: string
  /** Signing key. */
  secret?: string
  /** Templates of the body and of the headers. */
  body?: string
  headers?: string
}

/** The fields of a type whose integrations receive alerts. */
export interface AlertFacts extends AlertFields {
  /** The same fields of a notification with its own URL, and the error of a notification without any URL. */
  notification?: AlertFields & { unset: string }
}

/** A resource of projects whose members have one of several types; also its path segment. */
export type ProjectResource = 'integrations' | 'logIntegrations' | 'metricIntegrations'

/** A resource whose members have one of several types. */
export type TypedResource = ProjectResource | 'orgLogIntegrations'

/** Facts about a type as a whole. */
export interface IntegrationFacts extends Provenance {
  /** Undefined: `integrations`. */
  resource?: ProjectResource
  /** For a type that organizations have, too: the only values of lists there, by field. */
  organization?: Readonly<Record<string, string[]>>
  /** Position among the types of its resource; for `integrations` Atlas's fixed order of results. */
  order: number
  /** Name of the id in responses; undefined: `id`. */
  idField?: string
  /** Name of the field with the type; undefined: `type`. */
  typeField?: string
  /** Product name of the service. */
  label: string
  docs: string
  /** Description in Simplified Chinese, and the label unless it is a brand. */
  zh?: { label?: string; description: string }
  /** Fields that the console shows on the card of an integration: at most three, a secret first; undefined: the first three. */
  shown?: string[]
  /** Error of every request with this type. */
  rejectedWith?: string
  /** Fields required on creation only; checked after `required`. */
  requiredToCreate?: string[]
  /** Undefined: integrations of this type do not receive alerts. */
  alerts?: AlertFacts
  facts: (Provenance & { field: string; fact: string })[]
  /** Catalogue rows that only this type raises. */
  errors?: ErrorRow[]
}

/** A file of `schemas/integrations/`, which defines all properties of a type. */
export interface IntegrationTypeFile {
  $id: string
  /** Value of `type` in requests and responses. */
  title: string
  description: string
  type: 'object'
  'x-integration': IntegrationFacts
  /** The Terraform provider does not have a resource for the type. */
  'x-terraform'?: null
  'x-examples'?: { summary: string; value: Record<string, unknown> }[]
  properties?: Record<string, PropertySchema>
  required?: string[]
}

/** Keywords of the mock that annotate and do not validate; Ajv's strict mode rejects a misspelt one. */
export const ANNOTATIONS = [
  'x-integration',
  'x-examples',
  'x-zh',
  'x-absent',
  'x-secret',
  'x-emptyIsMissing',
  'x-ignored',
  'x-when',
  'x-generated',
  'x-immutable',
  'x-shownAs',
  'x-limits',
  'x-omittedFor',
  'x-minimum',
  'x-absentOnUpdate',
  'x-unenforced',
  'x-undocumented',
  'x-terraform',
  'x-go',
  'example'
] as const
