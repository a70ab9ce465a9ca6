import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { gunzipSync } from 'node:zlib'
import { parse } from 'yaml'
import { readAsset } from '../src/assets.ts'
import { isObject } from '../src/base/json.ts'
import { createRegistry, readTypeFiles } from '../src/integrations/registry.ts'
import { type Change, changesBetween, factsOf, isSet } from './document-facts.ts'
import {
  type AlertTypes,
  alertTypesOf,
  type Document,
  extractOf,
  type Json,
  onMockedPaths,
  type UnmockedOperations,
  unmockedOf
} from './official-document.ts'

const EXTRACT = 'fixtures/official-openapi.json'
const ALERT_TYPES = 'schemas/alert-types.json'
const OPERATIONS = 'schemas/operations.json'
const UNMOCKED = 'schemas/unmocked-operations.json'
const USAGE =
  'usage: npm run spec -- [--check] FILE (an OpenAPI document of Atlas, JSON or YAML, or either with gzip)'

/** What the mock uses of a document. */
interface Files {
  extract: Document
  alertTypes: AlertTypes
  unmocked: UnmockedOperations
}

/** Returns the changes of a document, one line each, with the files that they touch. */
function changesOf(document: Document, { extract, alertTypes, unmocked }: Files): string[] {
  const documents = [extract, extractOf(document)] as const
  const ids = documents.flatMap(({ paths }) =>
    Object.values(paths).flatMap(methods => Object.values(methods).map(({ operationId }) => operationId))
  )
  const names = documents.flatMap(({ components }) => Object.keys(components['schemas'] ?? {}))
  const [before, after] = documents.map(it => factsOf(it, new Set(ids), new Set(names)))
  const fileOf = createFileOf(documents)
  const all = changesBetween(before, after)
  const versioned = new Set(all.flatMap(({ path }) => (path.at(-1) === 'x-versions' ? path[1] : [])))
  const own = all.filter(change => isOwnChange(change, versioned))
  const groups = Map.groupBy(own, ({ path, ...values }) => JSON.stringify([path[0], path.slice(2), values]))
  return [
    ...[...groups.values()].map(group => lineOf(group, fileOf)),
    ...alertLines(document, alertTypes),
    ...unmockedLines(document, unmocked)
  ]
}

/**
 * Returns whether no other change states the same: the list of versions, or the reference to a schema.
 *
 * @param versioned the operations whose list of versions has changed
 */
function isOwnChange({ path }: Change, versioned: ReadonlySet<unknown>): boolean {
  const isOfVersion = path.at(-1)?.startsWith('application/vnd.atlas.') && versioned.has(path[1])
  return !isOfVersion && !(path[0] === 'schemas' && path.length === 2)
}

/** Returns the line of a change that several operations or schemas share. */
function lineOf(changes: readonly Change[], fileOf: (path: readonly string[]) => string): string {
  const [{ path, before, after }] = changes as [Change]
  const names = changes.map(({ path }) => path[1] ?? path[0]).join(', ')
  const files = [...new Set(changes.map(({ path }) => fileOf(path)))].join(', ')
  const where = path.length > 2 ? `: ${path.slice(2).join('/')}` : ''
  return `${names}${where}: ${describe(path, before, after)} (${files})`
}

function describe(path: readonly string[], before: unknown, after: unknown): string {
  const key = path.at(-1) ?? ''
  const print = (value: unknown) => (path.length > 2 ? ` ${JSON.stringify(value)}` : '')
  if (before === undefined) return `added${print(after)}`
  if (after === undefined) return `removed${print(before)}`
  if (!isSet(before, key) || !isSet(after, key)) return `${JSON.stringify(before)} → ${JSON.stringify(after)}`
  const [old, now] = [before, after].map(values => values.map(value => JSON.stringify(value)))
  const added = now?.filter(value => !old?.includes(value)).map(value => `added ${value}`) ?? []
  const removed = old?.filter(value => !now?.includes(value)).map(value => `removed ${value}`) ?? []
  return [...added, ...removed].join(', ')
}

function alertLines(document: Document, file: AlertTypes): string[] {
  const now = alertTypesOf(document, file)
  const changes = [
    ...changesBetween(file.eventTypes, now.eventTypes).map(it => ({ ...it, kind: 'event type' })),
    ...changesBetween(byName(file.metrics), byName(now.metrics)).map(it => ({ ...it, kind: 'metric' }))
  ]
  return changes.map(({ kind, path, before }) => {
    return `${kind} ${path[0]}: ${before === undefined ? 'added' : 'removed'} (${ALERT_TYPES})`
  })
}

