// Compares a service with a mock, by behaviours of the ledger or by recorded calls.

import type { Sources } from '../base/sources.ts'
import type { PageCalls } from '../calls/read.ts'
import { StartError } from '../catalogue/errors.ts'
import type { ClientCredential } from '../client/environment.ts'
import { isLoopback } from '../http/listening.ts'
import { Secrets } from '../journal/hide.ts'
import { type Comparison, group, type Result, type Skipped } from './comparison-report.ts'
import { differencesOf, excerptsOf } from './difference.ts'
import { operationOf } from './effects.ts'
import { type Exchange, pageOfExchange } from './exchange.ts'
import { type Compared, type Finding, findingsOf } from './findings.ts'
import { openMock } from './mock-service.ts'
import { PROJECT_REQUESTS } from './own-projects.ts'
import { PageNames } from './page-names.ts'
import { type CallsPage, fieldsIn, pagesOfCalls } from './pages.ts'
import { FIXTURE_NAMES, OBJECT_IDS, templateOf, withShortIds } from './placeholders.ts'
import type { ProjectEvent } from './project-requests.ts'
import { separateConsequences } from './refusals.ts'
import { type ReplayOutcome, replayPage } from './replayer.ts'
import { ServiceClient } from './service-client.ts'
import { CompareError, type ServiceReply, type Transport } from './transport.ts'
import { Account, OwnMock } from './workplace.ts'

/** Maximum characters of all bodies, which the recording keeps in memory. Those of Atlas are a hundredth of it. */
const MAX_RECEIVED = 16 * 1024 * 1024

/** A service to compare with. */
export interface ComparisonOptions {
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
  /** Called before anything else happens to a project of the comparison. */
  onProject?(event: ProjectEvent): void
}

/** Options of {@link compareWithService}. */
export interface CompareOptions extends ComparisonOptions {
  exchanges: readonly Exchange[]
  /** Called with the service's response to each exchange whose setup succeeded. */
  onReplayed?(exchange: Exchange, reply: ServiceReply): void
}

/**
 * Replays exchanges on a service and on a mock in this process, in a project that it creates on each and deletes.
 *
 * @throws {CompareError} if the comparison cannot run
 */
export async function compareWithService(options: CompareOptions): Promise<Omit<Comparison, 'source'>> {
  const { target, credential, sources, exchanges } = options
  const ignored = ignoredHeaders(target)
  const results: Result[] = []
  const add = (
    request: string,
    operation: string,
    title: string,
    replies: readonly [ServiceReply, ServiceReply]
  ) => {
    const compared = { operation, integrationType: null, behaviour: { title, label: 'recorded' } } as const
    results.push({ operation, titles: [title], request, findings: findingsOf(compared, replies, ignored) })
  }
  const { close, ...opened } = await openMock(sources, { host: target.host, kind: credential.kind })
  const mock = new Account({ ...opened, sources })
  let received = 0
  try {
    const { removed, stopped } = await withService(
      options,
      () => results.length === 0,
      async service => {
        const [ours, theirs] = [await createProject(mock), await createProject(service)]
        add('POST /api/atlas/v2/groups', 'createGroup', 'creates the comparison project', [ours, theirs])
        for (const [at, exchange] of exchanges.entries()) {
          const mine = await replay(mock, exchange)
          if (mine.error) throw mine.error
          const other = await replay(service, exchange, mine.replies)
          const last = other.replies[exchange.given?.length ?? 0]
          if (last || !other.error) results.push(resultOf(exchange, mine.replies, other.replies, ignored))
          if (last) options.onReplayed?.(exchange, last)
          if (other.error) throw other.error
          options.onProgress?.(`${at + 1}/${exchanges.length} behaviours compared`)
          for (const { body } of other.replies) received += body.length
          if (received > MAX_RECEIVED) {
            throw new CompareError(`the responses of the service exceed ${MAX_RECEIVED} characters`)
          }
        }
      }
    )
    const expected = await removeProjects(mock)
    if (expected && removed) {
      const request = 'DELETE /api/atlas/v2/groups/{id}'
      add(request, 'deleteGroup', 'deletes the comparison project', [expected, removed])
    }
    return { of: 'behaviours', results, skipped: [], stopped }
  } finally {
    await close()
  }
}

/**
 * Calls a function with an account of a service, and deletes its projects.
 *
 * @param isEmpty returns whether there is no result yet: those that there are are kept if the comparison cannot continue
 * @returns the response to the deletion of the first project, and why the function stopped, if it did
 * @throws {CompareError} if there are no results; also for an interruption
 */
