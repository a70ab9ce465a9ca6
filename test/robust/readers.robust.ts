import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import t from 'tap'
import { type Mock, startMock, usedTime } from './mock.ts'

/** Maximum milliseconds of the server's processor time for which an Atlas request may wait for other calls. */
const MAX_WAIT = 150

t.setTimeout(600_000)

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
