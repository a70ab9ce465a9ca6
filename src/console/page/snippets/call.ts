import { RESOURCES, type Resource } from './resources.ts'

/** HTTP methods of the operations. */
export const METHODS = { list: 'GET', create: 'POST', replace: 'PUT', delete: 'DELETE' } as const

/** A call of the Atlas API. */
export interface AtlasCall {
  operation: keyof typeof METHODS
  /** Scheme, host and port of the mock, without a trailing slash. */
  origin: string
  groupId: string
  /** Default: `integrations`. */
  resource?: Resource
  /** Absent for `list`; in the path of `integrations`. */
  type?: string
  /** In the path of `replace` and `delete` of the other resources. */
  id?: string
  /** Body of `create` and `replace`. */
  body?: Readonly<Record<string, unknown>>
  /** Without `secret`, which the page does not show if the user entered it, snippets read an environment variable. */
  identity: { kind: 'apiKey' | 'serviceAccount'; id: string; secret?: string }
}

/** Facts about a type for official clients: the type's file, or its schema in the control plane's list of types. */
export interface TypeFields {
  /** Null: the Terraform provider does not support the type. */
  'x-terraform'?: null
  properties?: Readonly<Record<string, FieldFacts>>
  required?: readonly string[]
}

/** Facts about a field for official clients; a null name: the client does not support it. */
interface FieldFacts {
  type?: string
  'x-terraform'?: string | null
  /** Atlas's default; `x-absent` is the one that the official document lacks. */
  default?: unknown
  'x-absent'?: string | boolean | null
  'x-secret'?: { shown: string }
}

/** Environment variables for the secret, as in the Terraform provider. */
export const SECRET_VARIABLES = {
  apiKey: 'MONGODB_ATLAS_PRIVATE_KEY',
  serviceAccount: 'MONGODB_ATLAS_CLIENT_SECRET'
} as const

/** Returns the call's URL. */
export function urlOf(call: AtlasCall): string {
  const { origin, groupId, resource = 'integrations' } = call
  const member = memberOf(call)
  const path = [groupId, resource, ...(member === undefined ? [] : [member])]
  const steps = path.map(step => encodeURIComponent(step.toWellFormed()))
  return [`${origin}/api/atlas/v2/groups`, ...steps].join('/')
}

/** Returns the last path segment of a member: a type or an id; undefined: the path is the collection's. */
export function memberOf({
  operation,
  resource = 'integrations',
  type = '',
  id = ''
}: AtlasCall): string | undefined {
  if (operation === 'list') return undefined
  if (resource === 'integrations') return type
  return operation === 'create' ? undefined : id
}

/** Returns the facts about the call's resource. */
export function resourceFacts({ resource = 'integrations' }: AtlasCall): (typeof RESOURCES)[Resource] {
  return RESOURCES[resource]
}

/** Returns whether the operation has a body. */
export function hasBody({ operation }: AtlasCall): boolean {
  return operation === 'create' || operation === 'replace'
}

/** Returns the body as indented JSON. No line begins with a letter, so none ends a here-document. */
export function bodyText({ body = {} }: AtlasCall): string {
  return JSON.stringify(body, null, 2)
}

/** Returns the fields of the body that are sent. */
export function entriesOf({ body = {} }: AtlasCall): [name: string, value: unknown][] {
  return Object.entries(body).filter(([, value]) => value !== undefined)
}

/** Returns the names of a field in official clients; undefined: the type does not have the field. */
export function fieldOf({ properties }: TypeFields, name: string): FieldFacts | undefined {
  const fields: TypeFields['properties'] = { id: { type: 'string' }, type: { type: 'string' }, ...properties }
  return Object.hasOwn(fields, name) ? fields[name] : undefined
}

/** Returns comments on trusting the mock's certificate, for clients that cannot skip the certificate check. */
export function trustNotes({ origin }: AtlasCall): string[] {
  if (!origin.startsWith('https:')) return []
  return ['Set SSL_CERT_FILE to the file that --tls-ca-out wrote, so that the certificate is trusted.']
}
