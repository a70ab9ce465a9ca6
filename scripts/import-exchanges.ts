import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { readAsset } from '../src/assets.ts'
import { createAjv } from '../src/base/ajv.ts'
import { escapeControls } from '../src/base/printable.ts'
import { createSources } from '../src/base/sources.ts'
import { isLoopback } from '../src/http/listening.ts'
import { comparedOf } from '../src/proof/compare/compare.ts'
import { isDifferent, renderComparison } from '../src/proof/compare/comparison-report.ts'
import type { Result } from '../src/proof/compare/distinct.ts'
import {
  type Behaviour,
  type Case,
  type Exchange,
  expand,
  pageOfExchange,
  type Rule
} from '../src/proof/compare/exchange.ts'
import { type Finding, findingsOf } from '../src/proof/compare/findings.ts'
import { Mocks } from '../src/proof/compare/mock-service.ts'
import type { PageCall } from '../src/proof/compare/pages.ts'
import type { ServiceReply } from '../src/proof/compare/transport.ts'
import { writeFidelity } from './fidelity.ts'

/**
 * Merges a recording of `atlas-mock compare --record` into the files of a folder. An exchange is confirmed on the day of
 * the recording if the mock still sends the same response; a row becomes `recorded` if that holds for all its
 * exchanges that were sent, its own included. A case with a label of its own counts as a row.
 *
 * @param print receives the differences
 * @returns whether all responses are the same
 */
export async function importExchanges(
  recording: string,
  folder: string,
  print: (text: string) => void
): Promise<boolean> {
  const { host, exchanges } = readRecording(recording)
  const replies = await replayOnMock(exchanges, host)
  const recorded = new Map(exchanges.map(exchange => [exchange.title, exchange]))
  const files = readdirSync(folder).map(name => {
    const path = join(folder, name)
    return { path, rows: JSON.parse(readFileSync(path, 'utf8')) as Rule[] }
  })
  const known = knownHeaders(files.flatMap(({ rows }) => rows.flatMap(expand)))
  const results: Result[] = []
  const problems: string[] = []
  for (const { path, rows } of files) {
    const isSame = (exchange: Exchange): boolean => {
      const { title } = exchange
      const match = recorded.get(title)
      const reply = replies.get(title)
      if (!match || !reply) return false
      recorded.delete(title)
      if (!hasSameRequests(exchange, match)) {
        problems.push(`the requests of "${title}" have changed since the recording`)
        return false
      }
      const findings = findingsBetween(reply, match, known)
      const { method, path: requested } = exchange.request
      results.push({ operation: path, titles: [title], request: `${method} ${requested}`, findings })
      return findings.length === 0
    }
    const merged = rows.map(row => {
      const same = new Set(
        expand(row)
          .filter(isSame)
          .map(({ title }) => title)
      )
      return same.size > 0 ? confirm(row, exchanges, same) : row
    })
    writeFileSync(path, `${JSON.stringify(merged, null, 2)}\n`)
  }
  problems.push(...[...recorded.keys()].map(title => `unknown title "${title}"`))
  for (const line of renderComparison({ source: recording, of: 'behaviours', results, skipped: [] })) {
    print(`${escapeControls(line)}\n`)
  }
  print(problems.map(problem => `Not imported: ${problem}.\n`).join(''))
  return problems.length === 0 && !results.some(isDifferent)
}

/** Replays exchanges on a mock whose host is a service's. @returns the last response to each, by title */
export async function replayOnMock(
  exchanges: readonly Exchange[],
  host: string
): Promise<Map<string, ServiceReply>> {
  const { signal } = new AbortController()
  const mocks = new Mocks({
    sources: createSources(),
    target: { host },
    credential: { kind: 'apiKey' },
    signal
  })
  const replies = new Map<string, ServiceReply>()
  for (const exchange of exchanges) {
    const { outcomes } = await mocks.replay(pageOfExchange(exchange))
    const reply = outcomes.at(-1)?.reply
    if (reply) replies.set(exchange.title, reply)
  }
  await mocks.close()
  return replies
}

function readRecording(path: string): { host: string; exchanges: Behaviour[] } {
  const ajv = createAjv()
  ajv.addSchema(readAsset('schemas/error-catalogue.json'))
  const validate = ajv.compile<Behaviour[]>(readAsset('schemas/exchange.json'))
  const document: unknown = JSON.parse(readFileSync(path, 'utf8'))
  if (!validate(document)) {
    const [error] = validate.errors ?? []
    throw new Error(`invalid recording ${path} at ${error?.instancePath || '/'}: ${error?.message}`)
  }
  const [source = '', ...others] = new Set(document.map(exchange => exchange.source))
  const [, host] = /^atlas-mock compare with (\S+)$/.exec(source) ?? []
  const titles = new Set(document.map(({ title }) => title))
  if (others.length > 0 || host === undefined) {
    throw new Error(`invalid recording ${path}: all exchanges must name the same service as source`)
  }
  if (document.some(({ evidence }) => evidence !== 'recorded') || titles.size < document.length) {
    throw new Error(`invalid recording ${path}: all exchanges must be recorded, with unique titles`)
  }
  if (isLoopback(new URL(`https://${host}`).hostname)) {
    throw new Error(`${path} was recorded from a local server, not from Atlas`)
  }
  return { host, exchanges: document }
}

