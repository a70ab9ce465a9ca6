// Replays pages of calls on a mock and on a service, and compares the responses.

import type { Sources } from '../../base/sources.ts'
import type { ClientCredential } from '../../client/environment.ts'
import { isLoopback } from '../../http/listening.ts'
import { Secrets } from '../../journal/hide.ts'
import { splitPath } from '../calls/scope.ts'
import { type Comparison, group, type Skipped } from './comparison-report.ts'
import { differencesOf, excerptsOf } from './difference.ts'
import type { Result } from './distinct.ts'
import { operationOf, undoOf } from './effects.ts'
import { type Compared, findingsOf, typesIn } from './findings.ts'
import { Mocks } from './mock-service.ts'
import { PROJECT_REQUESTS } from './own-projects.ts'
import { fieldsIn, type Page, type PageCall } from './pages.ts'
import { templateOf, withShortIds } from './placeholders.ts'
import type { ProjectEvent } from './project-requests.ts'
import { separateConsequences } from './refusals.ts'
import { type Replayed, type ReplayOutcome, replayPage } from './replayer.ts'
import { ServiceClient } from './service-client.ts'
import { CompareError, type ServiceReply, type Transport } from './transport.ts'
import { Account } from './workplace.ts'

/** What to compare, and with which service. */
export interface ComparisonOptions {
  pages: readonly Page[]
  target: Transport
  credential: ClientCredential
  orgId: string
  sources: Sources
  /** Maximum requests per second to the service; undefined: unlimited. */
  rate?: number | undefined
  /** Stops the comparison; the projects are deleted nevertheless, if the service does it without a wait. */
  signal: AbortSignal
  /** Called with the progress. */
  onProgress?(text: string): void
  /** Called before the first request to the service with the approximate number of requests. */
  onPlanned?(requests: number): void
  /** Called before anything else happens to a project of the comparison. */
  onProject?(event: ProjectEvent): void
  /** Called with the service's response to the last call of a page. */
  onReplayed?(page: Page, reply: ServiceReply): void
}

/** Headers with the time and about the connection. */
const NOT_REPRODUCED = ['date', 'strict-transport-security']

/** Maximum characters of a value in the reason why a page is not sent. */
const WIDTH = 60

/**
 * Replays pages on mocks in this process, and those that these reproduce on a service, in projects that it creates and
 * deletes.
 *
 * @throws {CompareError} if the comparison cannot run
 */
export async function compare(options: ComparisonOptions): Promise<Omit<Comparison, 'source' | 'of'>> {
  const { pages, onPlanned, onProgress } = options
  const results: Result[] = []
  const skipped: Skipped[] = []
  const skipPage = ({ titles, calls }: Page, why: Skipped['why'], reason: string) => {
    for (const title of titles) skipped.push({ why, request: `${title}: ${reason}`, count: calls.length })
  }
  const reproduced: { page: Page; mine: ReplayOutcome[] }[] = []
  let requests = PROJECT_REQUESTS
  const mocks = new Mocks(options)
  const unit = pages.every(({ isOfLedger }) => isOfLedger) ? 'behaviours' : 'pages'
  try {
    for (const [at, page] of pages.entries()) {
      onProgress?.(`${at}/${pages.length} ${unit} replayed on a mock`)
      const { outcomes: mine, rejected } = await mocks.replay(page)
      const changed = mine.map(outcome => describeChange(outcome, page)).find(text => text !== undefined)
      if (rejected !== undefined) skipPage(page, 'state not created', rejected)
      else if (changed !== undefined) skipPage(page, 'not reproducible', changed)
      else {
        reproduced.push({ page, mine })
        requests += countRequests(page, mine)
      }
    }
    onPlanned?.(reproduced.length > 0 ? requests : 0)
    const isEmpty = () => results.length + skipped.length === 0
    const stopped = await withService(options, isEmpty, async service => {
      for (const [at, { page, mine }] of reproduced.entries()) {
        onProgress?.(`${at}/${reproduced.length} ${unit} compared`)
        const { outcomes: others, rejected, error } = await replayOn(service, page, mine)
        const compared = await compareReplies(page, mine, others, options, { mocks, service })
        if (rejected !== undefined && compared.length === 0) skipPage(page, 'state not created', rejected)
        for (const found of compared) 'why' in found ? skipped.push(found) : results.push(found)
        const last = others[page.calls.length - 1]?.reply
        if (last) options.onReplayed?.(page, last)
        if (error) throw error
      }
    })
    return { results, skipped: group(skipped), stopped }
  } finally {
    await mocks.close()
  }
}

/** Attempts at a page if the service returns an error of its own, which may not happen again. */
const ATTEMPTS = 3

async function replayOn(account: Account, page: Page, mine: readonly ReplayOutcome[]): Promise<Replayed> {
  const isExpected = mine.some(({ reply }) => reply && reply.status >= 500)
  for (let attempt = 1; ; attempt++) {
    const replayed = await replayPage(account, page, mine)
    if (!replayed.isBroken || replayed.error || isExpected || attempt === ATTEMPTS) return replayed
  }
}

/** Returns approximately how many requests a service gets for a page. */
function countRequests({ contents }: Page, outcomes: readonly ReplayOutcome[]): number {
  const counts = outcomes.map(({ call, reply }) => {
    const undo = reply && undoOf(call, reply)
    // A changed project is replaced.
    return undo ? 1 + undo.length : PROJECT_REQUESTS
  })
  // Most contents are deleted at the end.
  return counts.reduce((sum, count) => sum + count, 2 * contents.length)
}

