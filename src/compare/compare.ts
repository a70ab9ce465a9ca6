import type { ClientCredential } from '../client-environment.ts'
import { startMock } from '../mock/mock.ts'
import type { Sources } from '../sources.ts'
import { type Difference, differencesOf } from './difference.ts'
import { ownerOf } from './dry-run.ts'
import type { Exchange } from './exchange.ts'
import { operationOf } from './operations.ts'
import { FIXTURE_NAMES } from './placeholders.ts'
import { createProject, deleteProject, NAME_PREFIX, type Project, requireOwner } from './project.ts'
import { ProjectReplay } from './project-replay.ts'
import type { Result } from './result.ts'
import { Service } from './service.ts'
import { isLoopback } from './target.ts'
import { type Reply, Transport } from './transport.ts'

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
  /** Called after each exchange with the service's response. */
  onReplayed?(exchange: Exchange, reply: Reply | undefined): void
  /** Called if the project could not be deleted. */
  onProjectLeft?(project: Project): void
}

/**
 * Replays exchanges on a service and on a mock in this process, in a project that it creates on each and deletes.
 *
 * @throws {CompareError} if the comparison cannot run
 */
export async function compareWithService(options: CompareOptions): Promise<Result[]> {
  const { target, credential, orgId, sources, rate } = options
  const mock = await startMock()
  // Some response headers depend on the Host header.
  const ours = new Transport(new URL(mock.url), target.base.host)
  const mockService = new Service(ours, { credential: ownerOf(mock, credential.kind), sources })
  const service = new Service(target, { credential, sources, rate })
  try {
    return await replayInProjects(
      options,
      { service: mockService, base: `http://${target.base.host}`, orgId: FIXTURE_NAMES.orgId },
      { service, base: service.base, orgId }
    )
  } finally {
    await service.close()
    await mockService.close()
    await mock.close()
  }
}

/** A side before it has a project. */
interface Endpoint {
  service: Service
  /** Scheme and host of links. */
  base: string
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
  const theirs = await createProject(target.service, target.orgId, name)
  const sides = [
    new ProjectReplay(mock.service, mock.base, ours.project),
    new ProjectReplay(target.service, target.base, theirs.project)
  ] as const
  const isLocal = target.base.startsWith('https:') && isLoopback(target.base)
  // A mock omits it on loopback: browsers would apply it to every local server.
  const ignoredHeaders = isLocal ? ['strict-transport-security'] : []
  const compare = (mine: Reply, other: Reply) => differencesOf(mine, other, { ignoredHeaders })
  const compareProject = (mine: Reply, other: Reply) =>
    compare(sides[0].generalizeReply(mine), sides[1].generalizeReply(other))

  const results: Result[] = []
  let removed: Reply | undefined
  try {
    results.push({
      operation: 'createGroup',
      title: 'creates the comparison project',
      differences: compareProject(ours.reply, theirs.reply)
    })
    await requireOwner(target.service, theirs.project)
    for (const exchange of exchanges) {
      const [mine, other] = await Promise.all(sides.map(side => side.play(exchange, signal)))
      results.push(resultOf(exchange, mine ?? [], other ?? [], compare))
      onReplayed?.(exchange, other?.length === countOf(exchange) ? other.at(-1) : undefined)
    }
  } finally {
    removed = await deleteProject(target.service, theirs.project)
    if (removed === undefined) onProjectLeft?.(theirs.project)
  }
  const expected = await deleteProject(mock.service, ours.project)
  if (expected !== undefined && removed !== undefined) {
    results.push({
      operation: 'deleteGroup',
      title: 'deletes the comparison project',
      differences: compareProject(expected, removed)
    })
  }
  return results
}

function countOf({ given = [] }: Exchange): number {
  return given.length + 1
}

function resultOf(
  exchange: Exchange,
  mine: readonly Reply[],
  other: readonly Reply[],
  compare: (mine: Reply, other: Reply) => Difference[]
): Result {
  const { title, given = [], request } = exchange
  const result = { operation: operationOf(request.method, request.path) ?? 'other requests', title }
  const differences = given.flatMap((_request, at) => {
    const [ours, theirs] = [mine[at]?.status, other[at]?.status]
    const place = `status of setup request ${at + 1}`
    return ours === theirs ? [] : [{ at: place, mock: textOf(ours), service: textOf(theirs) }]
  })
  const [last, otherLast] = [mine[given.length], other[given.length]]
  if (differences.length === 0 && last && otherLast) differences.push(...compare(last, otherLast))
  return { ...result, differences }
}

function textOf(status: number | undefined): string | undefined {
  return status === undefined ? undefined : String(status)
}