/** Returns the header names of all rows and of the omitted headers, in lower case. */
function knownHeaders(rows: readonly Exchange[]): Set<string> {
  const omitted = readAsset<{ header: string }[]>('fixtures/omitted-headers.json').map(({ header }) => header)
  const present = rows.flatMap(({ response }) =>
    Object.entries(response.headers).flatMap(([name, value]) => (value === null ? [] : [name]))
  )
  return new Set([...present, ...omitted].map(name => name.toLowerCase()))
}

function hasSameRequests(row: Exchange, recorded: Exchange): boolean {
  return JSON.stringify([row.given, row.request]) === JSON.stringify([recorded.given, recorded.request])
}

/** Returns where a recorded response differs from the mock's, and the recorded headers that no row has. */
function findingsBetween(reply: ServiceReply, recorded: Exchange, known: ReadonlySet<string>): Finding[] {
  const compared = comparedOf(pageOfExchange(recorded).calls.at(-1) as PageCall)
  const { status, headers, rawBody = '' } = recorded.response
  const present = Object.entries(headers).filter((entry): entry is [string, string] => entry[1] !== null)
  const unknown = present
    .filter(([name]) => !known.has(name.toLowerCase()))
    .map(([name, value]): Finding => {
      const values = { at: `header ${name}`, mock: undefined, service: JSON.stringify(value) }
      return { ...values, kind: 'header', place: values.at, key: values.at, basis: compared.behaviour }
    })
  return [...findingsOf(compared, [reply, { status, headers: present, body: rawBody }], []), ...unknown]
}

/**
 * Returns a row with the date of a recording, and with its evidence if all its exchanges are the same.
 *
 * @param same titles of its exchanges whose recorded response is the same
 */
function confirm(rule: Rule, recording: readonly Behaviour[], same: ReadonlySet<string>): Rule {
  const recorded = new Map(recording.filter(({ title }) => same.has(title)).map(it => [it.title, it]))
  const own = recorded.get(rule.title)
  const shared = rule.cases?.filter(({ evidence }) => evidence === undefined) ?? []
  const isWhole = expand({ ...rule, cases: shared }).every(
    ({ title, replayable }) => same.has(title) || !replayable
  )
  const becomesRecorded = own !== undefined && isWhole && rule.evidence !== 'recorded'
  const cases = rule.cases?.map(special => {
    const found = recorded.get(`${rule.title}: ${special.title}`)
    return found ? confirmCase(rule, special, found, becomesRecorded) : special
  })
  const row = { ...rule, ...(cases && { cases }) }
  if (becomesRecorded) return toRecorded(row, own)
  return own ? { ...row, confirmed: own.date } : row
}

/** Returns a case with the date of a recording; if it has a label of its own, with the evidence, unless its rule has it. */
function confirmCase(rule: Rule, special: Case, found: Behaviour, isOfRule: boolean): Case {
  const { evidence, analogousTo: _, source: _source, date: _date, ...others } = special
  const { date, source } = found
  if (evidence === undefined) return { ...special, confirmed: date }
  if (isOfRule) return { ...others, confirmed: date }
  const [, known] = expand({ ...rule, cases: [special] })
  const headers = { ...others.response?.headers, ...addedHeaders(known as Exchange, found) }
  return {
    ...others,
    evidence: 'recorded',
    source,
    date,
    confirmed: date,
    response: { ...others.response, headers }
  }
}

function toRecorded(
  { id, page, title, types, note, given, request, cases, ...row }: Rule,
  found: Behaviour
): Rule {
  const { date, source } = found
  return {
    id,
    ...(page !== undefined && { page }),
    title,
    evidence: 'recorded',
    source,
    date,
    ...(types && { types }),
    ...(note !== undefined && { note }),
    replayable: true,
    confirmed: date,
    ...(given && { given }),
    request,
    response: { ...row.response, headers: { ...row.response.headers, ...addedHeaders(row, found) } },
    ...(cases && { cases })
  }
}

/** Returns the headers of a recorded response that the known one does not list. */
function addedHeaders(known: Pick<Exchange, 'response'>, recorded: Exchange): Record<string, string | null> {
  const names = Object.keys(known.response.headers).map(name => name.toLowerCase())
  const added = Object.entries(recorded.response.headers).filter(
    ([name]) => !names.includes(name.toLowerCase())
  )
  return Object.fromEntries(added)
}

/* c8 ignore start -- the command; the test imports the function */
if (import.meta.main) {
  const [, , recording] = process.argv
  if (recording === undefined) throw new Error('usage: npm run exchanges:import <file>')
  const isSame = await importExchanges(recording, 'fixtures/exchanges', text => process.stdout.write(text))
  execFileSync('node_modules/.bin/biome', ['format', '--write', 'fixtures/exchanges'], { stdio: 'inherit' })
  writeFidelity()
  process.exitCode = isSame ? 0 : 1
}
/* c8 ignore stop */
