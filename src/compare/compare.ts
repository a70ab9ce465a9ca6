import type { Sources } from '../base/sources.ts'
import type { ClientCredential } from '../client/environment.ts'
import { CompareError } from './compare-error.ts'
import { differencesOf } from './difference.ts'
import { type Exchange, pageOfExchange } from './exchange.ts'
import { openMock } from './mock-service.ts'
import { operationOf } from './operations.ts'
import { OBJECT_IDS } from './placeholders.ts'
import type { Project } from './project-lookup.ts'
import { Replayer } from './replayer.ts'
import type { Comparison, Result } from './result.ts'
import { ServiceClient } from './service-client.ts'
import { isLoopback } from './target-url.ts'
import type { Reply, Transport } from './transport.ts'

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
  /** Stops the comparison; the projects are deleted nevertheless. */
  signal: AbortSignal
  /** Called with the progress. */
  onProgress?(text: string): void
  /** Called if a project could not be deleted. @param isForeign the id now belongs to another project */
  onProjectLeft?(project: Project, isForeign: boolean): void
}

/** Options of {@link compareWithService}. */
export interface CompareOptions extends ComparisonOptions {
  exchanges: readonly Exchange[]
  /** Called with the service's response to each exchange whose setup succeeded. */
  onReplayed?(exchange: Exchange, reply: Reply): void
}

/**
 * Replays exchanges on a service and on a mock in this process, in a project that it creates on each and deletes.
 *
 * @throws {CompareError} if the comparison cannot run
 */
export async function compareWithService(options: CompareOptions): Promise<Omit<Comparison, 'source'>> {
  const { target, credential, sources, exchanges, signal } = options
  const compare = (mine: Reply, other: Reply) => differencesOf(mine, other, optionsFor(target))
  const results: Result[] = []
  const add = (operation: string, title: string, mine: Reply, other: Reply) =>
    results.push({ operation, title, evidence: 'recorded', differences: compare(mine, other) })
  const { replayerFor, close } = await openMock(sources, { host: target.host, kind: credential.kind })
  const mock = replayerFor()
  let received = 0
  try {
    const { removed, ...end } = await withService(
      options,
      () => results.length === 0,
      async service => {
        const [ours, theirs] = [await mock.create(), await service.create(signal)]
        add('createGroup', 'creates the comparison project', ours, theirs)
        for (const [at, exchange] of exchanges.entries()) {
          const [mine, other] = await Promise.all([
            replay(mock, exchange, signal),
            replay(service, exchange, signal)
          ])
          if (mine.error) throw mine.error
          const last = other.replies[exchange.given?.length ?? 0]
          if (last || !other.error) results.push(resultOf(exchange, mine.replies, other.replies, compare))
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
    const expected = await mock.remove()
    if (expected && removed) add('deleteGroup', 'deletes the comparison project', expected, removed)
    return { results, skipped: [], ...end }
  } finally {
    await close()
  }
}

/**
 * Calls a function with a replayer for a service, and deletes its projects.
 *
 * @param isEmpty returns whether there is no result yet: those that there are are kept if the comparison cannot continue
 * @returns the response to the deletion of the first project, and why the function stopped, if it did
 * @throws {CompareError} if there are no results; also for an interruption
 */
export async function withService(
  { target, credential, rate, ...options }: ComparisonOptions,
  isEmpty: () => boolean,
  work: (replayer: Replayer) => Promise<void>
): Promise<{ removed?: Reply | undefined; stopped?: string }> {
  const service = new ServiceClient(target, { credential, sources: options.sources, rate })
  const replayer = new Replayer({ ...options, service })
  let stopped: string | undefined
  let removed: Reply | undefined
  try {
    await work(replayer)
  } catch (error) {
    if (!(error instanceof CompareError) || isEmpty()) throw error
    // A result has no ids of the account.
    stopped = error.message.replace(OBJECT_IDS, '{id}')
  } finally {
    removed = await replayer.remove()
    await service.close()
  }
  return { removed, ...(stopped !== undefined && { stopped }) }
}

/** Returns how to compare a mock in this process with a service. */
export function optionsFor({ host }: Transport) {
  // A mock with TLS omits it on loopback: browsers would apply it to every local server.
  return { ignoredHeaders: isLoopback(`https://${host}`) ? ['strict-transport-security'] : [] }
}

/** Replays an exchange. @returns the responses to its requests; stops after the first failed setup request */
export async function replay(replayer: Replayer, exchange: Exchange, signal?: AbortSignal) {
  const { outcomes, error } = await replayer.replay(pageOfExchange(exchange), signal)
  const replies = outcomes.map(({ reply, why }) => {
    if (!reply) throw new Error(`${exchange.title}: ${why}`)
    return reply
  })
  return { replies, error }
}

function resultOf(
  { title, evidence, given = [], request }: Exchange,
  mine: readonly Reply[],
  other: readonly Reply[],
  compare: (mine: Reply, other: Reply) => Result['differences']
): Result {
  const operation = operationOf(request.method, request.path) ?? 'other requests'
  const differences = given.flatMap((_request, at) => {
    const [ours, theirs] = [mine[at], other[at]].map(reply => reply && String(reply.status))
    return ours === theirs ? [] : [{ at: `status of setup request ${at + 1}`, mock: ours, service: theirs }]
  })
  const [last, otherLast] = [mine[given.length], other[given.length]]
  if (differences.length === 0 && last && otherLast) differences.push(...compare(last, otherLast))
  return { operation, title, ...(evidence && { evidence }), differences }
}