async function withService(
  { target, credential, rate, signal, ...options }: ComparisonOptions,
  isEmpty: () => boolean,
  work: (account: Account) => Promise<void>
): Promise<{ removed: ServiceReply | undefined; stopped: string | undefined }> {
  const service = new ServiceClient(target, { credential, sources: options.sources, rate, signal })
  const account = new Account({ ...options, service })
  let stopped: string | undefined
  let removed: ServiceReply | undefined
  try {
    await work(account)
  } catch (error) {
    if (!(error instanceof CompareError) || isEmpty() || signal.aborted) throw error
    // A result has no ids of the account.
    stopped = error.message.replace(OBJECT_IDS, '{id}')
  } finally {
    removed = await removeProjects(account)
    await service.close()
  }
  return { removed, stopped }
}

/** Creates the project of exchanges. @returns the response */
async function createProject(account: Account): Promise<ServiceReply> {
  const { project, reply } = await account.projects.create()
  return showProject(account, reply, project.name)
}

/** Deletes all projects. @returns the response for the first */
async function removeProjects(account: Account): Promise<ServiceReply | undefined> {
  const [removal] = await account.projects.remove()
  return removal?.reply && showProject(account, removal.reply)
}

function showProject({ service }: Account, reply: ServiceReply, name?: string): ServiceReply {
  const names = new PageNames({ isNumbered: true, calls: [] }, service)
  if (name !== undefined) names.addProject(name, FIXTURE_NAMES.projectName)
  return names.show(reply)
}

/** Returns the headers that only a service has. */
function ignoredHeaders({ host }: Transport): readonly string[] {
  // A mock with TLS omits it on loopback: browsers would apply it to every local server.
  return isLoopback(new URL(`https://${host}`).hostname) ? ['strict-transport-security'] : []
}

/** Replays an exchange. @returns the responses to its requests; stops after the first failed setup request */
export async function replay(account: Account, exchange: Exchange, expected?: readonly ServiceReply[]) {
  const { outcomes, error } = await replayPage(account, pageOfExchange(exchange, expected))
  const replies = outcomes.map(({ reply, why }) => {
    if (!reply) throw new Error(`${exchange.title}: ${why}`)
    return reply
  })
  return { replies, error }
}

function resultOf(
  exchange: Exchange,
  mine: readonly ServiceReply[],
  other: readonly ServiceReply[],
  ignored: readonly string[]
): Result {
  const { title, given = [], request } = exchange
  const { method, path } = request
  const compared = { ...comparedOf(exchange), sent: fieldsIn(pageOfExchange(exchange).calls) }
  const findings = given.flatMap((_request, index): Finding[] => {
    const [ours, theirs] = [mine[index], other[index]].map(reply => reply && String(reply.status))
    const at = `status of setup request ${index + 1}`
    const values = { at, mock: ours, service: theirs }
    const place = `${compared.operation} ${at}`
    const isSame = ours === theirs
    return isSame ? [] : [{ ...values, kind: 'status', place, key: undefined, basis: compared.behaviour }]
  })
  const [last, otherLast] = [mine[given.length], other[given.length]]
  if (findings.length === 0 && last && otherLast) {
    findings.push(...findingsOf(compared, [last, otherLast], ignored))
  }
  const { operation } = compared
  return { operation, titles: [title], request: `${method} ${templateOf(path)}`, findings }
}

/** Returns what is known about an exchange. */
export function comparedOf({ title, evidence, request: { method, path } }: Exchange): Compared {
  const [, integrationType = null] = /\/integrations\/(\w+)/.exec(path) ?? []
  return {
    operation: operationOf(method, path) ?? 'other requests',
    integrationType,
    behaviour: evidence && { title, label: evidence }
  }
}

/** Options of {@link compareCalls}. */
export interface CallsOptions extends ComparisonOptions {
  calls: readonly PageCalls[]
  /** Called before the first request with the approximate number of requests. */
  onPlanned?(requests: number): void
}

/** Headers with the time and about the connection. */
const NOT_REPRODUCED = ['date', 'strict-transport-security']

/** Maximum characters of a value in the reason why a page is not sent. */
const WIDTH = 60

/**
 * Replays recorded calls on mocks in this process, and the pages that these reproduce on a service, in projects that it
 * creates and deletes.
 *
 * @throws {CompareError} if the comparison cannot run
 */
