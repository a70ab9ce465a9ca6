import { METHODS } from 'node:http'
import t from 'tap'
import { ACME, DEMO, integrations, VERSIONED } from '../app.ts'
import { ownerHeaders } from './callers.ts'
import { type Mock, startMock } from './mock.ts'
import { Wire } from './wire.ts'

/** Memory of the container, of which the journal takes a sixteenth. */
const CONTAINER = 128 * 1_048_576

const LIMIT = CONTAINER / 16

/** Bytes for everything except the journal: connections, compiled code, the database. */
const BESIDE = 4 * 1_048_576

const PROJECTS = 5_000

const GROUPS = '/api/atlas/v2/groups'

t.setTimeout(600_000)

async function ownerOf({ url }: Mock): Promise<string> {
  const { authorization } = await ownerHeaders(url)
  return `Authorization: ${authorization}\r\nContent-Type: application/json\r\n`
}

function textOf(method: string, target: string, headers: string, body = ''): string {
  const length = body === '' ? '' : `Content-Length: ${Buffer.byteLength(body)}\r\n`
  const bytes = Buffer.from(body).toString('latin1')
  return `${method} ${target} HTTP/1.1\r\nHost: x\r\nAccept: ${VERSIONED}\r\n${headers}${length}\r\n${bytes}`
}

t.test('a full journal stays within its memory limit for all kinds of requests', async t => {
  const limited = `data:text/javascript,process.constrainedMemory=()=>${CONTAINER}`
  const mock = await startMock(t, [], { node: ['--import', limited] })
  const wire = new Wire(mock.port)
  t.teardown(() => wire.close())
  const owner = await ownerOf(mock)
  const put = (body: object) => textOf('PUT', integrations(DEMO, 'WEBHOOK'), owner, JSON.stringify(body))
  const url = (length: number) => `https://example.com/${'x'.repeat(length)}`
  // Each count is enough to fill the journal.
  const kinds: Record<string, { status: number; count: number; request: (at: number) => string }> = {
    'empty headers': {
      status: 401,
      count: 900,
      request: at => textOf('GET', GROUPS, Array.from({ length: 900 }, (_, n) => `h${at}-${n}:\r\n`).join(''))
    },
    'long header values': {
      status: 401,
      count: 600,
      request: at => textOf('GET', GROUPS, `X-A: ${at}${'é'.repeat(15_000)}\r\n`)
    },
    'encoded URLs': {
      status: 401,
      count: 700,
      request: at => textOf('GET', integrations(`${at}${'%C4%80'.repeat(1_200)}`, '%C4%80'.repeat(1_200)), '')
    },
    'Chinese text': {
      status: 200,
      count: 150,
      request: at => put({ url: url(10), bodyTemplate: `{"a":"${at}${'日'.repeat(40_000)}"}` })
    },
    'small bodies': { status: 200, count: 5_500, request: at => put({ url: url(10), secret: `${at}` }) }
  }
  for (const [name, { status, count, request }] of Object.entries(kinds)) {
    // Warm up: allocations at the first use must not count.
    await wire.answer(request(0))
    await mock.control('DELETE', '/requests')
    const { heap: before } = await mock.inside()
    for (let at = 1; at <= count; at++) {
      const got = await wire.answer(request(at))
      if (got.status !== status) throw new Error(`${name}: ${got.status}`)
    }
    const { heap: after } = await mock.inside()
    const { dropped } = JSON.parse((await mock.control('GET', '/requests?limit=1')).text) as {
      dropped: number
    }
    const held = after - before
    t.comment(`${name}: ${count - dropped} of ${count} requests in ${(held / 1_048_576).toFixed(1)} MiB`)
    t.ok(dropped > 0, `${name} fill the journal`)
    t.ok(held <= LIMIT + BESIDE, `${name} use ${held} bytes`)
  }
})

t.test('300 connections keep no headers of their last requests', async t => {
  const limited = `data:text/javascript,process.constrainedMemory=()=>${CONTAINER}`
  const mock = await startMock(t, [], { node: ['--import', limited] })
  const wires = Array.from({ length: 300 }, () => new Wire(mock.port))
  t.teardown(() => {
    for (const wire of wires) wire.close()
  })
  const sendAll = async (method: string, size: number) => {
    const isHead = method === 'HEAD'
    const text = textOf(method, GROUPS, `X-A: ${method}${'a'.repeat(size)}\r\n`)
    const kinds = await Promise.all(wires.map(async wire => (await wire.send(text, { isHead })).kind))
    if (!kinds.every(kind => kind === 'answer')) throw new Error(`${method}: ${kinds}`)
  }
  const methods = METHODS.filter(method => method !== 'CONNECT')
  for (const method of methods) await sendAll(method, 1)
  const { heap: before } = await mock.inside()
  for (const method of methods) await sendAll(method, 15_000)
  const { heap: after } = await mock.inside()
  const held = after - before
  t.comment(`${methods.length} methods: ${(held / 1_048_576).toFixed(1)} MiB`)
  t.ok(held <= LIMIT + BESIDE, `${held} bytes`)
})

t.test('creates 5,000 projects with a heap of 128 MB at a constant speed', async t => {
  const mock = await startMock(t, [], { node: ['--max-old-space-size=128'] })
  const wire = new Wire(mock.port)
  t.teardown(() => wire.close())
  const headers = await ownerOf(mock)
  const times: number[] = []
  for (let at = 0; at < PROJECTS; at++) {
    const start = performance.now()
    const body = JSON.stringify({ name: `project ${at}`, orgId: ACME })
    const { status } = await wire.answer(textOf('POST', GROUPS, headers, body))
    if (status !== 201) throw new Error(`project ${at}: ${status}`)
    times.push(performance.now() - start)
  }
  const medianOf = (first: number) => times.slice(first, first + 1_000).sort((a, b) => a - b)[500] as number
  const [early, late] = [medianOf(1_000), medianOf(PROJECTS - 1_000)]
  t.comment(`medians: ${early.toFixed(3)} ms after 1,000 projects, ${late.toFixed(3)} ms at the end`)
  t.ok(late < early * 4, 'the duration does not grow with the number of projects')
})
