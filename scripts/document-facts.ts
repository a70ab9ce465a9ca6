import { isDeepStrictEqual } from 'node:util'
import { isObject } from '../src/base/json.ts'
import { type Document, type DocumentedOperation, type Json, NAMED, resolve } from './official-document.ts'

/** Keywords that are not compared: texts and examples. */
const NOT_COMPARED: ReadonlySet<string> = new Set(['description', 'summary', 'example', 'examples'])

/** Lists whose order is not significant. */
const SETS: ReadonlySet<string> = new Set([
  'required',
  'enum',
  'oneOf',
  'tags',
  'x-versions',
  'x-rolesRequirements'
])

/** What a document states, in a comparable form. */
export interface Facts extends Json {
  /** By operationId. */
  operations: Record<string, Json>
  schemas: Json
  security: unknown
  securitySchemes: unknown
}

/**
 * Returns what a document states about operations.
 *
 * @param named the schemas that have a name in both documents; others are written where they are used
 */
export function factsOf(document: Document, ids: ReadonlySet<string>, named: ReadonlySet<string>): Facts {
  const plain = (value: unknown, isNamed = false): unknown => {
    if (Array.isArray(value)) return value.map(item => plain(item))
    if (!isObject(value)) return value
    const [, name = ''] = /^#\/components\/schemas\/(.+)$/.exec(String(value['$ref'])) ?? []
    const entries = Object.entries(named.has(name) ? value : resolve(document, value))
      .filter(([key]) => isNamed || !NOT_COMPARED.has(key))
      .map(([key, item]) => [key, plain(item, !isNamed && NAMED.has(key))])
    return Object.fromEntries(entries)
  }
  const describe = ({ parameters = [], ...operation }: DocumentedOperation): Json => {
    const byName = parameters.map((parameter): [string, unknown] => {
      const { in: place, name, required = false, ...facts } = resolve(document, parameter)
      return [`${place} ${name}`, { required, ...(plain(facts) as Json) }]
    })
    return { ...(plain(operation) as Json), parameters: Object.fromEntries(byName) }
  }
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods)
      .filter(([, { operationId }]) => ids.has(operationId))
      .map(([method, operation]) => [operation.operationId, { path, method, ...describe(operation) }])
  )
  const schemas = Object.entries(document.components['schemas'] ?? {}).filter(([name]) => named.has(name))
  return {
    operations: Object.fromEntries(operations),
    schemas: Object.fromEntries(schemas.map(([name, schema]) => [name, plain(schema)])),
    security: document['security'],
    securitySchemes: plain(document.components['securitySchemes'], true)
  }
}

/** A value that differs; undefined: absent. */
export interface Change {
  path: readonly string[]
  before: unknown
  after: unknown
}

/** Returns all differences, each at the outermost position that exists only on one side. @param isWhole returns whether the values of a key are compared as one */
export function changesBetween(
  before: unknown,
  after: unknown,
  isWhole: (key: string, before: unknown, after: unknown) => boolean = () => false,
  path: readonly string[] = []
): Change[] {
  const key = path.at(-1) ?? ''
  if (isObject(before) && isObject(after) && !isWhole(key, before, after)) {
    const keys = new Set([...Object.keys(before), ...Object.keys(after)])
    return [...keys].flatMap(name => changesBetween(before[name], after[name], isWhole, [...path, name]))
  }
  return isDeepStrictEqual(sorted(before, key), sorted(after, key)) ? [] : [{ path, before, after }]
}

function sorted(value: unknown, key: string): unknown {
  return isSet(value, key) ? value.map(item => JSON.stringify(item)).sort() : value
}

/** Returns whether a value is a list whose order is not significant. */
export function isSet(value: unknown, key: string): value is unknown[] {
  return Array.isArray(value) && SETS.has(key)
}
