/** The operations and their methods. */
export const METHODS = { list: 'GET', create: 'POST', replace: 'PUT', delete: 'DELETE' } as const

/** A call of the Atlas API. */
export interface Call {
  operation: keyof typeof METHODS
  /** Scheme, host and port of the mock, without a trailing slash. */
  origin: string
  groupId: string
  /** The integrationType of the path, except for a list. */
  type?: string
  /** Of create and replace. */
  body?: Readonly<Record<string, unknown>>
  /** Without `secret`, which the user entered, snippets read it from an environment variable. */
  identity: { kind: 'apiKey' | 'serviceAccount'; id: string; secret?: string }
}

/** How official clients name a type's fields: its file, or the schema in the control plane's list of types. */
export interface TypeFields {
  /** Null: the Terraform provider does not support the type. */
  'x-terraform'?: null
  properties?: Readonly<Record<string, FieldNames>>
}

/** How official clients name a field; null: the client does not support it. */
interface FieldNames {
  type?: string
  'x-terraform'?: string | null
  /** Atlas's default. */
  'x-absent'?: string | boolean | null
  'x-go'?: null
}

export const VERSION = '2023-01-01'

/** Variables with the secret, as the Go SDK's examples and the Terraform provider name them. */
export const SECRET_VARIABLES = {
  apiKey: 'MONGODB_ATLAS_PRIVATE_KEY',
  serviceAccount: 'MONGODB_ATLAS_CLIENT_SECRET'
} as const

/** Returns the call's URL. */
export function urlOf({ origin, operation, groupId, type = '' }: Call): string {
  const steps = [groupId, 'integrations', ...(operation === 'list' ? [] : [type])]
  const path = steps.map(step => encodeURIComponent(step.toWellFormed()))
  return [`${origin}/api/atlas/v2/groups`, ...path].join('/')
}

/** Returns whether the operation has a body. */
export function hasBody({ operation }: Call): boolean {
  return operation === 'create' || operation === 'replace'
}

/** Returns the body as indented JSON; no line of it begins with a letter. */
export function bodyText({ body = {} }: Call): string {
  return JSON.stringify(body, null, 2)
}

/** Returns the fields of the body that are sent. */
export function entriesOf({ body = {} }: Call): [name: string, value: unknown][] {
  return Object.entries(body).filter(([, value]) => value !== undefined)
}

/** Returns how clients name a field; undefined: the type does not have it. */
export function fieldOf({ properties }: TypeFields, name: string): FieldNames | undefined {
  const fields: TypeFields['properties'] = { id: { type: 'string' }, type: { type: 'string' }, ...properties }
  return Object.hasOwn(fields, name) ? fields[name] : undefined
}

/** Returns comment lines on trusting the mock's certificate, for clients without a flag for it. */
export function trustNotes({ origin }: Call): string[] {
  if (!origin.startsWith('https:')) return []
  return ['Set SSL_CERT_FILE to the file that --tls-ca-out wrote, so that the certificate is trusted.']
}
