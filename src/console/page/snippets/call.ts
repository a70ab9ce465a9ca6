/** One call of the Atlas API that the page made or would make. */
export interface Call {
  operation: 'listProjects' | 'list' | 'get' | 'create' | 'replace' | 'delete'
  /** Scheme, host and port of the mock, no slash at the end. */
  origin: string
  /** Of all but listProjects. */
  groupId?: string
  /** Of get, create, replace and delete: the integrationType of the path. */
  type?: string
  /** Of create and replace. */
  body?: Readonly<Record<string, unknown>>
  /** Who calls. Without `secret` the user typed it in; the snippet then reads a variable of the environment. */
  identity: { kind: 'apiKey' | 'serviceAccount'; id: string; secret?: string }
}

/** How official clients name a type's fields: its file, or the schema in the control plane's list of types. */
export interface TypeFields {
  /** Null: the Terraform provider has no resource for the type. */
  'x-terraform'?: null
  properties?: Readonly<Record<string, FieldNames>>
}

/** How official clients name a field; null where one has no name for it. */
export interface FieldNames {
  type?: string
  'x-terraform'?: string | null
  /** What Atlas takes where it is not sent. */
  'x-absent'?: string | boolean | null
  'x-go'?: null
}

export const VERSION = '2023-01-01'

/** The variables that hold the secret of a caller, as the Go SDK's examples and the Terraform provider name them. */
export const SECRET_VARIABLES = {
  apiKey: 'MONGODB_ATLAS_PRIVATE_KEY',
  serviceAccount: 'MONGODB_ATLAS_CLIENT_SECRET'
} as const

/** What the path names, by Atlas's words for it. */
export interface PathParameters {
  groupId?: string
  integrationType?: string
}

/** The operation's own parameters; whatever else the call has is not sent. */
export function pathOf({ operation, groupId = '', type = '' }: Call): PathParameters {
  if (operation === 'listProjects') return {}
  return operation === 'list' ? { groupId } : { groupId, integrationType: type }
}

/** The call's address. */
export function urlOf(call: Call): string {
  const { groupId, integrationType } = pathOf(call)
  const steps = groupId === undefined ? [] : [groupId, 'integrations', integrationType]
  const path = steps.filter(step => step !== undefined).map(step => encodeURIComponent(step.toWellFormed()))
  return [`${call.origin}/api/atlas/v2/groups`, ...path].join('/')
}

/** Whether the operation has a body. */
export function hasBody({ operation }: Call): boolean {
  return operation === 'create' || operation === 'replace'
}

/** The body as JSON, two spaces deep; no line of it begins with a letter. */
export function bodyText({ body = {} }: Call): string {
  return JSON.stringify(body, null, 2)
}

/** The fields of the body that are sent. */
export function entriesOf({ body = {} }: Call): [name: string, value: unknown][] {
  return Object.entries(body).filter(([, value]) => value !== undefined)
}

/** Fields that every type has. */
const COMMON: Readonly<Record<string, FieldNames>> = { id: { type: 'string' }, type: { type: 'string' } }

/** What is known of a field; undefined for one that the type does not have. */
export function fieldOf({ properties }: TypeFields, name: string): FieldNames | undefined {
  const fields = { ...COMMON, ...properties }
  return Object.hasOwn(fields, name) ? fields[name] : undefined
}

/** What clients without a flag for it need to trust the mock's certificate: lines of a comment. */
export function trustNotes({ origin }: Call): string[] {
  if (!origin.startsWith('https:')) return []
  return ['Set SSL_CERT_FILE to the file that --tls-ca-out wrote, so that the certificate is trusted.']
}
