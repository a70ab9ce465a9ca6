/** Generated from schemas/integration-type.json by `npm run docs`; do not edit. */

/**
 * A format check beyond JSON Schema, with its error.
 */
export type FormatCheck =
  | {
      error: string
      parameters?: string[]
      pattern: string
    }
  | {
      error: string
      parameters?: string[]
      /**
       * @minItems 1
       */
      url: string[]
    }

/**
 * A file of schemas/integrations, which defines everything specific to one integration type.
 */
export interface IntegrationTypeFile {
  $id: string
  /**
   * Value of the type field in requests and responses.
   */
  title: string
  description: string
  type: 'object'
  'x-integration': IntegrationFacts
  properties?: {
    [k: string]: PropertySchema
  }
  required?: string[]
  /**
   * The Terraform provider does not have a resource for the type.
   */
  'x-terraform'?: null
  'x-examples'?: {summary: string; value: Record<string, unknown>}[]
}
/**
 * Facts about a type as a whole.
 */
export interface IntegrationFacts {
  /**
   * Path segment of the resource; by default integrations.
   */
  resource?: 'integrations' | 'logIntegrations' | 'metricIntegrations'
  /**
   * For a type of log integrations that organizations also have: the only list values allowed there, by field.
   */
  organization?: {
    [k: string]: string[]
  }
  /**
   * Position among the types of its resource; for integrations, Atlas's fixed order of results.
   */
  order: number
  /**
   * Name of the id in responses; by default id.
   */
  idField?: string
  /**
   * Name of the field with the type; by default type.
   */
  typeField?: string
  /**
   * For a type of log integrations: the title of its schemas in Atlas's document, without Request or Response.
   */
  documentTitle?: string
  /**
   * Product name of the service.
   */
  label: string
  docs: string
  /**
   * Description in Simplified Chinese, and the label unless it is a brand.
   */
  zh: {
    label?: string
    description: string
  }
  /**
   * Fields that the console shows on the card of an integration: at most three, a secret first; by default the first three.
   *
   * @minItems 1
   * @maxItems 3
   */
  shown?: string[]
  evidence:
    'recorded' | 'documented' | 'reported' | 'standard' | 'analogous' | 'code-only' | 'contradicted' | 'guess'
  /**
   * The id of the row whose rule applies.
   */
  analogousTo?: string
  source: string
  date: string
  /**
   * Error of every request with this type.
   */
  rejectedWith?: string
  /**
   * Fields required on creation only; checked after `required`.
   */
  requiredToCreate?: string[]
  alerts?: AlertFacts
  facts: {
    /**
     * The part of an alert that it is about: the console shows the fact beside it.
     */
    alert?: 'headers' | 'body'
    id: string
    field: string
    fact: string
    /**
     * What responses show: always, or if the field was not sent. Omitted: the fact is about something else.
     */
    shows?: 'always' | 'default'
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
     * The id of the row whose rule applies.
     */
    analogousTo?: string
    source: string
    date: string
  }[]
  /**
   * Catalogue rows that only this type raises.
   */
  errors?: ErrorRow[]
}
/**
 * Names of the fields that configure alert delivery.
 */
export interface AlertFacts {
  /**
   * URL of the receiver.
   */
  url: string
  /**
   * Signing key.
   */
  secret?: string
  /**
   * Template of the body.
   */
  body?: string
  /**
   * Template of the headers.
   */
  headers?: string
  /**
   * The same fields of a notification with its own URL, and in `unset` the error of a notification without any URL.
   */
  notification?: {
    url: string
    secret?: string
    body?: string
    headers?: string
    unset: string
  }
}
/**
 * A row of the error catalogue.
 */
export interface ErrorRow {
  /**
   * Unique in the catalogue; equal to `errorCode` in the main row of that code.
   */
  id: string
  /**
   * Only the mock has it; docs/fidelity lists errors of Atlas.
   */
  feature?: true
  status: number
  errorCode: string
  /**
   * One %s for each parameter that is in the text, in order.
   */
  detail: string
  /**
   * @minItems 1
   */
  parameters?: ErrorParameter[]
  /**
   * The invalid fields in the body of the response.
   */
  badRequestDetail?: {
    /**
     * @minItems 1
     */
    fields: FieldViolation[]
  }
  /**
   * `challenge`: the anonymous 401; `empty`: no body. Otherwise the usual error body.
   */
  form?: 'challenge' | 'empty'
  evidence:
    'recorded' | 'documented' | 'reported' | 'standard' | 'analogous' | 'code-only' | 'contradicted' | 'guess'
  /**
   * The id of the row whose rule applies.
   */
  analogousTo?: string
  source: string
  date: string
  note?: string
}
/**
 * A placeholder in a row's text; `sample` is used if the request has no value.
 */