export async function compareCalls(options: CallsOptions): Promise<Omit<Comparison, 'source'>> {
  const { target, onPlanned, onProgress } = options
  const results: Result[] = []
  const skipped: Skipped[] = []
  const skipPage = ({ titles, calls }: CallsPage, why: Skipped['why'], reason: string) => {
    for (const title of titles) skipped.push({ why, request: `${title}: ${reason}`, count: calls.length })
  }
  const replayed: { page: CallsPage; mine: ReplayOutcome[] }[] = []
  let requests = PROJECT_REQUESTS
  const pages = pagesOfCalls(options.calls)
  for (const [at, page] of pages.entries()) {
    onProgress?.(`${at + 1}/${pages.length} pages replayed on a mock`)
    const { outcomes: mine, rejected, count } = await replayOnMock(page, options)
    const changed = mine.map(outcome => describeChange(outcome, page)).find(text => text !== undefined)
    if (rejected !== undefined) skipPage(page, 'state not created', rejected)
    else if (changed !== undefined) skipPage(page, 'not reproducible', changed)
    else {
      replayed.push({ page, mine })
      requests += count
    }
  }
  onPlanned?.(replayed.length > 0 ? requests : 0)
  const isEmpty = () => results.length + skipped.length === 0
  const { stopped } = await withService(options, isEmpty, async service => {
    for (const [at, { page, mine }] of replayed.entries()) {
      const { outcomes: others, rejected, error } = await replayPage(service, page)
      if (rejected !== undefined) skipPage(page, 'state not created', rejected)
      const sent = fieldsIn([...page.contents, ...page.calls])
      const compareWith = (outcomes: readonly ReplayOutcome[]) =>
        others.map((other, at) => compareCall(page, outcomes[at] as ReplayOutcome, other, { sent, target }))
      const compared = compareWith(mine)
      const findings = await separateConsequences({
        page,
        mine,
        others,
        findings: compared.map(findingsIn),
        compare: outcomes => compareWith(outcomes).map(findingsIn),
        replay: async page => (await replayOnMock(page, options)).outcomes
      })
      for (const [index, found] of compared.entries()) {
        if ('why' in found) skipped.push(found)
        else results.push({ ...found, findings: findings[index] ?? [] })
      }
      if (error) throw error
      onProgress?.(`${at + 1}/${replayed.length} pages replayed`)
    }
  })
  return { of: 'tests', results, skipped: group(skipped), stopped }
}

function findingsIn(compared: Result | Skipped): readonly Finding[] | undefined {
  return 'why' in compared ? undefined : compared.findings
}

/** Replays a page on a new mock. */
async function replayOnMock(page: CallsPage, { sources, target, signal }: CallsOptions) {
  try {
    const { service, orgId, close } = await openMock(sources, { page, host: target.host, signal })
    const mock = new OwnMock(service, orgId)
    const { error, ...replayed } = await replayPage(mock, page).finally(close)
    if (error) throw error
    return { ...replayed, count: mock.count }
  } catch (error) {
    if (!(error instanceof StartError)) throw error
    return { outcomes: [], count: 0, rejected: error.message }
  }
}

/** Returns the first difference of a mock's response from the recorded one; undefined: none. */
function describeChange({ call, reply, recorded }: ReplayOutcome, { hide }: CallsPage): string | undefined {
  const { method, path, why } = call
  const [first] = reply && recorded && !why ? differencesOf(reply, recorded, NOT_REPRODUCED, hide) : []
  if (!first) return undefined
  const [mock, found] = excerptsOf([first.mock ?? 'missing', first.service ?? 'missing'], WIDTH)
  return `${method} ${templateOf(path)}: ${first.at}: mock ${mock}, recorded ${found}`
}

function compareCall(
  { titles, hide }: CallsPage,
  { call, ...mine }: ReplayOutcome,
  other: ReplayOutcome,
  { sent, target }: { sent: ReadonlySet<string>; target: Transport }
): Result | Skipped {
  const { method, path, why, behaviour, integrationType = null } = call
  const count = titles.length
  if (why || !mine.reply || !other.reply) {
    const reason = why ?? mine.why ?? other.why ?? 'not replayed'
    return { why: reason, request: `${method} ${templateOf(path)}`, count }
  }
  const operation = operationOf(method, path) ?? ''
  const compared = { operation, integrationType, behaviour, sent }
  const findings = findingsOf(compared, [mine.reply, other.reply], ignoredHeaders(target), hide)
  return {
    operation,
    titles,
    request: `${method} ${hide(withShortIds(new Secrets().url(path).url))}`,
    // The projects of a comparison begin without alert configurations.
    findings: findings.filter(({ at }) => !at.endsWith('.withDefaultAlertsSettings'))
  }
}
