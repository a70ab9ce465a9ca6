import type { ErrorObject, ValidateFunction } from 'ajv'
import { createAjv } from '../ajv.ts'
import { readAsset } from '../assets.ts'
import { STATE_FORMAT, STATE_VERSION, type StateDocument, StateError } from './document.ts'

type Raw = Record<string, unknown>

/** Migrations from document version n to n + 1. Never change a published step. */
const STEPS: readonly ((document: Raw) => Raw)[] = []

let compiled: ValidateFunction | undefined

/**
 * Parses JSON and ignores the BOM that editors on Windows add (RFC 8259 §8.1).
 *
 * @throws {SyntaxError} whose message quotes the document, which may contain secrets
 */
export function parseJson(text: string): unknown {
  return JSON.parse(text.replace(/^\uFEFF/, ''))
}

/**
 * Validates a state document and migrates it from an older version.
 *
 * @throws {StateError} with the JSON pointer of the error
 */
export function readState(document: unknown): StateDocument {
  if (typeof document !== 'object' || document === null) throw new StateError('', 'must be object')
  const { format, version } = document as Raw
  if (format !== STATE_FORMAT) throw new StateError('/format', `must be ${STATE_FORMAT}`)
  if (typeof version !== 'number' || !Number.isInteger(version) || version < 1) {
    throw new StateError('/version', 'must be a positive integer')
  }
  if (version > STATE_VERSION) {
    const text = `is ${version}, newer than this program's ${STATE_VERSION}: use a newer atlas-mock`
    throw new StateError('/version', text)
  }
  const upgraded = STEPS.slice(version - 1).reduce((older, step) => step(older), document as Raw)
  check(upgraded)
  return upgraded as unknown as StateDocument
}

function check(document: Raw): void {
  compiled ??= createAjv({ allowUnionTypes: true }).compile(readAsset<object>('schemas/state.json'))
  if (compiled(document)) return
  const [{ instancePath, message, params }] = compiled.errors as [ErrorObject]
  const extra = params['additionalProperty'] === undefined ? '' : `: ${params['additionalProperty']}`
  throw new StateError(instancePath, `${message}${extra}`)
}