export interface ErrorParameter {
  name: string
  sample: string | number
  /**
   * Of a 429: RateLimit-Limit, or Retry-After in this unit.
   */
  header?: 'limit' | 'minutes' | 'seconds'
  /**
   * The text has no placeholder for it.
   */
  inText?: false
}
/**
 * An invalid field.
 */
export interface FieldViolation {
  description: string
  field: string
}
/**
 * A property of a type file or of a body: JSON Schema of OpenAPI 3.0 and the mock's keywords.
 */
export interface PropertySchema {
  /**
   * By default any type.
   */
  type?: 'string' | 'boolean' | 'integer' | 'number' | 'array' | 'object'
  /**
   * Form label; required for every property except the id and the type.
   */
  title?: string
  description: string
  'x-zh'?: Words
  nullable?: boolean
  readOnly?: boolean
  writeOnly?: boolean
  /**
   * @minItems 1
   */
  enum?: string[]
  default?: string | boolean
  items?: ItemSchema
  properties?: {
    [k: string]: PropertySchema
  }
  required?: string[]
  /**
   * False: an object with other members is rejected. Otherwise the schema of all members.
   */
  additionalProperties?: false | {type: 'string'}
  minItems?: number
  maxItems?: number
  /**
   * Duplicates count once and are not stored.
   */
  uniqueItems?: true
  minLength?: number
  maxLength?: number
  format?: 'password' | 'int64' | 'date-time'
  example?: string
  /**
   * Value in responses if the field was never set.
   */
  'x-absent'?: (string | boolean) | null
  'x-secret'?: Secret
  /**
   * @minItems 1
   */
  'x-checks'?: FormatCheck[]
  /**
   * The empty string counts as missing.
   */
  'x-emptyIsMissing'?: true
  /**
   * Accepted and ignored: responses have the field, so clients send it back. With `readOnly`, of any type.
   */
  'x-ignored'?: true
  /**
   * Maximum size of all strings in an array, in bytes of UTF-8.
   */
  'x-maxBytes'?: number
  /**
   * Values of other fields with which the field must be sent; with other values, it must not be sent.
   */
  'x-when'?: {
    [k: string]: string
  }
  /**
   * The members of a read-only object in responses; `{id}` and `{created}` are those of the integration.
   */
  'x-generated'?: {
    [k: string]: string
  }
  'x-immutable'?: ErrorReference
  /**
   * Name of the field in responses, which have the redacted value only.
   */
  'x-shownAs'?: string
  /**
   * Maximum number of a project's integrations with a value, by value; more: INTEGRATION_LIMIT_REACHED.
   */
  'x-limits'?: {
    [k: string]: number
  }
  'x-absentOnUpdate'?: ErrorReference
  /**
   * Keywords of the official document that the service does not enforce.
   */
  'x-unenforced'?: {
    pattern: string
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
     * The id of the row whose rule applies.
     */
    analogousTo?: string
    source: string
    date: string
  }
  /**
   * Keywords of the official document that only `/openapi.json` states: code checks the value, with an error of its own, or ignores it.
   */
  'x-documented'?: {
    format?: 'int32' | 'double'
    maximum?: number
    maxLength?: number
    minimum?: number
    minItems?: number
    pattern?: string
  }
  /**
   * Not in the official document.
   */
  'x-undocumented'?: true
  /**
   * Name in the Terraform provider if it differs from the snake case; null: not supported there.
   */
  'x-terraform'?: string | null
  /**
   * Values of `typeName` with which responses omit the field of a notification.
   */
  'x-omittedFor'?: string[]
  /**
   * Minimum of a notification's field, and the error below it; 0: not set. Types in `x-omittedFor` accept any value.
   */
  'x-minimum'?: {
    value: number
    error: string
    parameters?: string[]
  }
}
/**
 * Title and description in Simplified Chinese; required with `title`.
 */
export interface Words {
  title: string
  description: string
}
/**
 * The items of an array.
 */
export interface ItemSchema {
  type: 'string' | 'object'
  enum?: string[]
  required?: string[]
  additionalProperties?: false
  properties?: {
    [k: string]: PropertySchema
  }
}
/**
 * Redaction of a secret field in responses. A PUT that omits the field keeps the secret; a redacted value is stored as sent in integrations, and keeps the secret elsewhere.
 */
export interface Secret {
  /**
   * `last4` replaces all but the last four characters with `*`; `url` shows scheme, host and the last four characters; `masked` shows a fixed text; `never` omits the field; `plain` shows the value.
   */
  shown: 'last4' | 'url' | 'masked' | 'never' | 'plain'
  evidence:
    'recorded' | 'documented' | 'reported' | 'standard' | 'analogous' | 'code-only' | 'contradicted' | 'guess'
  /**
   * The id of the row whose rule applies.
   */
  analogousTo?: string
  source: string
  date: string
}
/**
 * A row of the error catalogue. In a parameter, `{value}` is replaced by the submitted value; for a member of an object, `{name}` is replaced by the member of that name.
 */
export interface ErrorReference {
  error: string
  parameters?: string[]
}
