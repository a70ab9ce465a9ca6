import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createAjv } from '../src/ajv.ts'
import { readAsset } from '../src/assets.ts'
import { type Difference, differencesOf } from '../src/compare/difference.ts'
import type { Exchange } from '../src/compare/exchange.ts'
import { FIXTURE_NAMES, generalizeReply } from '../src/compare/placeholders.ts'
import { isDifferent, renderText } from '../src/compare/report.ts'
import type { Result } from '../src/compare/result.ts'
import type { Reply } from '../src/compare/transport.ts'
import { writeFidelity } from './fidelity.ts'

/**
 * Merges an exchange that `atlas-mock compare --record` wrote into the row with its title. A row whose response agrees
 * becomes `recorded` and confirmed on that day; a row that differs stays unchanged.
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
  if (evidence === 'recorded') return { row: { ...row, confirmed: date }, differences }
  return {
    row: {
      title,
      evidence: 'recorded',
      source,
      date,
      ...(note !== undefined && { note }),
      replayable: true,
      confirmed: date,
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

function hasSameRequests(row: Exchange, recorded: Exchange): boolean {
  return JSON.stringify([row.given, row.request]) === JSON.stringify([recorded.given, recorded.request])
}

/** Returns a row's response with placeholders as in a recording. */
function replyOf({ response: { status, headers, rawBody = '' } }: Exchange): Reply {
  const present = Object.entries(headers).filter((entry): entry is [string, string] => entry[1] !== null)
  return generalizeReply({ status, headers: present, body: rawBody }, '{{base}}', FIXTURE_NAMES)
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
  const problems: string[] = []
  for (const { path, rows } of files) {
    const merged = rows.map(row => {
      const match = recorded.get(row.title)
      if (match === undefined) return row
      recorded.delete(row.title)
      if (!hasSameRequests(row, match)) {
        problems.push(`the requests of "${row.title}" have changed since the recording`)
        return row
      }
      const { row: next, differences } = merge(row, match, known)
      results.push({ operation: path, title: row.title, differences })
      return next
    })
    writeFileSync(path, `${JSON.stringify(merged, null, 2)}\n`)
  }
  problems.push(...[...recorded.keys()].map(title => `unknown title "${title}"`))
  print(`${renderText({ source: recording, results, skipped: [] })}\n`)
  print(problems.map(problem => `Not imported: ${problem}.\n`).join(''))
  return problems.length === 0 && !results.some(isDifferent)
}

function readRecording(path: string): Exchange[] {
  const ajv = createAjv()
  ajv.addSchema(readAsset('schemas/error-catalogue.json'))
  const validate = ajv.compile<Exchange[]>(readAsset('schemas/exchange.json'))
  const document: unknown = JSON.parse(readFileSync(path, 'utf8'))
  if (!validate(document)) {
    const [error] = validate.errors ?? []
    throw new Error(`invalid recording ${path} at ${error?.instancePath || '/'}: ${error?.message}`)
  }
  const own = document.find(({ source }) => /with (localhost|127\.|\[::1\])/.test(source))
  if (own) throw new Error(`${path} was recorded from a local server, not from Atlas`)
  return document
}

/* c8 ignore start -- the command; the test imports the functions */
if (import.meta.main) {
  const [, , recording] = process.argv
  if (recording === undefined) throw new Error('usage: npm run exchanges:import <file>')
  const allMatch = importExchanges(recording, 'fixtures/exchanges', text => process.stdout.write(text))
  execFileSync('node_modules/.bin/biome', ['format', '--write', 'fixtures/exchanges'], { stdio: 'inherit' })
  writeFidelity()
  process.exitCode = allMatch ? 0 : 1
}
/* c8 ignore stop */
