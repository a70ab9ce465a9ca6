import { constants as system } from 'node:os'
import { resolve } from 'node:path'
import { renderJunit } from '../../base/junit.ts'
import { createSources, formatTime } from '../../base/sources.ts'
import { credentialFrom, type FoundCredential } from '../../client/environment.ts'
import { requireWritable, type Terminal } from '../../config/terminal.ts'
import { type PageCalls, readCalls } from '../calls/read.ts'
import { compare } from '../compare/compare.ts'
import {
  type Comparison,
  comparisonTestCases,
  isDifferent,
  reasonOf,
  renderComparison,
  renderComparisonJson
} from '../compare/comparison-report.ts'
import {
  type Behaviour,
  type Exchange,
  pageOfExchange,
  readExchanges,
  recordingOf
} from '../compare/exchange.ts'
import { startDryRun } from '../compare/mock-service.ts'
import { type Page, pagesOfCalls } from '../compare/pages.ts'
import { isObjectId } from '../compare/placeholders.ts'
import type { CreatedProject, ProjectEvent } from '../compare/project-requests.ts'
import { CompareError, parseTarget, Transport } from '../compare/transport.ts'

export interface CompareFlags {
  target?: string
  calls?: string[]
  org?: string
  rate: number
  dryRun?: boolean
  record?: string
  json?: boolean
  junit?: string
}

const DIFFERENT = 1
const CANNOT_RUN = 2

/** Maximum characters of the bodies in a recording. Those of Atlas are a hundredth of it. */
const MAX_RECEIVED = 16 * 1024 * 1024

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'] as const

/**
 * Runs the comparison, prints its result and sets the exit code.
 *
 * @throws {CompareError} if the comparison cannot run
 */
export async function runCompare(flags: CompareFlags, terminal: Terminal): Promise<void> {
  // The terminal may close before the project is deleted.
  terminal.stderr.on('error', () => undefined)
  const { json, junit, record } = flags
  const calls = flags.calls && (await readCalls(flags.calls, text => terminal.warn(text)))
  if (flags.dryRun) return await printRequests(calls, terminal)
  for (const path of [record, junit]) if (path !== undefined) requireWritable(path)
  if (junit !== undefined && record !== undefined && resolve(junit) === resolve(record)) {
    throw new CompareError('--junit and --record name the same file')
  }
  const comparison = await compareLive(flags, calls, terminal)
  if (comparison === undefined) return
  terminal.print(json ? renderComparisonJson(comparison).split('\n') : renderComparison(comparison))
  const problem = comparison.stopped ?? (calls && comparison.results.length === 0 && 'no call was compared')
  if (problem) {
    terminal.warn(problem)
    terminal.exitCode = Math.max(terminal.exitCode, CANNOT_RUN)
  }
  // Keep the exit code of a project that remains.
  if (terminal.exitCode === 0 && comparison.results.some(isDifferent)) terminal.exitCode = DIFFERENT
  if (junit !== undefined)
    terminal.writeFile(junit, renderJunit(comparison.source, comparisonTestCases(comparison)))
}

/** Returns the exchanges of the ledger that a service can answer, by their pages. */
function replayableExchanges(): Map<Page, Exchange> {
  const exchanges = readExchanges().filter(({ replayable }) => replayable)
  return new Map(exchanges.map(exchange => [pageOfExchange(exchange), exchange]))
}

/** Runs the comparison against a second mock and prints its requests. */
async function printRequests(calls: PageCalls[] | undefined, terminal: Terminal): Promise<void> {
  const { close, ...service } = await startDryRun(line => terminal.print(line))
  const pages = calls ? pagesOfCalls(calls) : [...replayableExchanges().keys()]
  const options = { ...service, pages, sources: createSources(), signal: new AbortController().signal }
  try {
    const { skipped, stopped } = await compare(options)
    for (const { why, request } of skipped) terminal.warn(`${reasonOf(why)}: ${request}`)
    if (stopped !== undefined) throw new CompareError(stopped)
  } finally {
    await close()
  }
}

