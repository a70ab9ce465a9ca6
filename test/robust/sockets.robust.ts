import { connect } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { ATLAS } from './corpus.ts'
import { textOf } from './fuzzer.ts'
import { type Mock, startMock } from './mock.ts'
import { mutate } from './mutate.ts'
import { OPTIONS } from './options.ts'
import { Random } from './random.ts'

const { seed, requests, isFull } = OPTIONS

/** Concurrent connections. */
const CONNECTIONS = 50

const HEALTH = 'GET /_mock/v1/health HTTP/1.1\r\nHost: localhost\r\n'
const GOOD = `${HEALTH}Connection: close\r\n\r\n`
const POST = 'POST /api/oauth/token HTTP/1.1\r\nHost: localhost\r\n'

t.setTimeout(1_200_000)
t.comment(`ROBUST_SEED=${seed}`)

t.test('malformed and incomplete requests do not break the server', async t => {
  const mock = await startMock(t)
  const count = Math.floor(requests / 20)
  for (let place = 0; place < count; place += CONNECTIONS) {
    const connections = Array.from({ length: CONNECTIONS }, (_, at) => attack(t, mock, place + at))
    await Promise.all(connections)
  }
  await checkWell(t, mock)
})

t.test('slow clients get a response and do not block others', async t => {
  const mock = await startMock(t)
  const body = 'grant_type=client_credentials'
  const request = `${POST}Content-Type: application/x-www-form-urlencoded\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`
  let isDone = false
  const slow = Array.from({ length: CONNECTIONS }, () => exchange(mock.port, [...request], 5))
  const all = Promise.all(slow).finally(() => {
    isDone = true
  })
  const statuses: number[] = []
  while (!isDone) statuses.push(...(await exchange(mock.port, [GOOD])))
  for (const slow of await all) t.strictSame(slow, [401])
  t.ok(statuses.length > 1, `${statuses.length} other requests`)
  t.ok(statuses.every(status => status === 200))
  await checkWell(t, mock)
})

t.test('survives more connections than file descriptors', async t => {
  const mock = await startMock(t, [], { shell: 'ulimit -n 80;' })
  const sockets = Array.from({ length: 200 }, () =>
    connect(mock.port, '127.0.0.1').on('error', () => undefined)
  )
  await wait(500)
  t.ok(mock.isRunning)
  for (const socket of sockets) socket.destroy()
  await wait(200)
  await checkWell(t, mock)
})

t.test(
  'closes the connection of an incomplete request after a minute',
  { skip: !isFull && 'ROBUST=full' },
  async t => {
    const mock = await startMock(t)
    const half = [GOOD.slice(0, 30), `${POST}Content-Length: 5\r\n\r\nab`]
    const endings = await Promise.all(half.map(text => exchange(mock.port, [text], 0, 120_000)))
    t.strictSame(endings, [[408], [408]])
    await checkWell(t, mock)
  }
)

/** Sends broken requests on one connection; seed and position determine them. */
async function attack(t: Test, mock: Mock, place: number): Promise<void> {
  const random = new Random(seed, 1_000_000 + place)
  const text = textOf(mutate(random.pick(ATLAS), random))
  const pieces = badly(text, random)
  const statuses = await exchange(mock.port, pieces, random.pick([0, 0, 0, 1]), 100)
  if (statuses.every(status => status < 500)) return
  const bytes = Buffer.from(pieces.join(''), 'latin1').toString('base64').slice(0, 4_000)
  t.fail(`5xx: ROBUST_SEED=${seed}, place ${place}, bytes ${bytes}`)
}

const LENGTHS = ['-1', '5, 6', '9e9', 'x', '1', '9']

const CHUNKS = [
  ...['5\r\nab', 'zz\r\n', 'ffffffffffffffff\r\n', '3\r\nabcd\r\n'],
  ...['1;x="\r\na\r\n0\r\n\r\n', '0\r\nX: y\r\n\r\n']
]

const NO_REQUESTS = [
  ...['\r\n\r\n', '\0', 'GET\r\n\r\n', 'GET / HTTP/2.0\r\n\r\n', 'GET / HTTP/0.9\r\n\r\n'],
  'CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\n',
  'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
  '\x16\x03\x01\x02\x00\x01\x00'
]

function badly(text: string, random: Random): string[] {
  const cut = random.below(text.length)
  const chunked = `${POST}Transfer-Encoding: chunked\r\n\r\n`
  switch (random.below(9)) {
    case 0:
      return [text.slice(0, cut)]
    case 1:
      return [text.slice(0, cut), text.slice(cut)]
    case 2:
      return [text + text + text.slice(0, cut)]
    case 3:
      return [text.replace(/Content-Length: \d+/, `Content-Length: ${random.pick(LENGTHS)}`)]
    case 4:
      return [chunked, random.pick(CHUNKS)]
    case 5:
      return [`${chunked.replace('\r\n\r\n', '\r\nContent-Length: 3\r\n\r\n')}abc`]
    case 6:
      return [Array.from({ length: 200 }, () => String.fromCharCode(random.below(256))).join('')]
    case 7:
      return [random.pick(NO_REQUESTS)]
    default:
      return [text.replace(/\r\n/g, random.pick(['\n', '\r', '\r\n ', '\r\n\r\n']))]
  }
}

/**
 * Sends pieces on a new connection.
 *
 * @param pause milliseconds between two pieces
 * @param patience milliseconds of silence after which the connection is closed
 * @returns the status codes received before the connection ended
 */
async function exchange(
  port: number,
  pieces: readonly string[],
  pause = 0,
  patience = 1_000
): Promise<number[]> {
  const socket = connect(port, '127.0.0.1').setEncoding('latin1')
  const closed = new Promise(resolve => socket.on('close', resolve))
  let received = ''
  let quiet: NodeJS.Timeout | undefined
  const leaveLater = () => {
    clearTimeout(quiet)
    quiet = setTimeout(() => socket.destroy(), patience)
  }
  socket.on('error', () => undefined)
  socket.on('data', text => {
    received += text
    leaveLater()
  })
  for (const piece of pieces) {
    socket.write(piece, 'latin1')
    if (pause > 0) await wait(pause)
  }
  leaveLater()
  await closed
  clearTimeout(quiet)
  return [...received.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => Number(status))
}

/** Checks that the server still answers, has closed all connections and ends with exit code 0. */
async function checkWell(t: Test, mock: Mock): Promise<void> {
  t.strictSame(await exchange(mock.port, [GOOD]), [200], 'answers')
  const { resources } = await mock.inside()
  t.ok(resources.filter(kind => kind === 'TCPSocketWrap').length <= 1, 'all connections are closed')
  t.match(await mock.end(), { code: 0, signal: null, stderr: '' }, 'ends without errors')
}
