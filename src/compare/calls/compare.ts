import { StartError } from '../../catalogue/errors.ts'
import { optionsFor, type ServiceOptions, withService } from '../compare.ts'
import { differencesOf, excerptsOf } from '../difference.ts'
import { openMockFor } from '../mock-service.ts'
import { operationOf } from '../operations.ts'
import type { PageCall } from '../page.ts'
import { shortened, templateOf } from '../placeholders.ts'
import { MAX_PROJECTS, type Outcome, PROJECT_REQUESTS, type Replayer } from '../replayer.ts'
import { type Comparison, type Result, type Skipped, SkippedRequests } from '../result.ts'
import { type CallsPage, pagesOfCalls } from './pages.ts'
import type { BehaviourOf, PageCalls } from './read.ts'

/** Options of {@link compareCalls}. */
export interface CallsOptions extends ServiceOptions {
  calls: readonly PageCalls[]
  behaviourOf: BehaviourOf
  /** Called before the first request with the approximate number of requests. */
  onPlanned?(requests: number): void
  /** Called after each page. */
  onPage?(done: number, total: number): void
}

/** Headers with the time and about the connection. */
const NOT_REPRODUCED = { ignoredHeaders: ['date', 'strict-transport-security'], compareWhitespace: false }

/** Maximum characters of a value in the reason why a page is not sent. */
const WIDTH = 60

/** Why a page is not sent. */
class PageProblem extends Error {
  readonly why: Skipped['why']

  constructor(why: Skipped['why'], detail: string) {
    super(detail)
    this.why = why
  }
}

/** The result of a comparison of recorded calls. */
type CallsComparison = Pick<Comparison, 'results' | 'skipped'>

/**
 * Replays recorded calls on mocks in this process, and the pages that these reproduce on a service, in projects that it
 * creates and deletes.
 *
 * @throws {CompareError} if the comparison cannot run
 */
export async function compareCalls(options: CallsOptions): Promise<CallsComparison> {
  const { signal, onPlanned, onPage } = options
  const skipped = new SkippedRequests()
  /** Runs a step of a page. A problem of the page is listed and ends the step. */
  const attempt = async (page: CallsPage, step: () => Promise<void>) => {
    try {
      await step()
    } catch (error) {
      if (!(error instanceof PageProblem)) throw error
      skipped.add(error.why, `${page.title}: ${error.message}`, page.calls.length * page.count)
    }
  }
  const rehearsed: [page: CallsPage, outcomes: Outcome[]][] = []
  let requests = PROJECT_REQUESTS
  for (const page of pagesOfCalls(options.calls, options.behaviourOf)) {
    signal.throwIfAborted()
    await attempt(page, async () => {
      const { outcomes, count } = await rehearse(page, options)
      rehearsed.push([page, outcomes])
      requests += count
    })
  }
  onPlanned?.(requests)
  const results: Result[] = []
  await withService(options, async service => {
    try {
      for (const [at, [page, outcomes]] of rehearsed.entries()) {
        await attempt(page, async () => {
          const others = await replay(service, page, signal)
          results.push(...compareAll(page, outcomes, others, optionsFor(options.target), skipped))
        })
        onPage?.(at + 1, rehearsed.length)
      }
    } finally {
      await service.remove()
    }
  })
  return { results, skipped: skipped.list() }
}

/** Replays a page on a new mock. @throws {PageProblem} if the mock responds differently */
async function rehearse(page: CallsPage, { sources, target }: CallsOptions) {
  if (page.projects.length > MAX_PROJECTS) {
    throw new PageProblem('state not created', `more than ${MAX_PROJECTS} projects`)
  }
  const { replayer, close } = await openMockFor(page, sources, target.host).catch((error: unknown) => {
    throw error instanceof StartError ? new PageProblem('state not created', error.message) : error
  })
  try {
    const outcomes = await replay(replayer, page)
    for (const [at, { reply, recorded }] of outcomes.entries()) {
      const call = page.calls[at] as PageCall
      const [first] = reply && recorded && !call.why ? differencesOf(reply, recorded, NOT_REPRODUCED) : []
      if (!first) continue
      const [mock, found] = excerptsOf([first.mock ?? 'missing', first.service ?? 'missing'], WIDTH)
      const detail = `${call.method} ${templateOf(call.path)}: ${first.at}: mock ${mock}, recorded ${found}`
      throw new PageProblem('not reproducible', detail)
    }
    return { outcomes, count: replayer.count }
  } finally {
    await close()
  }
}

/** Replays a page. @throws {PageProblem} if the state before its first call cannot be created */
async function replay(replayer: Replayer, page: CallsPage, signal?: AbortSignal): Promise<Outcome[]> {
  const [rejected] = await replayer.open(page, signal)
  const outcomes: Outcome[] = []
  for (const call of rejected ? [] : page.calls) outcomes.push(await replayer.send(call, signal))
  await replayer.close(signal)
  if (!rejected) return outcomes
  const { method, path } = rejected.content
  throw new PageProblem('state not created', `${method} ${templateOf(path)} returned ${rejected.status}`)
}

function compareAll(
  { title, count, calls }: CallsPage,
  mine: readonly Outcome[],
  others: readonly Outcome[],
  options: ReturnType<typeof optionsFor>,
  skipped: SkippedRequests
): Result[] {
  return calls.flatMap(({ method, path, why, behaviour }, at) => {
    const [ours, theirs] = [mine[at], others[at]]
    if (why || !ours?.reply || !theirs?.reply) {
      const reason = why ?? ours?.why ?? theirs?.why ?? 'not replayed'
      skipped.add(reason, `${method} ${templateOf(path)}`, count)
      return []
    }
    const differences = differencesOf(ours.reply, theirs.reply, options)
    return {
      operation: operationOf(method, path) ?? '',
      title: `${title}${count > 1 ? ` × ${count}` : ''}: ${method} ${shortened(path)}`,
      ...(behaviour && { evidence: behaviour.label, row: behaviour.id }),
      // The projects of a comparison begin without alert configurations.
      differences: differences.filter(({ at }) => !at.endsWith('.withDefaultAlertsSettings'))
    }
  })
}