/** @returns the comparison; undefined if a signal stopped it */
async function compareLive(
  flags: CompareFlags,
  calls: PageCalls[] | undefined,
  terminal: Terminal
): Promise<Comparison | undefined> {
  const stop = new AbortController()
  const abort = (name: NodeJS.Signals) => {
    if (!stop.signal.aborted) terminal.warn('interrupted, deleting the projects')
    stop.abort(name)
  }
  let progress = ''
  const onProgress = (text: string) => {
    progress = text
    showProgress(terminal, text)
  }
  const exchanges = calls ? new Map<Page, Exchange>() : replayableExchanges()
  const service = serviceOf(flags, terminal)
  const { target, sources, rate } = service
  const recorded: Behaviour[] = []
  let received = 0
  for (const name of SIGNALS) process.on(name, abort)
  try {
    const found = await compare({
      ...service,
      pages: calls ? pagesOfCalls(calls) : [...exchanges.keys()],
      signal: stop.signal,
      onProgress,
      ...(calls && { onPlanned: requests => showPlan(requests, rate, terminal) }),
      onReplayed(page, reply) {
        const exchange = exchanges.get(page)
        if (!exchange) return
        received += reply.body.length
        if (received > MAX_RECEIVED) {
          throw new CompareError(`the responses of the service exceed ${MAX_RECEIVED} characters`)
        }
        const date = formatTime(sources.now()).slice(0, 10)
        recorded.push(recordingOf(exchange, reply, target.base.host, date))
      }
    })
    const stopped = found.stopped && [found.stopped, progress].filter(Boolean).join('; ')
    return { source: target.base.origin, of: calls ? 'tests' : 'behaviours', ...found, stopped }
  } catch (error) {
    const isProblem = error instanceof CompareError
    if (!stop.signal.aborted || !(isProblem || error === stop.signal.reason)) throw error
    // It may name a project that remains.
    if (isProblem) terminal.warn(error.message)
    // Keep the exit code of a project that remains.
    terminal.exitCode ||= 128 + system.signals[stop.signal.reason as NodeJS.Signals]
    return undefined
  } finally {
    showProgress(terminal)
    for (const name of SIGNALS) process.off(name, abort)
    // Also after an error: the service has sent these responses.
    if (flags.record !== undefined && recorded.length > 0) {
      terminal.writeFile(flags.record, `${JSON.stringify(recorded, null, 2)}\n`)
    }
  }
}

function serviceOf({ target: text, org, rate }: CompareFlags, terminal: Terminal) {
  if (text === undefined) throw new CompareError('missing --target <url>')
  const base = parseTarget(text)
  const credential = credentialFrom(terminal.env)
  if (!credential) {
    throw new CompareError(
      'no credentials: set MONGODB_ATLAS_PUBLIC_KEY and MONGODB_ATLAS_PRIVATE_KEY, or MONGODB_ATLAS_CLIENT_ID and MONGODB_ATLAS_CLIENT_SECRET'
    )
  }
  const orgId = org ?? terminal.env['MONGODB_ATLAS_ORG_ID'] ?? ''
  if (!isObjectId(orgId)) {
    throw new CompareError('--org (MONGODB_ATLAS_ORG_ID) must be 24 lower-case hexadecimal digits')
  }
  return {
    target: new Transport(base),
    credential,
    orgId,
    sources: createSources(),
    rate,
    onProject(event: ProjectEvent) {
      if (event.type === 'left' || event.type === 'foreign') terminal.exitCode = CANNOT_RUN
      showProgress(terminal)
      terminal.warn(describeEvent(event, project => deletionOf(project, base.origin, credential)))
    }
  }
}

/** @param deletionOf returns the command that deletes a project */
function describeEvent(event: ProjectEvent, deletionOf: (project: CreatedProject) => string): string[] {
  if (event.type === 'creation') return [`creating the project ${event.name}`]
  const { type, project } = event
  const { name } = project
  switch (type) {
    case 'created':
      return [`created the project ${name}; if it remains, delete it with:`, deletionOf(project)]
    case 'deleted':
      return [`deleted the project ${name}`]
    case 'foreign':
      return [`another project has the id of ${name}; it was not deleted: do not run the command for ${name}`]
    case 'left':
      return [`could not delete the project ${name}: ${event.problem}; delete it with:`, deletionOf(project)]
  }
}

function deletionOf({ id }: CreatedProject, origin: string, credential: FoundCredential): string {
  const [user, secret] = credential.variables.map(variable => `$${variable}`)
  const request = `curl --silent --user "${user}:${secret}" --data grant_type=client_credentials ${origin}/api/oauth/token`
  const token = `$(${request} | sed 's/.*"access_token":"\\([^"]*\\)".*/\\1/')`
  const authorization =
    credential.kind === 'apiKey'
      ? `--digest --user "${user}:${secret}"`
      : `--header "Authorization: Bearer ${token}"`
  const accept = "--header 'Accept: application/vnd.atlas.2023-01-01+json'"
  return `curl ${authorization} ${accept} --request DELETE ${origin}/api/atlas/v2/groups/${id}`
}

function showPlan(requests: number, rate: number, terminal: Terminal): void {
  const minutes = Math.round(requests / rate / 60)
  const time = minutes < 1 ? 'less than a minute' : `${minutes} min`
  terminal.warn(`about ${requests} requests in ${time}, ${rate} per second`)
}

function showProgress({ stderr }: Terminal, text = ''): void {
  if (stderr.isTTY) stderr.write(`\r\u001b[K${text}`)
}
