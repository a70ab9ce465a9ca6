import type autocannon from 'autocannon'
import { fire } from './cannon.ts'
import { type Contestant, idOf, writeSeed } from './contestants.ts'
import { EFFORT, progress } from './options.ts'
import { ROUNDS, takeTurns } from './report.ts'
import { bearerOf, digestOf, KEY, type Shot, type Task } from './requests.ts'
import { type Server, start, usageOf } from './server.ts'

const CONNECTIONS = [1, 32]
const LABELS: Record<Task, string> = {
  GET: 'list',
  POST: 'POST',
  mixed: 'POST and list in turns',
  409: '409',
  digest: 'list by Digest'
}

/** Measures rates, and at the last number of connections also processor time and memory. */
export async function measureLoad(all: readonly Contestant[], task: Task): Promise<void> {
  const serving: (Contestant & { server: Server; shot: Shot })[] = []
  for (const contestant of all) {
    const shot = contestant.shots[task]
    if (!shot) continue
    const isMock = 'dist' in contestant
    const server = await start(contestant, ...(isMock && isFresh(shot) ? ['--seed', seedOfLoad()] : []))
    // The others do not check it.
    const token = isMock && task !== 'digest' && (await bearerOf(server.url))
    serving.push({ ...contestant, server, shot: withHeaders(shot, token || {}) })
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
  const isDigest = shot.headers['authorization'] === undefined
  const limit = Math.min(most, EFFORT.requests[isFresh(shot) ? 'fresh' : 'same'])
  let next = project
  const nextRequests = (): autocannon.Request[] => {
    const id = idOf(next++)
    return [shot, ...(shot.next ? [shot.next] : [])].map(({ method, path, headers, body = '' }) => ({
      method,
      path: path.replace('{project}', id),
      headers,
      body: body.replace('{project}', id)
    }))
  }
  const length = isFresh(shot) ? Math.ceil(limit / connections) : 1
  const requests = () => (isDigest ? digestRequests(shot) : Array.from({ length }, nextRequests).flat())
  const allowed = isDigest ? [401] : []
  const counted = shot.status
  return fire({ url, connections, requests, counted, allowed, limit, seconds: EFFORT.seconds })
}

function isFresh({ path, body = '' }: Shot): boolean {
  return `${path}${body}`.includes('{project}')
}

function withHeaders(shot: Shot, more: Record<string, string>): Shot {
  const next = shot.next && withHeaders(shot.next, more)
  return { ...shot, headers: { ...shot.headers, ...more }, ...(next && { next }) }
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