/** Returns the lines of operations that are not mocked, on paths of the mock only: other paths need no decision. */
function unmockedLines(document: Document, operations: UnmockedOperations): string[] {
  const changes = changesBetween(onMockedPaths(operations), onMockedPaths(unmockedOf(document)))
  return changes.map(({ path, before, after }) => {
    const change = before === undefined ? 'added' : after === undefined ? 'removed' : 'changed'
    return `${path[0]}, not mocked: ${change} (${UNMOCKED})`
  })
}

function byName(names: readonly string[]): Json {
  return Object.fromEntries(names.map(name => [name, true]))
}

/** Returns a function that returns the file that states what a path of the facts is about. */
function createFileOf(documents: readonly Document[]): (path: readonly string[]) => string {
  const files = new Map<string, string>()
  for (const file of ['schemas/bodies.json', 'schemas/wire.json']) {
    for (const name of Object.keys(readAsset<Json>(file))) files.set(name, file)
  }
  for (const { name, file } of createRegistry(readTypeFiles()).all) {
    for (const suffix of ['', 'Request', 'Response']) {
      files.set(`${file.$id}${suffix}`, `schemas/integrations/${name}.json`)
    }
  }
  const schemas = documents.flatMap(({ components }) => Object.entries(components['schemas'] ?? {}))
  /** Returns the file of a schema, or of one that refers to it. */
  const fileOfSchema = (name: string, seen: readonly string[] = []): string | undefined => {
    if (seen.includes(name)) return undefined
    const reference = `"#/components/schemas/${name}"`
    const users = schemas.filter(([, schema]) => JSON.stringify(schema).includes(reference))
    return users.reduce((file, [user]) => file ?? fileOfSchema(user, [...seen, name]), files.get(name))
  }
  return ([kind, name = '', part, ...rest]) => {
    if (kind === 'schemas') return fileOfSchema(name) ?? OPERATIONS
    if (kind !== 'operations') return 'schemas/openapi.json'
    return part === 'parameters' && rest.length > 1 ? 'schemas/parameters.json' : OPERATIONS
  }
}

/** Reads an OpenAPI document. @throws {Error} if the file is not one */
function readDocument(file: string): Document {
  const bytes = readFileSync(file)
  const text = (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString()
  // Parsing JSON as YAML takes ten times as long.
  const document = text.startsWith('{') ? JSON.parse(text) : parse(text)
  if (!isObject(document) || !isObject(document['paths']) || !isObject(document['components'])) {
    throw new Error(`${file} is not an OpenAPI document`)
  }
  return document as Document
}

/** Returns JSON, formatted as `npm run lint` requires. */
function format(value: object): string {
  const text = JSON.stringify(value, null, 2)
  const input = text.replace(/\{\n\s+([^{}[\]]+?)\n\s+\}/g, (_, fields: string) => {
    return `{ ${fields.replace(/\n\s+/g, ' ')} }`
  })
  const cwd = new URL('..', import.meta.url)
  return execFileSync('node_modules/.bin/biome', ['format', '--stdin-file-path=a.json'], {
    cwd,
    input
  }).toString()
}

/** Returns JSON with a line for each member. */
function toLines(value: object): string {
  const lines = Object.entries(value).map(
    ([name, member]) => `${JSON.stringify(name)}: ${JSON.stringify(member)}`
  )
  return `{\n${lines.join(',\n')}\n}\n`
}

/** Writes what the mock uses of a document, or prints what has changed. @returns the exit code */
function main(args: string[]): number {
  const { values, positionals } = parseArgs({
    args,
    options: { check: { type: 'boolean' } },
    allowPositionals: true
  })
  const [file, ...more] = positionals
  if (file === undefined || more.length > 0) throw new Error(USAGE)
  const document = readDocument(file)
  const read = <T>(file: string) => JSON.parse(readFileSync(file, 'utf8')) as T
  const alertTypes = read<AlertTypes>(ALERT_TYPES)
  if (!values.check) {
    writeFileSync(EXTRACT, format(extractOf(document)))
    writeFileSync(ALERT_TYPES, format(alertTypesOf(document, alertTypes)))
    writeFileSync(UNMOCKED, toLines(unmockedOf(document)))
    return 0
  }
  const lines = changesOf(document, { extract: read(EXTRACT), alertTypes, unmocked: read(UNMOCKED) })
  process.stdout.write(lines.map(line => `${line}\n`).join(''))
  return lines.length > 0 ? 1 : 0
}

try {
  process.exitCode = main(process.argv.slice(2))
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`)
  process.exitCode = 2
}
