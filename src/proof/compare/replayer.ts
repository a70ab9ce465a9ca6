// Replays the calls of a page.

import { asObject, tryParseJson } from '../../base/json.ts'
import { isOfProject } from '../calls/scope.ts'
import type { Skipped } from './comparison-report.ts'
import { isRead } from './effects.ts'
import { PageNames } from './page-names.ts'
import type { Content, Page, PageCall } from './pages.ts'
import { templateOf } from './placeholders.ts'
import type { ServiceClient } from './service-client.ts'
import { CompareError, type ServiceReply } from './transport.ts'
import type { Workplace } from './workplace.ts'

/** The response to a call and that of its source, with the ids and names of the source; or why it was not sent. */
export interface ReplayOutcome {
  call: PageCall
  reply?: ServiceReply
  recorded?: ServiceReply | undefined
  why?: Skipped['why']
  /** Whether a second look, later, found what a write before it had changed. */
  isLate?: boolean
}

/** The outcome of {@link replayPage}. */
export interface Replayed {
  outcomes: ReplayOutcome[]
  /** Whether a response was an error of the service itself (5xx). */
  isBroken: boolean
  /** The first request of the page's preparation that the service rejected; no call is sent after it. */
  rejected?: string | undefined
  /** Why the replay cannot continue. */
  error?: CompareError
}

/** Replays a page and reverts its effects. @param expected the mock's responses, for a service */
export async function replayPage(
  workplace: Workplace,
  page: Page,
  expected: readonly ReplayOutcome[] = []
): Promise<Replayed> {
  const names = new PageNames(page, workplace.service, expected.length === 0)
  const outcomes: ReplayOutcome[] = []
  let isBroken = false
  const send: Workplace['send'] = async (...sent) => {
    const reply = await workplace.send(...sent)
    if (typeof reply !== 'string' && reply.status >= 500) isBroken = true
    return reply
  }
  try {
    const isEmpty = page.calls.every(({ isOmitted }) => isOmitted)
    let rejected = isEmpty ? undefined : await open(workplace, send, page, names)
    for (const [at, call] of (rejected === undefined ? page.calls : []).entries()) {
      const follows = isNews(outcomes[at - 1])
      const outcome = await replayCall(send, call, names, expected[at]?.reply, follows && workplace.service)
      outcomes.push(outcome)
      rejected = call.isSetup ? describeRejection(call, outcome.reply?.status) : undefined
      if (rejected !== undefined) break
    }
    await workplace.close()
    return { outcomes, isBroken, rejected }
  } catch (error) {
    if (error instanceof CompareError) return { outcomes, isBroken, error }
    throw error
  }
}

/** Creates what exists before the first call of a page. @returns the first request that the service rejected */
async function open(
  workplace: Workplace,
  send: Workplace['send'],
  page: Page,
  names: PageNames
): Promise<string | undefined> {
  names.add(page.org.id, workplace.orgId)
  for (const project of page.projects) {
    const { id, name } = await workplace.take(project)
    names.add(project.id, id)
    names.addProject(name, project.name)
  }
  for (const content of page.contents) {
    const reply = await send(content, names.toCall(content), names)
    if (typeof reply === 'string') continue
    const rejected = describeRejection(content, reply.status)
    if (rejected !== undefined) return rejected
    names.addContent(content, reply)
  }
  return undefined
}

/** Returns undefined for a successful request. */
function describeRejection({ method, path }: Content, status?: number): string | undefined {
  if (status !== undefined && status < 300) return undefined
  return `${method} ${templateOf(path)} returned ${status ?? 'no response to compare'}`
}

async function replayCall(
  send: Workplace['send'],
  call: PageCall,
  names: PageNames,
  expected: ServiceReply | undefined,
  /** Whose servers may not know the write before it everywhere yet. */
  service: ServiceClient | false
): Promise<ReplayOutcome> {
  const { recorded, host } = call
  // Those of the ledger are general: the ids that the mock returns take their place.
  const source = recorded ?? expected
  const isLost = names.usesMissingId(call)
  const why = call.isOmitted ? call.why : isLost ? 'not replayed' : undefined
  let reply = why ?? (await send(call, names.toCall(call), names))
  let isLate = false
  if (service && typeof reply !== 'string' && expected && isStale(expected, reply) && isRead(call.method)) {
    await service.waitToLook()
    reply = await send(call, names.toCall(call), names)
    isLate = typeof reply !== 'string' && !isStale(expected, reply)
  }
  if (typeof reply === 'string') {
    names.addIds(source)
    return { call, why: reply }
  }
  names.addIds(source, reply)
  const shown = { reply: names.show(reply, host), recorded: recorded && names.showRecorded(recorded, host) }
  return { call, ...shown, ...(isLate && { isLate }) }
}

/** Returns whether a call has changed something that not all servers may know yet. */
function isNews(before: ReplayOutcome | undefined): boolean {
  if (!before?.reply || before.reply.status >= 300 || isRead(before.call.method)) return false
  return !(before.call.method === 'DELETE' && isOfProject(before.call.path))
}

/** Returns whether a response has an object too few or too many, as a server has that does not know a write yet. */
function isStale(expected: ServiceReply, reply: ServiceReply): boolean {
  const statuses = [expected.status, reply.status]
  if (statuses[0] !== statuses[1]) return statuses.includes(200) && statuses.includes(404)
  const [mine, other] = [expected, reply].map(({ body }) => {
    const { totalCount, results } = asObject(tryParseJson(body)) ?? {}
    return Array.isArray(results) ? (totalCount ?? results.length) : undefined
  })
  return mine !== other
}
