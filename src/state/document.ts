import type { ValidateFunction } from 'ajv'
import type * as state from '../../types/state.d.ts'
import { readAsset } from '../assets.ts'
import { createAjv, type SchemaError, schemaErrors } from '../base/ajv.ts'

export const STATE_FORMAT = 'atlas-integrations-mock/state'

export const STATE_VERSION = 1

export type StateDocument = state.State
export type OrganizationState = state.Organization
export type ProjectState = state.Project
export type ApiKeyState = state.ApiKey
export type ServiceAccountState = state.ServiceAccount
export type IntegrationState = state.Integration
export type DocumentState = state.Document

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

type SchemaName = 'seed' | 'state'

const validators = new Map<SchemaName, ValidateFunction>()

/** Validates a state document. @throws {StateError} with the JSON pointer of the error */
export function readState(document: unknown): StateDocument {
  if (typeof document !== 'object' || document === null) throw new StateError('', 'must be an object')
  const { format, version } = document as Record<string, unknown>
  if (format !== STATE_FORMAT) throw new StateError('/format', `must be ${STATE_FORMAT}`)
  if (version !== STATE_VERSION) {
    throw new StateError('/version', `must be ${STATE_VERSION}: delete or move a document of another version`)
  }
  checkShape('state', document)
  return document as StateDocument
}

/** Validates a document by a schema of the package. @throws {StateError} with the JSON pointer of the error */
export function checkShape(schema: SchemaName, document: unknown): void {
  const validate = validators.get(schema) ?? compileSchema(schema)
  validators.set(schema, validate)
  const [error] = schemaErrors(validate, document)
  if (error) throw new StateError(error.path, error.detail)
}

/** Returns all errors of a document by a schema of the package. */
export function findShapeErrors(schema: SchemaName, document: unknown): SchemaError[] {
  return schemaErrors(compileSchema(schema, { allErrors: true }), document)
}

function compileSchema(schema: SchemaName, options: { allErrors?: boolean } = {}): ValidateFunction {
  return createAjv({ allowUnionTypes: true, ...options }).compile(readAsset<object>(`schemas/${schema}.json`))
}
