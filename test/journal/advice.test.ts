import { setTimeout } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { type MockOptions, startMock } from '../../src/index.ts'
import { integrations } from '../app.ts'

const KEY = '0123456789abcdef0123456789abcdef'
const REDACTED = '****************************cdef'
const DATADOG = { apiKey: KEY }

/** Starts a mock with a sandbox. `send` is a client with the sandbox's OAuth token, which sends no challenge first. */
async function begin(t: Test, options: MockOptions = {}) {
  const mock = await startMock({ listen: false, ...options })
  t.teardown(() => mock.close())
  const sandbox = mock.sandbox()
  const project = sandbox.projects[0]?.id as string
  const send = (
    method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'DELETE',
    type = '',
    body?: object,
    headers: Record<string, string> = {},
    as = sandbox.owner.serviceAccount
  ) => mock.inject({ method, url: integrations(project, type), headers, ...(body && { body }), as })
  const codes = () => sandbox.advice().map(({ code }) => code)
  /** The id of the newest request. */
  const last = () => sandbox.requests.list({ limit: 1 })[0]?.id
  return { mock, sandbox, project, send, codes, last }
}

t.test(
  'advises on a redacted secret that is written back, over HTTP, in the process and as text',
  async t => {
    const { mock, sandbox, send, last } = await begin(t)
    const put = (apiToken: string, teamName = 'a***b') =>
      send('PUT', 'SLACK', { apiToken, channelName: 'alerts', teamName })
    await send('POST', 'SLACK', { apiToken: KEY, channelName: 'alerts', teamName: 'a***b' })
    await put(KEY)
    await put(REDACTED.replace('cdef', '0000'))
    const read = (path: string) => mock.inject({ url: `/_mock/v1${path}` })
    t.strictSame(sandbox.advice(), [], 'neither a redaction that no response had shown, nor another field')
    sandbox.requests.assertNoAdvice()
    const silent = sandbox.requests.table()
    t.match(silent, /PUT .* 200[^\n]*\n$/, 'without advice, the text ends with the last request')

    await put(REDACTED)
    const first = last()
    await put(REDACTED, 'another')
    const advice = {
      code: 'redacted-value-stored',
      requests: [first, last()],
      text: `apiToken is now ${REDACTED}, which a response had shown; not known whether Atlas stores, keeps or rejects it (guess)`
    }
    const listed = await read(`/sandboxes/${sandbox.id}/advice`)
    t.strictSame([listed.status, listed.json()], [200, { results: [advice] }])
    t.strictSame((await read('/advice')).json(), { results: [advice] })
    t.strictSame(sandbox.advice(), [advice])
    const ids = `#${first}, #${last()}`
    const text = sandbox.requests.table({ limit: 1 })
    t.equal(
      text.split('\n').slice(2).join('\n'),
      `
advice                 ${'requests'.padEnd(ids.length)}  why
redacted-value-stored  ${ids.padEnd('requests'.length)}  ${advice.text}
`,
      'over all requests'
    )
    t.throws(() => sandbox.requests.assertNoAdvice(), {
      message: `redacted-value-stored, requests ${first}, ${last()}: ${advice.text}`
    })
    const { projects, owner, advice: ownAdvice } = mock.sandbox()
    const body = { apiToken: REDACTED, channelName: 'alerts', teamName: 'a' }
    await mock.inject({
      method: 'POST',
      url: integrations(projects[0]?.id as string, 'SLACK'),
      body,
      as: owner.serviceAccount
    })
    t.strictSame(ownAdvice(), [], 'not for what only another sandbox showed')
  }
)

t.test('does not advise on a rejected redaction', async t => {
  const { sandbox, send, codes } = await begin(t)
  await send('POST', 'DATADOG', DATADOG)
  t.equal((await send('PUT', 'DATADOG', { apiKey: REDACTED })).status, 400)
  const slack = { apiToken: KEY, channelName: 'a', teamName: 'b' }
  await send('POST', 'SLACK', slack)
  sandbox.faults.add({ effect: { type: 'status', status: 500 }, match: { method: 'PUT' } })
  await send('PUT', 'SLACK', { ...slack, apiToken: REDACTED })
  t.strictSame(codes(), [])
})

const SLACK = { apiToken: KEY, channelName: 'alerts', teamName: 'a' }

