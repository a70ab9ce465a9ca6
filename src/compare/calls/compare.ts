import type { PageCalls } from '../../calls/read.ts'
import { StartError } from '../../catalogue/errors.ts'
import { type ComparisonOptions, optionsFor, withService } from '../compare.ts'
import { differencesOf, excerptsOf } from '../difference.ts'
import { openMock } from '../mock-service.ts'
import { operationOf } from '../operations.ts'
import { MAX_PROJECTS, PROJECT_REQUESTS } from '../own-projects.ts'
import { shortened, templateOf } from '../placeholders.ts'
import type { Outcome } from '../replayer.ts'
import { type Comparison, group, type Result, type Skipped } from '../result.ts'
import { type CallsPage, pagesOfCalls } from './pages.ts'

/** Options of {@link compareCalls}. */
export interface CallsOptions extends ComparisonOptions {
  calls: readonly PageCalls[]
  /** Called before the first request with the approximate number of requests. */
  onPlanned?(requests: number): void
}

/** Headers with the time and about the connection. */
const NOT_REPRODUCED = { ignoredHeaders: ['date', 'strict-transport-security'], compareWhitespace: false }

/** Maximum characters of a value in the reason why a page is not sent. */
const WIDTH = 60

/**
 * Replays recorded calls on mocks in this process, and the pages that these reproduce on a service, in projects that it
 * creates and deletes.
 *
 * @throws {CompareError} if the comparison cannot run
 */
export async function compareCalls(options: CallsOptions): Promise<Omit<Comparison, 'source'>> {
  const { target, signal, onPlanned, onProgress } = options
  const results: Result[] = []
  const skipped: Skipped[] = []
  const skipPage = ({ title, calls, count }: CallsPage, why: Skipped['why'], reason: string) =>
    skipped.push({ why, request: `${title}: ${reason}`, count: calls.length * count })
  const replayed: { page: CallsPage; mine: Outcome[] }[] = []
  let requests = PROJECT_REQUESTS
  const pages = pagesOfCalls(options.calls)
  for (const [at, page] of pages.entries()) {
    signal.throwIfAborted()
    onProgress?.(`${at + 1}/${pages.length} pages replayed on a mock`)
    const { outcomes: mine, rejected, count } = await replayOnMock(page, options)
    const changed = mine.map(describeChange).find(text => text !== undefined)
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
      const { outcomes: others, rejected, error } = await service.replay(page, signal)
      if (rejected !== undefined) skipPage(page, 'state not created', rejected)
      for (const [index, other] of others.entries()) {
        const compared = compareCall(page, mine[index] as Outcome, other, target)
        if ('why' in compared) skipped.push(compared)
        else results.push(compared)
      }
      if (error) throw error
      onProgress?.(`${at + 1}/${replayed.length} pages replayed`)
    }
  })
  return { results, skipped: group(skipped), ...(stopped !== undefined && { stopped }) }
}

/** Replays a page on a new mock. */
async function replayOnMock(page: CallsPage, { sources, target }: CallsOptions) {
  const none = { outcomes: [], count: 0 }
  if (page.projects.length > MAX_PROJECTS) return { ...none, rejected: `more than ${MAX_PROJECTS} projects` }
  try {
    const { replayerFor, close } = await openMock(sources, { pages: [page], host: target.host })
    const replayer = replayerFor(page)
    const { error, ...replayed } = await replayer.replay(page).finally(close)
    if (error) throw error
    return { ...replayed, count: replayer.count }
  } catch (error) {
    if (!(error instanceof StartError)) throw error
    return { ...none, rejected: error.message }
  }
}

/** Returns the first difference of a mock's response from the recorded one; undefined: none. */
function describeChange({ call, reply, recorded }: Outcome): string | undefined {
  const { method, path, why } = call
  const [first] = reply && recorded && !why ? differencesOf(reply, recorded, NOT_REPRODUCED) : []
  if (!first) return undefined
  const [mock, found] = excerptsOf([first.mock ?? 'missing', first.service ?? 'missing'], WIDTH)
  return `${method} ${templateOf(path)}: ${first.at}: mock ${mock}, recorded ${found}`
}

function compareCall(
  { title, count }: CallsPage,
  { call: { method, path, why, behaviour }, ...mine }: Outcome,
  other: Outcome,
  target: ComparisonOptions['target']
): Result | Skipped {
  if (why || !mine.reply || !other.reply) {
    const reason = why ?? mine.why ?? other.why ?? 'not replayed'
    return { why: reason, request: `${method} ${templateOf(path)}`, count }
  }
  const differences = differencesOf(mine.reply, other.reply, optionsFor(target))
  return {
    operation: operationOf(method, path) ?? '',
    title: `${title}${count > 1 ? ` × ${count}` : ''}: ${method} ${shortened(path)}`,
    ...(behaviour && { evidence: behaviour.label, row: behaviour.id }),
    // The projects of a comparison begin without alert configurations.
    differences: differences.filter(({ at }) => !at.endsWith('.withDefaultAlertsSettings'))
  }
}
