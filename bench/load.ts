import type autocannon from 'autocannon'
import { fire } from './cannon.ts'
import { type Contestant, idOf, ownerOf, ownersOf, writeSeed } from './contestants.ts'
import { EFFORT, progress } from './options.ts'
import { takeTurns } from './report.ts'
import { bearerOf, digestOf, KEY, type Shot, type Task } from './requests.ts'
import { start, usageOf } from './server.ts'

const CONNECTIONS = [1, 32]
const LABELS: Record<Task, string> = { GET: 'list', POST: 'POST', 409: '409', digest: 'list by Digest' }

/** Measures rates, and at the last number of connections also processor time and memory. */
export async function measureLoad(all: readonly Contestant[], task: Task): Promise<void> {
  const contestants = all.filter(({ shots }) => shots[task])
  for (const connections of CONNECTIONS) {
    const label = `${LABELS[task]}, ${connections} connection${connections > 1 ? 's' : ''}, per second`
    progress(label)
    await takeTurns(contestants, async contestant => {
      const { rate, user, memory } = await measureVolley(contestant, task, connections)
      return {
        [label]: rate,
        ...(connections > 1 && { [`processor time of ${LABELS[task]}, µs`]: user }),
        ...(connections > 1 && task === 'GET' && { 'memory after lists, MB': memory })
      }
    })
  }
}

/**
 * Measures a volley of a new server, after one that compiles its code: processes of one build differ by a tenth.
 *
 * @returns `user` is microseconds per request, `memory` MB
 */
async function measureVolley(contestant: Contestant, task: Task, connections: number) {
  const shot = contestant.shots[task] as Shot
  const isMock = 'dist' in contestant
  const projects = isMock && isFresh(shot) ? 2 * EFFORT.requests : 0
  const seed = projects > 0 ? ['--seed', writeSeed(projects)] : []
  const { url, pid, stop } = await start(contestant, ...seed)
  // The others do not check the token.
  const owners = isMock && task !== 'digest' ? ownersOf(projects || 1) : []
  const tokens = await Promise.all(owners.map(owner => bearerOf(url, owner)))
  const limit = contestant.limit ?? (isFresh(shot) ? EFFORT.requests : Number.POSITIVE_INFINITY)
  await shoot(url, shot, { connections, limit, project: 0, tokens })
  const before = usageOf(pid)
  const { calls, rate } = await shoot(url, shot, { connections, limit, project: EFFORT.requests, tokens })
  const { user, memory } = usageOf(pid)
  await stop()
  return { rate, user: ((user - before.user) * 1e6) / calls, memory }
}

interface Volley {
  connections: number
  limit: number
  /** The first that its POSTs use. */
  project: number
  /** Headers of the owners of the projects. */
  tokens: readonly Record<string, string>[]
}

function shoot(url: string, shot: Shot, { connections, limit, project, tokens }: Volley) {
  const isDigest = shot.headers['authorization'] === undefined
  let next = project
  const nextRequest = (): autocannon.Request => {
    const { method, path, body = '' } = shot
    const headers = { ...shot.headers, ...tokens[isFresh(shot) ? ownerOf(next) : 0] }
    const id = idOf(next++)
    return { method, path: path.replace('{project}', id), headers, body: body.replace('{project}', id) }
  }
  const length = isFresh(shot) ? Math.ceil(limit / connections) : 1
  const requests = () => (isDigest ? digestRequests(shot) : Array.from({ length }, nextRequest))
  const allowed = isDigest ? [401] : []
  const counted = shot.status
  return fire({ url, connections, requests, counted, allowed, limit, seconds: EFFORT.seconds })
}

function isFresh({ path, body = '' }: Shot): boolean {
  return `${path}${body}`.includes('{project}')
}

/** Returns the two requests of a client without a nonce: without credentials, then with them. */
function digestRequests({ method, path, headers }: Shot): autocannon.Request[] {
  let challenge: string | undefined
  const onResponse: autocannon.Request['onResponse'] = (_status, _body, _context, received) => {
    challenge = received?.['www-authenticate']
  }
  const setupRequest = (request: autocannon.Request) => {
    return { ...request, headers: { ...headers, authorization: digestOf(KEY, method, path, challenge) } }
  }
  return [
    { method, path, headers, onResponse },
    { method, path, setupRequest }
  ]
}
