import type { Sources } from '../base/sources.ts'
import type { ClientCredential } from '../client/environment.ts'
import { CompareError } from './compare-error.ts'
import { type Difference, differencesOf } from './difference.ts'
import type { Exchange } from './exchange.ts'
import { openMock } from './mock-service.ts'
import { operationOf } from './operations.ts'
import { createProject, NAME_PREFIX, requireOwner } from './project.ts'
import { deleteProject, type Project, type Removal } from './project-lookup.ts'
import { ProjectReplay } from './project-replay.ts'
import type { Result } from './result.ts'
import { ServiceClient } from './service-client.ts'
import { isLoopback } from './target-url.ts'
import type { Reply, Transport } from './transport.ts'

/** Maximum characters of all bodies, which the recording keeps in memory. Those of Atlas are a hundredth of it. */
const MAX_RECEIVED = 16 * 1024 * 1024

/** Options of {@link compareWithService}. */
export interface CompareOptions {
  target: Transport
  credential: ClientCredential
  orgId: string
  exchanges: readonly Exchange[]
  sources: Sources
  /** Maximum requests per second to the service; undefined: unlimited. */
  rate?: number | undefined
  /** Stops the comparison; the project is deleted nevertheless. */
  signal: AbortSignal
  /** Called after each exchange with the service's response; undefined if a setup request failed. */
  onReplayed?(exchange: Exchange, reply: Reply | undefined): void
  /** Called if the project could not be deleted. @param isForeign the id now belongs to another project */
  onProjectLeft?(project: Project, isForeign: boolean): void
}

/**
 * Replays exchanges on a service and on a mock in this process, in a project that it creates on each and deletes.
 *
 * @throws {CompareError} if the comparison cannot run
 */
export async function compareWithService(options: CompareOptions): Promise<Result[]> {
  const { target, credential, orgId, sources, rate } = options
  const mock = await openMock(target.host, credential.kind, sources)
  const service = new ServiceClient(target, { credential, sources, rate })
  try {
    return await replayInProjects(options, mock, { service, orgId })
  } finally {
    await service.close()
    await mock.close()
  }
}

/**
 * Replays exchanges on a mock in this process, as on a service.
 *
 * @param host of the service
 * @returns the last response to each exchange, with placeholders, by title
 */
export async function replayOnMock(
  exchanges: readonly Exchange[],
  host: string,
  sources: Sources
): Promise<Map<string, Reply>> {
  const { service, orgId, close } = await openMock(host, 'apiKey', sources)
  try {
    const { project } = await createProject(service, orgId, `${NAME_PREFIX}000000`)
    const replay = new ProjectReplay(service, project)
    const replies = new Map<string, Reply>()
    for (const exchange of exchanges) {
      const last = (await replay.replay(exchange)).at(-1)
      if (last) replies.set(exchange.title, last)
    }
    return replies
  } finally {
    await close()
  }
}

/** A side before it has a project. */
interface Endpoint {
  service: ServiceClient
  orgId: string
}

async function replayInProjects(
  options: CompareOptions,
  mock: Endpoint,
  target: Endpoint
): Promise<Result[]> {
  const { exchanges, signal, sources, onProjectLeft, onReplayed } = options
  const name = NAME_PREFIX + sources.randomBytes(3).toString('hex')
  const ours = await createProject(mock.service, mock.orgId, name)
  const theirs = await createProject(target.service, target.orgId, name, signal)
  const sides = [
    new ProjectReplay(mock.service, ours.project),
    new ProjectReplay(target.service, theirs.project)
  ] as const
  // A mock with TLS omits it on loopback: browsers would apply it to every local server.
  const ignoredHeaders = isLoopback(`https://${target.service.host}`) ? ['strict-transport-security'] : []
  const compare = (mine: Reply, other: Reply) => differencesOf(mine, other, { ignoredHeaders })
  const compareProject = (mine: Reply, other: Reply) =>
    compare(sides[0].insertPlaceholders(mine), sides[1].insertPlaceholders(other))

  const results: Result[] = []
  let removal: Removal
  let received = 0
  try {
    results.push({
      operation: 'createGroup',
      title: 'creates the comparison project',
      evidence: 'recorded',
      differences: compareProject(ours.reply, theirs.reply)
    })
    await requireOwner(target.service, theirs.project)
    for (const exchange of exchanges) {
      const [mine, other] = await Promise.all(sides.map(side => side.replay(exchange, signal)))
      results.push(resultOf(exchange, mine ?? [], other ?? [], compare))
      onReplayed?.(exchange, other?.[exchange.given?.length ?? 0])
      for (const { body } of other ?? []) received += body.length
      if (received > MAX_RECEIVED) {
        throw new CompareError(`the responses of the service exceed ${MAX_RECEIVED} characters`)
      }
    }
  } finally {
    removal = await deleteProject(target.service, theirs.project)
    if (!removal.isDeleted) onProjectLeft?.(theirs.project, removal.isForeign === true)
  }
  const { reply: expected } = await deleteProject(mock.service, ours.project)
  if (expected && removal.reply) {
    results.push({
      operation: 'deleteGroup',
      title: 'deletes the comparison project',
      evidence: 'recorded',
      differences: compareProject(expected, removal.reply)
    })
  }
  return results
}

function resultOf(
  exchange: Exchange,
  mine: readonly Reply[],
  other: readonly Reply[],
  compare: (mine: Reply, other: Reply) => Difference[]
): Result {
  const { title, evidence, given = [], request } = exchange
  const operation = operationOf(request.method, request.path) ?? 'other requests'
  const differences = given.flatMap((_request, at) => {
    const [ours, theirs] = [mine[at]?.status, other[at]?.status]
    const place = `status of setup request ${at + 1}`
    return ours === theirs ? [] : [{ at: place, mock: textOf(ours), service: textOf(theirs) }]
  })
  const [last, otherLast] = [mine[given.length], other[given.length]]
  if (differences.length === 0 && last && otherLast) differences.push(...compare(last, otherLast))
  return { operation, title, ...(evidence && { evidence }), differences }
}

function textOf(status: number | undefined): string | undefined {
  return status === undefined ? undefined : String(status)
}