/**
 * Calls a function with an account of a service, and deletes its projects.
 *
 * @param isEmpty returns whether there is no result yet: those that there are are kept if the comparison cannot continue
 * @returns why the function stopped, if it did
 * @throws {CompareError} if there are no results; also for an interruption
 */
async function withService(
  { target, credential, rate, signal, ...options }: ComparisonOptions,
  isEmpty: () => boolean,
  work: (account: Account) => Promise<void>
): Promise<string | undefined> {
  const service = new ServiceClient(target, { credential, sources: options.sources, rate, signal })
  const account = new Account({ ...options, service })
  try {
    await work(account)
    return undefined
  } catch (error) {
    if (!(error instanceof CompareError) || isEmpty() || signal.aborted) throw error
    return error.message
  } finally {
    await account.projects.remove()
    await service.close()
  }
}

/** Returns the first difference of a mock's response from the recorded one; undefined: none. */
function describeChange({ call, reply, recorded }: ReplayOutcome, { hide }: Page): string | undefined {
  const { method, path, why } = call
  const [first] = reply && recorded && !why ? differencesOf(reply, recorded, NOT_REPRODUCED, hide) : []
  if (!first) return undefined
  const [mock, found] = excerptsOf([first.mock ?? 'missing', first.service ?? 'missing'], WIDTH)
  return `${method} ${templateOf(path)}: ${first.at}: mock ${mock}, recorded ${found}`
}

/** Compares the responses of a mock and of a service to the calls of a page. */
async function compareReplies(
  page: Page,
  mine: readonly ReplayOutcome[],
  others: readonly ReplayOutcome[],
  { target }: ComparisonOptions,
  { mocks, service }: { mocks: Mocks; service: Account }
): Promise<(Result | Skipped)[]> {
  // A mock with TLS omits it on loopback: browsers would apply it to every local server.
  const isLocal = isLoopback(new URL(`https://${target.host}`).hostname)
  const ignored = isLocal ? ['strict-transport-security'] : []
  const compareWith = (outcomes: readonly ReplayOutcome[], others: readonly ReplayOutcome[]) => {
    const sent = fieldsIn(page.contents)
    return others.map((other, at) => {
      const mine = outcomes[at] as ReplayOutcome
      if (mine.reply && mine.reply.status < 300) for (const field of fieldsIn([mine.call])) sent.add(field)
      return compareCall(page, mine, other, { sent, ignored })
    })
  }
  const findingsIn = (compared: readonly (Result | Skipped)[]) =>
    compared.map(found => ('why' in found ? undefined : found.findings))
  const compared = compareWith(mine, others)
  const findings = await separateConsequences({
    page,
    mine,
    others,
    findings: findingsIn(compared),
    compare: (mine, others) => findingsIn(compareWith(mine, others)),
    replay: async page => (await mocks.replay(page)).outcomes,
    replayOnService: async page => (await replayOn(service, page, mine)).outcomes
  })
  const results = compared.map((found, at) =>
    'why' in found ? found : { ...found, findings: findings[at] ?? [] }
  )
  return page.isOfLedger ? resultOfExchange(results, page.calls.length) : results
}

/** Returns the result of an exchange, with the differences of the calls that prepare it; none if it was interrupted. */
function resultOfExchange(compared: readonly (Result | Skipped)[], calls: number): (Result | Skipped)[] {
  const findings = compared.flatMap(found => {
    if ('why' in found) return []
    const { operation, request } = found
    return found.findings.map(finding => ({ ...finding, origin: { operation, request } }))
  })
  const last = compared.findLast(found => findings.length === 0 || !('why' in found))
  if (!last || 'why' in last) return last ? [last] : []
  const isLate = compared.some(found => !('why' in found) && found.isLate)
  return findings.length > 0 || compared.length === calls ? [{ ...last, isLate, findings }] : []
}

function compareCall(
  { titles, projects, hide }: Page,
  { call, ...mine }: ReplayOutcome,
  other: ReplayOutcome,
  { sent, ignored }: { sent: ReadonlySet<string>; ignored: readonly string[] }
): Result | Skipped {
  const { method, path, why, isSetup } = call
  if (why || !mine.reply || !other.reply) {
    const reason = why ?? mine.why ?? other.why ?? 'not replayed'
    return { why: reason, request: `${method} ${templateOf(path)}`, count: titles.length }
  }
  const compared = comparedOf(call, sent)
  // The comparison creates the projects that exist before the first call, without alert configurations.
  const isGiven = projects.some(({ id }) => id === splitPath(path).projectId)
  const findings = findingsOf(compared, [mine.reply, other.reply], ignored, hide).filter(({ at }) =>
    isSetup ? at === 'status' : !(isGiven && at.endsWith('.withDefaultAlertsSettings'))
  )
  const request = `${method} ${hide(withShortIds(new Secrets().url(path).url))}`
  const { isLate = false } = other
  return { operation: compared.operation, titles, request, types: typesIn(mine.reply), isLate, findings }
}

/** Returns what is compared with a call. @param sent the fields in the requests of its page */
export function comparedOf(call: PageCall, sent?: ReadonlySet<string>): Compared {
  const { method, path, integrationType = null, behaviour } = call
  return { operation: operationOf(method, path) ?? 'other requests', integrationType, behaviour, sent }
}
