import type { ErrorRow, Evidence } from './errors.ts'

/** Where a statement about Atlas comes from. */
export interface Provenance {
  evidence: Evidence
  source: string
  date: string
}

/**
 * How a secret field leaves in an answer: `last4` all but the last four characters as `*`; `url` scheme, host
 * and the last four characters; `masked` a text that is the same for all; `never` not at all; `plain` as it was
 * sent.
 */
export type SecretShown = 'last4' | 'url' | 'masked' | 'never' | 'plain'

/** Points to a row of the catalogue; `{value}` in a parameter stands for the value sent. */
export interface ErrorReference {
  error: string
  parameters?: string[]
}

/** A format check beyond JSON Schema's own keywords, with the error that it raises. */
export type FormatCheck = ErrorReference & ({ pattern: string } | { url: string[] })

/** Words in another language. */
export interface Words {
  title: string
  description: string
}

/** A property of a type file: JSON Schema as OpenAPI 3.0 has it, and the mock's own keywords. */
export interface PropertySchema {
  /** Left out: anything. */
  type?: 'string' | 'boolean' | 'array'
  /** A label for a form; every property of a type has one but `id` and `type`. */
  title?: string
  description: string
  nullable?: boolean
  readOnly?: boolean
  writeOnly?: boolean
  enum?: string[]
  default?: boolean | string
  items?: object
  minLength?: number
  maxLength?: number
  format?: string
  example?: string
  /** Title and description in Simplified Chinese, wherever there is a title. */
  'x-zh'?: Words
  /** What an answer shows where nothing was ever sent. */
  'x-absent'?: string | boolean | null
  'x-secret'?: Provenance & { shown: SecretShown }
  'x-checks'?: FormatCheck[]
  /** The empty string counts as no value. */
  'x-emptyIsMissing'?: true
  /** The error of a PUT over a configured integration that leaves the field out. */
  'x-absentOnUpdate'?: ErrorReference
  /** Keywords of the official document that the service does not enforce. */
  'x-unenforced'?: Provenance & { pattern: string }
  /** Not in the official document. */
  'x-undocumented'?: true
  /** Its name in the Terraform provider where that is not its own in snake case; null: the provider has none. */
  'x-terraform'?: string | null
  /** The Go SDK of the console's snippets has no such field. */
  'x-go'?: null
}

/** Which fields of a type say where alerts are posted, and how. */
export interface AlertFields {
  url: string
  /** Key of the signature. */
  secret?: string
  /** Templates of the body and of the headers. */
  body?: string
  headers?: string
}

/** Facts of a type that are not one property's. */
export interface IntegrationFacts extends Provenance {
  /** Place in Atlas's fixed order of results. */
  order: number
  /** The service's name as people know it. */
  label: string
  docs: string
  /** The description in Simplified Chinese, and the label where it is no brand. */
  zh?: { label?: string; description: string }
  /** The row that every call with this type raises. */
  refused?: string
  /** Fields that only a creation needs, asked for after the required ones. */
  requiredToCreate?: string[]
  /** Left out: alerts are posted to no integration of this type. */
  alerts?: AlertFields
  facts: (Provenance & { field: string; fact: string })[]
  /** Rows of the catalogue that only this type raises. */
  errors?: ErrorRow[]
}

/** A file of `schemas/integrations/`: the one home of all that is particular to a type. */
export interface IntegrationTypeFile {
  $id: string
  /** The type's name on the wire. */
  title: string
  description: string
  type: 'object'
  'x-integration': IntegrationFacts
  /** The Terraform provider has no resource for the type. */
  'x-terraform'?: null
  'x-examples'?: { summary: string; value: Record<string, unknown> }[]
  properties?: Record<string, PropertySchema>
  required?: string[]
}

/** The mock's keywords that say something and check nothing; Ajv's strict mode refuses a misspelt one. */
export const ANNOTATIONS = [
  'x-integration',
  'x-examples',
  'x-zh',
  'x-absent',
  'x-secret',
  'x-emptyIsMissing',
  'x-absentOnUpdate',
  'x-unenforced',
  'x-undocumented',
  'x-terraform',
  'x-go',
  'example'
] as const
