import type { ErrorObject, ValidateFunction } from 'ajv'
import type { Role, StubBody } from '../../types/wire.d.ts'
import { readAsset } from '../assets.ts'
import { createAjv } from '../base/ajv.ts'
import type { IntegrationSettings } from '../store/integrations.ts'
import type { ProjectDetails } from '../store/projects.ts'

/** Identifies a state file. */
export const STATE_FORMAT = 'atlas-integrations-mock/state'

/** Document version that this program writes; it must read this version and all older ones. */
export const STATE_VERSION = 3

export interface PrincipalState {
  roles: Role[]
  /** Addresses and CIDR blocks; missing or empty: any address. */
  accessList?: readonly string[]
}

export interface ApiKeyState extends PrincipalState {
  publicKey: string
  /** HA1 of RFC 7616 §3.4.2, equivalent to the private key. */
  ha1: string
}

export interface ServiceAccountState extends PrincipalState {
  clientId: string
  /** SHA-256 of the secret. */
  secretHash: string
  /** Token lifetime in seconds; undefined: Atlas's. */
  tokenLifetime?: number
}

export interface IntegrationState {
  id: string
  type: string
  created: string
  /** Submitted values including secrets. */
  settings: IntegrationSettings
}

export interface DocumentState {
  id: string
  created: string
  updated: string
  /** Submitted values including secrets. */
  settings: Record<string, unknown>
}

/** The resources of projects whose members are documents, in the order of an export. */
export const DOCUMENT_RESOURCES = ['logIntegrations', 'metricIntegrations', 'alertConfigs'] as const

export interface ProjectState
  extends Partial<ProjectDetails>,
    Partial<Record<(typeof DOCUMENT_RESOURCES)[number], DocumentState[]>> {
  id: string
  name: string
  created: string
  integrations?: IntegrationState[]
}

/** An organization with its contents. */
export interface OrganizationState {
  id: string
  name: string
  created: string
  projects?: ProjectState[]
  apiKeys?: ApiKeyState[]
  serviceAccounts?: ServiceAccountState[]
  logIntegrations?: DocumentState[]
  /** Only in a sandbox: the state that a reset restores. */
  baseline?: OrganizationState
}

/** A stub; the ids of stubs from a file begin with `file-`. */
export interface StubState extends StubBody {
  id: string
  created: string
  /** The sandbox whose callers it responds to; undefined: all callers. */
  sandbox?: string
}

/** The whole state. */
export interface StateDocument {
  format: typeof STATE_FORMAT
  version: number
  /** Time of the export. */
  exported: string
  /** Note that the document contains secrets. */
  warning: string
  organizations: OrganizationState[]
  stubs?: StubState[]
}

/** An error in a state or seed document. */
export class StateError extends Error {
  override readonly name = 'StateError'
  /** JSON pointer. */
  readonly path: string

  constructor(path: string, message: string) {
    super(message)
    this.path = path
  }
}

/** Maximum nesting of a stub's body and of a setting: SQLite's JSON functions accept 1000 levels. */
const MAX_LEVELS = 64

/** Returns the error of a value that is nested too deep for an export to be imported again. */
export function depthError(value: unknown): string | undefined {
  return isDeeper(value, MAX_LEVELS) ? `must not be nested deeper than ${MAX_LEVELS} levels` : undefined
}

function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false
  return levels === 0 || Object.values(value).some(member => isDeeper(member, levels - 1))
}

const validators = new Map<string, ValidateFunction>()

/**
 * Parses JSON and ignores the BOM that editors on Windows add (RFC 8259 §8.1).
 *
 * @throws {SyntaxError} whose message quotes the document, which may contain secrets
 */
export function parseJsonFile(text: string): unknown {
  return JSON.parse(text.replace(/^\uFEFF/, ''))
}

/** Validates a state document. @throws {StateError} with the JSON pointer of the error */
export function readState(document: unknown): StateDocument {
  if (typeof document !== 'object' || document === null) throw new StateError('', 'must be object')
  const { format, version } = document as Record<string, unknown>
  if (format !== STATE_FORMAT) throw new StateError('/format', `must be ${STATE_FORMAT}`)
  if (typeof version !== 'number' || !Number.isInteger(version) || version < 1) {
    throw new StateError('/version', 'must be a positive integer')
  }
  if (version > STATE_VERSION) {
    const text = `is ${version}, newer than this program's ${STATE_VERSION}: use a newer atlas-mock`
    throw new StateError('/version', text)
  }
  checkShape('state', document)
  return document as StateDocument
}

/** Validates a document by a schema of the package. @throws {StateError} with the JSON pointer of the error */
export function checkShape(schema: 'seed' | 'state', document: unknown): void {
  let validate = validators.get(schema)
  if (!validate) {
    validate = createAjv({ allowUnionTypes: true, verbose: true }).compile(
      readAsset<object>(`schemas/${schema}.json`)
    )
    validators.set(schema, validate)
  }
  if (validate(document)) return
  const [{ instancePath, message, params, parentSchema }] = validate.errors as [ErrorObject]
  // A `not` schema may describe its violation.
  const { description } = (parentSchema?.['not'] ?? {}) as { description?: string }
  const extra = params['additionalProperty'] === undefined ? '' : `: ${params['additionalProperty']}`
  throw new StateError(instancePath, description ?? `${message}${extra}`)
}
