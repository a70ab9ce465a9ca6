import type { ErrorObject, ValidateFunction } from 'ajv'
import { createAjv } from '../ajv.ts'
import { readAsset } from '../assets.ts'
import { STATE_FORMAT, STATE_VERSION, type StateDocument, StateFault } from './document.ts'

type Raw = Record<string, unknown>

/** What makes of a document of version n one of n + 1. A step that was published is never changed. */
const STEPS: readonly ((document: Raw) => Raw)[] = []

let compiled: ValidateFunction | undefined

/**
 * Reads JSON, and ignores the BOM that editors on Windows put before it (RFC 8259 §8.1).
 *
 * @throws {SyntaxError} with text of the document, which may hold secrets
 */
export function parseJson(text: string): unknown {
  return JSON.parse(text.replace(/^\uFEFF/, ''))
}

/**
 * A state document of this version or an older one.
 *
 * @throws {StateFault} with the place of what is wrong in it
 */
export function readState(document: unknown): StateDocument {
  if (typeof document !== 'object' || document === null) throw new StateFault('', 'must be object')
  const { format, version } = document as Raw
  if (format !== STATE_FORMAT) throw new StateFault('/format', `must be ${STATE_FORMAT}`)
  if (typeof version !== 'number' || !Number.isInteger(version) || version < 1) {
    throw new StateFault('/version', 'must be a whole number from 1 on')
  }
  if (version > STATE_VERSION) {
    const text = `is ${version}, newer than this program's ${STATE_VERSION}: use a newer atlas-mock`
    throw new StateFault('/version', text)
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
  throw new StateFault(instancePath, `${message}${extra}`)
}
