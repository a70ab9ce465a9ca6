import autocannon from 'autocannon'
import { answerOf, takeNonce } from './digest-client.ts'
import { about, type Job, type Volley } from './requests.ts'
import { median } from './statistics.ts'

/** Share of a round's answers that are not counted. */
const WARM_UP = 0.2

/**
 * One round of load: reads a job from the standard input and prints what it came to. A process of its own, so
 * that on two cores the load and what it falls on do not share one.
 */
const job = JSON.parse(await new Response(process.stdin as never).text()) as Job
process.stdout.write(JSON.stringify(await fire(job)))

type Request = autocannon.Request

/** Requests of each connection that are made ahead; those at random begin anew behind the last. */
function ahead({ projects, limit, connections }: Job): number {
  if (projects.order === 'none') return 1
  return projects.order === 'each once' ? Math.ceil(limit / connections) : Math.ceil(4_000 / connections)
}

function projectAt({ projects, connections }: Job, connection: number, place: number): number {
  if (projects.order === 'none') return 0
  if (projects.order === 'at random') return Math.floor(Math.random() * projects.count)
  return projects.from + place * connections + connection
}

async function fire(job: Job): Promise<Volley> {
  const times: { at: number; took: number }[] = []
  const wrong = new Map<number, number>()
  let used = 0
  let connection = 0
  const nonces = job.digest?.mode === 'one nonce' ? await takeNonces(job) : []
  const note = (status: number, took: number) => {
    if (status === job.shot.status) times.push({ at: performance.now(), took })
    else wrong.set(status, (wrong.get(status) ?? 0) + 1)
  }
  const perCall = job.digest?.mode === 'challenge' ? 2 : 1
  const onClient = (client: autocannon.Client) => {
    const own = connection++
    const requests = Array.from({ length: ahead(job) }, (_, place) => projectAt(job, own, place)).flatMap(
      project => requestsAbout(job, project, nonces[own], note)
    )
    let done = 0
    client.on('response', () => {
      // And the one that is under way when the round ends.
      used = Math.max(used, ++done + 1)
    })
    client.setRequests(requests)
  }
  const { errors } = await new Promise<autocannon.Result>((resolve, reject) => {
    const { url, connections, seconds: duration } = job
    const maxOverallRequests = job.limit * perCall
    const run = autocannon(
      { url, connections, duration, maxOverallRequests, sampleInt: 50, setupClient: onClient },
      (error, result) => (error ? reject(error) : resolve(result))
    )
    // Of two requests a call, the second tells what both took.
    if (perCall === 1) run.on('response', (_client, status, _bytes, took) => note(status, took))
  })
  if (wrong.size > 0 || errors > 0) {
    const statuses = [...wrong].map(([status, count]) => `${count} of status ${status}`)
    throw new Error(`${job.shot.method} ${job.shot.path}: ${[...statuses, `${errors} errors`].join(', ')}`)
  }
  return summary(job, times, Math.ceil(used / perCall) * job.connections)
}

function summary(job: Job, times: readonly { at: number; took: number }[], used: number): Volley {
  // The first answer of each connection waits until all requests are made, and this program, too, is slow
  // until its own code is compiled.
  const counted = times.slice(Math.ceil(times.length * WARM_UP))
  const sorted = counted.map(({ took }) => took).toSorted((a, b) => a - b)
  const seconds = ((counted.at(-1)?.at ?? 0) - (counted[0]?.at ?? 0)) / 1_000
  return {
    rate: seconds > 0 ? (counted.length - 1) / seconds : counted.length / job.seconds,
    p50: median(sorted),
    p99: sorted[Math.floor(sorted.length * 0.99)] ?? Number.NaN,
    used
  }
}

type Note = (status: number, took: number) => void
type Nonce = { value: string; count: number }

async function takeNonces({ url, shot, connections }: Job): Promise<Nonce[]> {
  const nonces: Nonce[] = []
  for (let at = 0; at < connections; at++) {
    const { headers } = await fetch(url + shot.path, { method: 'GET', headers: shot.headers })
    nonces.push({ value: takeNonce(headers.get('www-authenticate') ?? ''), count: 0 })
  }
  return nonces
}

/** The requests of one call. */
function requestsAbout(job: Job, project: number, nonce: Nonce | undefined, note: Note): Request[] {
  const { shot, digest } = job
  const path = about(shot.path, project)
  const body = shot.body === undefined ? {} : { body: about(shot.body, project) }
  const request = { method: shot.method, path, headers: shot.headers, ...body }
  if (!digest) return [request]
  const signed = (by: Nonce): Request => {
    by.count++
    const authorization = answerOf(digest, shot.method, path, by.value, by.count)
    return { ...request, headers: { ...shot.headers, authorization } }
  }
  if (nonce) return [{ ...request, setupRequest: whole => ({ ...whole, ...signed(nonce) }) }]
  let begun = 0
  let challenge = ''
  return [
    {
      ...request,
      setupRequest(whole) {
        begun = performance.now()
        return { ...whole, ...request }
      },
      onResponse(_status, _body, _context, headers) {
        challenge = challengeIn(headers as Record<string, string>)
      }
    },
    {
      ...request,
      setupRequest: whole => ({ ...whole, ...signed({ value: takeNonce(challenge), count: 0 }) }),
      onResponse: status => note(status, performance.now() - begun)
    }
  ]
}

function challengeIn(headers: Record<string, string>): string {
  const [, challenge = ''] =
    Object.entries(headers).find(([name]) => name.toLowerCase() === 'www-authenticate') ?? []
  return challenge
}
