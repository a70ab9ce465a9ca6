import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import t, { type Test } from 'tap'
import { DEMO, integrations, VERSIONED } from '../app.ts'
import { ACCOUNT } from '../control/control.ts'
import { tokenOf } from './callers.ts'
import { type Mock, startMock, TOKEN, usedTime } from './mock.ts'
import { Wire } from './wire.ts'

/** Maximum milliseconds of the server's processor time for which an Atlas request may wait for other calls. */
const MAX_WAIT = 150

t.setTimeout(600_000)

/** A caller of the Atlas API on one connection. */
async function owner(t: Test, mock: Mock) {
  const wire = new Wire(mock.port)
  t.teardown(() => wire.close())
  const token = await tokenOf(mock.url, ACCOUNT.owner.clientId, ACCOUNT.owner.clientSecret)
  return async (method: string, url: string, body = '') => {
    const length = body === '' ? '' : `Content-Type: application/json\r\nContent-Length: ${body.length}\r\n`
    const headers = `Host: x\r\nAccept: ${VERSIONED}\r\nAuthorization: Bearer ${token}\r\n${length}`
    const outcome = await wire.send(`${method} ${url} HTTP/1.1\r\n${headers}\r\n${body}`)
    if (outcome.kind !== 'answer') throw new Error(`${method} ${url}: ${outcome.kind}`)
    return outcome.status
  }
}

/** Sends a request to the control plane and returns its connection, from which only the status is read. */
async function request(t: Test, mock: Mock, path: string, headers = ''): Promise<Socket> {
  const socket = connect(mock.port, '127.0.0.1').on('error', () => undefined)
  t.teardown(() => socket.destroy())
  await once(socket, 'connect')
  socket.write(
    `GET /_mock/v1${path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${TOKEN}\r\n${headers}\r\n`
  )
  await once(socket, 'readable')
  const head = String(socket.read(12))
  if (head !== 'HTTP/1.1 200') throw new Error(`${path}: ${head}`)
  return socket
}

/** Sends Atlas requests until some work is done. @returns the longest wait */
async function longestWait(mock: Mock, ask: () => Promise<unknown>, work: Promise<unknown>): Promise<number> {
  let isDone = false
  const done = work.finally(() => {
    isDone = true
  })
  const waits: number[] = []
  while (!isDone) {
    const before = usedTime(mock)
    await ask()
    waits.push(usedTime(mock) - before)
  }
  await done
  t.comment(`${waits.length} requests meanwhile`)
  return Math.max(...waits)
}

t.test('clients that do not read their responses do not use up a heap of 128 MB', async t => {
  const mock = await startMock(t, [], { node: ['--max-old-space-size=128'] })
  const send = await owner(t, mock)
  const fill = async (requests: number) => {
    for (let count = 0; count < requests; count++) {
      // The journal shows this value in full: a response that fits into the buffers of a connection is not stalled.
      const body = JSON.stringify({ name: `${count}${'x'.repeat(900_000)}` })
      t.equal(await send('POST', '/api/atlas/v2/groups', body), 400)
    }
  }
  await fill(75)
  for (const [path, headers] of [
    ['/requests', ''],
    ['/requests.har', ''],
    ['/requests/stream', 'Last-Event-ID: 0\r\n']
  ] as const) {
    for (let reader = 0; reader < 2; reader++) {
      await request(t, mock, path, headers)
      // Evicts the entries that the response begins with.
      await fill(20)
      t.comment(`${path}: ${((await mock.inside()).heap / 1_048_576).toFixed(0)} MiB`)
    }
  }
  t.equal(await send('GET', integrations(DEMO)), 200)
  const { totalCount, dropped } = JSON.parse((await mock.control('GET', '/requests')).text)
  t.ok(totalCount > 5 && dropped > 0, `${totalCount} requests, ${dropped} dropped`)
  t.ok(mock.isRunning)
})

t.test('pipelined requests keep little memory, and other requests do not wait', async t => {
  const mock = await startMock(t, [], { node: ['--max-old-space-size=128'] })
  const large = ['/openapi.json', '/_mock/docs/swagger-ui-bundle.js', '/']
  const paths = [...large, '/_mock/v1/health']
  for (const path of paths) {
    // Warm up: the first request loads code.
    t.equal((await fetch(mock.url + path)).status, 200)
    const { heap: before } = await mock.inside()
    const sockets: Socket[] = []
    const pipeline = async () => {
      for (let reader = 0; reader < 4; reader++) {
        const socket = connect(mock.port, '127.0.0.1').on('error', () => undefined)
        await once(socket, 'connect')
        socket.write(`GET ${path} HTTP/1.1\r\nHost: ${reader}\r\n\r\n`.repeat(1_400))
        sockets.push(socket)
        for (let count = 0; count < 5; count++) await mock.control('GET', '/health')
      }
    }
    const wait = await longestWait(mock, () => mock.control('GET', '/health'), pipeline())
    const { heap } = await mock.inside()
    const held = (heap - before) / 1_048_576
    for (const socket of sockets) socket.destroy()
    t.ok(wait < MAX_WAIT, `${path}: ${wait.toFixed(0)} ms, less than ${MAX_WAIT}`)
    t.ok(held < 40, `${path}: ${held.toFixed(0)} MiB`)
  }
  t.ok(mock.isRunning)
})

t.test('Atlas requests wait for one slice of time, however many calls read the journal', async t => {
  const mock = await startMock(t)
  const send = await owner(t, mock)
  for (let count = 0; count < 10_000; count++) {
    await send('POST', '/api/atlas/v2/groups', JSON.stringify({ name: '', zz: 'x'.repeat(500) }))
  }
  const get = () => send('GET', integrations(DEMO))
  await get()
  const many = (count: number, call: () => Promise<{ status: number }>) => async () => {
    for (const { status } of await Promise.all(Array.from({ length: count }, call))) t.equal(status, 200)
  }
  const body = { match: { body: { other: 1 } } }
  const verify = many(40, () => mock.control('POST', '/requests/verify', body))
  const list = many(20, () => mock.control('GET', '/requests?limit=2000'))
  for (const [name, work] of Object.entries({ verify, list })) {
    const wait = await longestWait(mock, get, work())
    t.ok(wait < MAX_WAIT, `${name}: ${wait.toFixed(0)} ms, less than ${MAX_WAIT}`)
  }
})

t.test('ten readers of the stream do not multiply the time for a request with many fields', async t => {
  const mock = await startMock(t)
  const send = await owner(t, mock)
  const fields = Array.from({ length: 55_000 }, (_, at) => [`field${at}`, at])
  const body = JSON.stringify(Object.fromEntries(fields))
  const post = async () => {
    const before = usedTime(mock)
    t.equal(await send('POST', '/api/atlas/v2/groups', body), 400)
    await send('GET', integrations(DEMO))
    // The stream has sent this request when it sends the next one.
    await mock.control('GET', '/requests?limit=1')
    return usedTime(mock) - before
  }
  for (let warm = 0; warm < 5; warm++) await post()
  const alone = Math.min(await post(), await post(), await post())
  for (let reader = 0; reader < 10; reader++) (await request(t, mock, '/requests/stream')).resume()
  await post()
  const followed = Math.min(await post(), await post(), await post())
  t.ok(
    followed < alone * 2 + 50,
    `${alone.toFixed(0)} ms without a reader, ${followed.toFixed(0)} ms with ten`
  )
})
