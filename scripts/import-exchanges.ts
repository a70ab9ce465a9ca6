import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createAjv } from '../src/ajv.ts'
import { readAsset } from '../src/assets.ts'
import { type Difference, differencesOf } from '../src/compare/difference.ts'
import type { Exchange } from '../src/compare/exchange.ts'
import { isDifferent, renderText } from '../src/compare/report.ts'
import type { Result } from '../src/compare/result.ts'
import type { Reply } from '../src/compare/transport.ts'
import { FIXTURE_NAMES, generalize } from '../src/compare/wildcards.ts'
import { writeFidelity } from './fidelity.ts'

/**
 * Merges an exchange that `atlas-mock compare --record` wrote into the row with its title. A row whose response agrees
 * becomes `recorded`, with the day of the comparison; a row that differs stays unchanged.
 *
 * @param known lower-case names of all headers in the rows, and of the omitted ones
 */
function merge(
  row: Exchange,
  recorded: Exchange,
  known: ReadonlySet<string>
): { row: Exchange; differences: Difference[] } {
  const differences = differencesBetween(row, recorded, known)
  if (differences.length > 0) return { row, differences }
  const { date, source, response } = recorded
  const { title, evidence, note, request, given, settings } = row
  if (evidence === 'recorded') return { row: { ...row, compared: date }, differences }
  return {
    row: {
      title,
      evidence: 'recorded',
      source,
      date,
      ...(note !== undefined && { note }),
      playable: true,
      compared: date,
      ...(given && { given }),
      ...(settings && { settings }),
      request,
      response: { ...row.response, headers: { ...response.headers, ...row.response.headers } }
    },
    differences
  }
}

function differencesBetween(row: Exchange, recorded: Exchange, known: ReadonlySet<string>): Difference[] {
  const theirs = replyOf(recorded)
  const isSame =
    JSON.stringify([row.given, row.request]) === JSON.stringify([recorded.given, recorded.request])
  if (!isSame) return [{ at: 'request', mock: 'changed since the recording', service: undefined }]
  const absent = Object.entries(row.response.headers).flatMap(([name, value]) => {
    const found = theirs.headers.find(([other]) => other.toLowerCase() === name.toLowerCase())
    const isUnexpected = value === null && found !== undefined
    return isUnexpected ? [{ at: `header ${name}`, mock: undefined, service: JSON.stringify(found[1]) }] : []
  })
  const unknown = theirs.headers
    .filter(([name]) => !known.has(name.toLowerCase()))
    .map(([name, value]) => ({ at: `header ${name}`, mock: undefined, service: JSON.stringify(value) }))
  const ours = replyOf(row)
  const body = row.response.rawBody === undefined ? { body: theirs.body } : {}
  return [
    ...differencesOf({ ...ours, ...body }, theirs, { ignoredHeaders: omitted() }),
    ...absent,
    ...unknown
  ]
}

/** Returns a row's response with placeholders as in a recording. */
function replyOf({ response: { status, headers, rawBody = '' } }: Exchange): Reply {
  const present = Object.entries(headers).filter((entry): entry is [string, string] => entry[1] !== null)
  return generalize({ status, headers: present, body: rawBody }, '{{base}}', FIXTURE_NAMES)
}

function omitted(): string[] {
  return readAsset<{ header: string }[]>('fixtures/omitted-headers.json').map(({ header }) =>
    header.toLowerCase()
  )
}
/** Returns the header names of all rows and of the omitted headers, in lower case. */
function knownHeaders(rows: readonly Exchange[]): Set<string> {
  const names = rows.flatMap(({ response }) =>
    Object.entries(response.headers).flatMap(([name, value]) => (value === null ? [] : [name.toLowerCase()]))
  )
  return new Set([...names, ...omitted()])
}

/**
 * Merges a recording into the files of a folder.
 *
 * @param print receives the rows that differ
 * @returns whether all agree
 */
export function importExchanges(recording: string, folder: string, print: (text: string) => void): boolean {
  const recorded = new Map(readRecording(recording).map(exchange => [exchange.title, exchange]))
  const files = readdirSync(folder).map(name => {
    const path = join(folder, name)
    return { path, rows: JSON.parse(readFileSync(path, 'utf8')) as Exchange[] }
  })
  const known = knownHeaders(files.flatMap(({ rows }) => rows))
  const results: Result[] = []
  for (const { path, rows } of files) {
    const merged = rows.map(row => {
      const match = recorded.get(row.title)
      if (match === undefined) return row
      recorded.delete(row.title)
      const { row: next, differences } = merge(row, match, known)
      results.push({ operation: path, title: row.title, differences })
      return next
    })
    writeFileSync(path, `${JSON.stringify(merged, null, 2)}\n`)
  }
  for (const title of recorded.keys()) {
    const differences = [{ at: 'title', mock: undefined, service: JSON.stringify(title) }]
    results.push({ operation: 'no such row', title, differences })
  }
  print(`${renderText({ source: recording, results, skipped: [] })}\n`)
  return !results.some(isDifferent)
}

function readRecording(path: string): Exchange[] {
  const ajv = createAjv()
  ajv.addSchema(readAsset('schemas/error-catalogue.json'))
  const validate = ajv.compile<Exchange[]>(readAsset('schemas/exchange.json'))
  const document: unknown = JSON.parse(readFileSync(path, 'utf8'))
  if (!validate(document)) {
    const [error] = validate.errors ?? []
    throw new Error(`${path} is not a recording: ${error?.instancePath || '/'} ${error?.message}`)
  }
  const own = document.find(({ source }) => /with (localhost|127\.|\[::1\])/.test(source))
  if (own) throw new Error(`${path} records a server on this machine, which is not evidence: ${own.title}`)
  return document
}

/* c8 ignore start -- the command; the test imports the functions */
if (import.meta.main) {
  const [, , recording] = process.argv
  if (recording === undefined) throw new Error('usage: npm run exchanges:import <file>')
  const isComplete = importExchanges(recording, 'fixtures/exchanges', text => process.stdout.write(text))
  execFileSync('node_modules/.bin/biome', ['format', '--write', 'fixtures/exchanges'], { stdio: 'inherit' })
  writeFidelity()
  process.exitCode = isComplete ? 0 : 1
}
/* c8 ignore stop */