t.test('advises on a retry before the time in Retry-After', async t => {
  const { sandbox, send, codes, last } = await begin(t)
  const { reader } = sandbox
  // They request a token first.
  await send('GET')
  await send('GET', '', undefined, {}, reader.serviceAccount)
  const limit = (status: 429 | 503 | 500 = 503, seconds = 3) => {
    sandbox.requests.clear()
    sandbox.faults.clear()
    const headers = { 'retry-after': String(seconds) }
    sandbox.faults.add({ effect: { type: 'status', status, headers }, when: { first: 1 } })
  }
  for (const [title, status, first, second] of [
    ['another path', 429, () => send('GET'), () => send('GET', 'SLACK')],
    ['another method', 429, () => send('GET'), () => send('HEAD')],
    [
      'another body',
      429,
      () => send('POST', 'SLACK', SLACK),
      () => send('POST', 'SLACK', { ...SLACK, teamName: 'b' })
    ],
    ['another caller', 429, () => send('GET'), () => send('GET', '', undefined, {}, reader.serviceAccount)],
    ['another status', 500, () => send('GET'), () => send('GET')]
  ] as const) {
    limit(status)
    t.equal((await first()).status, status)
    await second()
    t.strictSame(codes(), [], title)
  }
  for (const set of [() => sandbox.clock.freeze(), () => sandbox.clock.advance({ seconds: -1 })]) {
    limit()
    await send('GET')
    set()
    await send('GET')
    t.strictSame(codes(), [], 'not with a clock that was set')
    sandbox.clock.release()
  }
  limit(429, 1)
  await send('GET')
  await setTimeout(920)
  await send('GET')
  t.strictSame(codes(), [], 'within the tolerance')

  for (const status of [429, 503] as const) {
    limit(status)
    await send('GET')
    const limited = last()
    await send('GET')
    const [{ code, requests, text } = { text: '' }] = sandbox.advice()
    t.strictSame([code, requests], ['retried-too-early', [last()]])
    t.match(
      text,
      new RegExp(`^came 0\\.\\d s after the ${status} of request ${limited}, whose Retry-After was 3$`)
    )
    await send('GET')
    t.strictSame(sandbox.advice()[0]?.requests, requests, 'only the first call after the rejection')
  }
  limit(429, 1)
  await send('GET')
  await setTimeout(500)
  await send('GET')
  t.strictSame(codes(), ['retried-too-early'], 'more than the tolerance')
})

t.test('does not take a request that was already under way for a retry', async t => {
  const { sandbox, send, codes } = await begin(t)
  await send('GET')
  sandbox.faults.add({ effect: { type: 'delay', delay: 200 }, when: { first: 1 } })
  sandbox.faults.add({ effect: { type: 'rateLimit', retryAfter: 3 }, when: { first: 1 } })
  const pending = send('GET')
  // The journal has whole milliseconds.
  await setTimeout(20)
  t.equal((await send('GET')).status, 429)
  t.equal((await pending).status, 200)
  t.strictSame(codes(), [])
  await send('GET')
  t.strictSame(codes(), ['retried-too-early'])
})

t.test('advises on a 409 that is taken for a failure after a lost response', async t => {
  const { sandbox, send, codes, last } = await begin(t)
  const { serviceAccount: as } = sandbox.reader
  // They request a token first.
  await send('GET')
  await send('GET', '', undefined, {}, as)
  type LostFault = Parameters<typeof sandbox.faults.add>[0]
  /** Creates an integration twice; the first response is lost. */
  const create = async (fault: LostFault, between?: () => Promise<unknown>) => {
    sandbox.requests.clear()
    sandbox.faults.clear()
    await send('DELETE', 'SLACK')
    sandbox.faults.add({ stage: 'after-commit', match: { method: 'POST' }, when: { first: 1 }, ...fault })
    await send('POST', 'SLACK', SLACK).catch(() => {})
    const lost = last()
    await between?.()
    const { status } = await send('POST', 'SLACK', SLACK)
    return { lost, status, retried: last() }
  }
  for (const effect of [{ type: 'reset' }, { type: 'truncate' }, { type: 'status', status: 502 }] as const) {
    const { lost, status, retried } = await create({ effect })
    t.equal(status, 409)
    t.strictSame(sandbox.advice(), [
      {
        code: 'not-retried-safely',
        requests: [retried],
        text: `409, because request ${lost} had been executed although its response was lost: read what there is`
      }
    ])
  }
  await create({ effect: { type: 'reset' } }, async () => {
    sandbox.faults.add({ effect: { type: 'status', status: 503 }, when: { first: 1 } })
    await send('POST', 'SLACK', SLACK)
  })
  t.strictSame(codes(), ['not-retried-safely'], 'also with an error between')
  for (const look of [
    () => send('GET', 'SLACK'),
    () => send('HEAD', 'SLACK'),
    () => send('PUT', 'SLACK', SLACK),
    () => send('DELETE', 'PAGER_DUTY'),
    () => send('GET', '', undefined, {}, as)
  ]) {
    await create({ effect: { type: 'reset' } })
    await look()
    t.strictSame(codes(), [], 'not if somebody looks afterwards')
    await create({ effect: { type: 'reset' } }, look)
    t.strictSame(codes(), [], 'not if somebody looks before')
  }
  t.equal((await create({ effect: { type: 'reset' }, stage: 'service' })).status, 200)
  t.equal((await send('POST', 'SLACK', SLACK)).status, 409)
  t.strictSame(codes(), [], 'not for a 409 of its own')
  t.equal((await create({ effect: { type: 'delay', delay: 1 } })).status, 409)
  t.strictSame(codes(), [], 'not for a response that only came late')
})

t.test('advises on a call without a version', async t => {
  const { send, codes, sandbox, last } = await begin(t, { accept: 'lenient' })
  await send('GET', '', undefined, {
    accept: 'application/json;q="a", application/VND.atlas.2023-01-01+json'
  })
  await send('GET', 'DATADOG', undefined, { accept: '*/*' })
  t.strictSame(codes(), [], 'neither with one, nor for an error')
  await send('GET', '', undefined, { accept: '*/*', 'x-mock-background': 'true' })
  t.strictSame(codes(), [], 'nor for the console')
  await send('GET', '', undefined, {
    accept: 'application/json',
    'content-type': 'application/vnd.atlas.2023-01-01+json'
  })
  t.strictSame(sandbox.advice(), [
    {
      code: 'version-not-sent',
      requests: [last()],
      text: 'Accept names no version, such as application/vnd.atlas.2023-01-01+json: Atlas responds with 406'
    }
  ])
})
