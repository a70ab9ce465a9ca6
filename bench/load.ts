import type autocannon from 'autocannon'
import { fire } from './cannon.ts'
import { type Contestant, idOf, writeSeed } from './contestants.ts'
import { EFFORT, progress } from './options.ts'
import { ROUNDS, takeTurns } from './report.ts'
import { bearerOf, digestOf, KEY, type Shot, type Task } from './requests.ts'
import { type Server, start, usageOf } from './server.ts'

const CONNECTIONS = [1, 32]
const LABELS: Record<Task, string> = { GET: 'list', POST: 'POST', 409: '409', digest: 'list by Digest' }

/** Measures rates, and at the last number of connections also processor time and memory. */
export async function measureLoad(all: readonly Contestant[], task: Task): Promise<void> {
  const serving: (Contestant & { server: Server; shot: Shot })[] = []
  for (const contestant of all) {
    const shot = contestant.shots[task]
    if (!shot) continue
    const isMock = 'dist' in contestant
    const server = await start(contestant, ...(isMock && task === 'POST' ? ['--seed', seedOfLoad()] : []))
    // The others do not check it.
    const token = isMock && task !== 'digest' && (await bearerOf(server.url))
    serving.push({ ...contestant, server, shot: { ...shot, headers: { ...shot.headers, ...token } } })
  }
  for (const [place, connections] of CONNECTIONS.entries()) {
    const label = `${LABELS[task]}, ${connections} connection${connections > 1 ? 's' : ''}, per second`
    progress(label)
    const isLast = place === CONNECTIONS.length - 1
    await takeTurns(serving, async ({ server, shot, limit }, round) => {
      const before = usageOf(server.pid)
      const project = EFFORT.requests.fresh * (place * ROUNDS + round)
      const { calls, rate } = await shoot(server.url, shot, connections, project, limit?.(connections))
      const { user, memory } = usageOf(server.pid)
      return {
        [label]: rate,
        ...(isLast && { [`processor time of ${LABELS[task]}, µs`]: ((user - before.user) * 1e6) / calls }),
        ...(isLast && task === 'GET' && { 'memory after lists, MB': memory })
      }
    })
  }
  for (const { server } of serving) await server.stop()
}

/** Writes the seed data with a project for each POST. */
function seedOfLoad(): string {
  return writeSeed(EFFORT.requests.fresh * CONNECTIONS.length * ROUNDS)
}

/** Sends the requests of a round. @param project the first that POSTs may use */
function shoot(url: string, shot: Shot, connections: number, project: number, most = EFFORT.requests.same) {
  const { method, path, headers, body = '', status } = shot
  const isDigest = headers['authorization'] === undefined
  const isFresh = `${path}${body}`.includes('{project}')
  const limit = Math.min(most, EFFORT.requests[isFresh ? 'fresh' : 'same'])
  let next = project
  const nextRequest = (): autocannon.Request => {
    const id = idOf(next++)
    return { method, path: path.replace('{project}', id), headers, body: body.replace('{project}', id) }
  }
  const length = isFresh ? Math.ceil(limit / connections) : 1
  const requests = () => (isDigest ? digestRequests(shot) : Array.from({ length }, nextRequest))
  const allowed = isDigest ? [401] : []
  return fire({ url, connections, requests, counted: status, allowed, limit, seconds: EFFORT.seconds })
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
