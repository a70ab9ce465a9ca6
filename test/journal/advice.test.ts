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
    method: 'GET' | 'POST' | 'PUT',
    type = '',
    body?: object,
    headers: Record<string, string> = {}
  ) =>
    mock.inject({
      method,
      url: integrations(project, type),
      headers,
      ...(body && { body }),
      as: sandbox.owner.serviceAccount
    })
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
    t.strictSame(mock.sandbox().advice(), [], 'not in another sandbox')
  }
)

t.test('a rejected redaction is no advice', async t => {
  const { sandbox, send, codes } = await begin(t)
  await send('POST', 'DATADOG', DATADOG)
  t.equal((await send('PUT', 'DATADOG', { apiKey: REDACTED })).status, 400)
  const slack = { apiToken: KEY, channelName: 'a', teamName: 'b' }
  await send('POST', 'SLACK', slack)
  sandbox.faults.add({ effect: { type: 'status', status: 500 }, match: { method: 'PUT' } })
  await send('PUT', 'SLACK', { ...slack, apiToken: REDACTED })
  t.strictSame(codes(), [])
})

t.test('advises on a retry before the time in Retry-After', async t => {
  const { sandbox, send, codes, last } = await begin(t)
  const limit = () => {
    sandbox.faults.clear()
    sandbox.faults.add({ effect: { type: 'rateLimit', retryAfter: 3 }, when: { first: 1 } })
  }
  const wait = (milliseconds: number) => sandbox.clock.advance({ milliseconds })
  // It requests a token first.
  await send('GET')
  limit()
  await send('GET')
  await send('GET', 'DATADOG')
  await send('POST', '', DATADOG)
  t.strictSame(codes(), [], 'another call')
  wait(3000)
  limit()
  await send('GET')
  wait(2950)
  await send('GET')
  t.strictSame(codes(), [], 'within the tolerance')
  limit()
  sandbox.clock.freeze()
  await send('GET')
  await send('GET')
  t.strictSame(codes(), [], 'not with a frozen clock')
  sandbox.clock.release()

  limit()
  await send('GET')
  const limited = last()
  wait(1500)
  await send('GET')
  const [{ code, requests, text } = { text: '' }] = sandbox.advice()
  t.strictSame([code, requests], ['retried-too-early', [last()]])
  t.match(
    text,
    new RegExp(`^sent again 1\\.[56] s after the 429 of request ${limited}, whose Retry-After was 3$`)
  )
  await send('GET')
  t.strictSame(sandbox.advice()[0]?.requests, requests, 'only the first call after the rejection')
})

t.test('a request that was under way when another was rejected is no retry', async t => {
  const { sandbox, send, codes } = await begin(t)
  await send('GET')
  sandbox.faults.add({ effect: { type: 'delay', delay: 200 }, when: { first: 1 } })
  sandbox.faults.add({
    effect: { type: 'status', status: 503, headers: { 'retry-after': '3' } },
    when: { first: 1 }
  })
  const pending = send('GET')
  const { status } = await send('GET')
  t.equal(status, 503)
  t.equal((await pending).status, 200)
  t.strictSame(codes(), [])
})

t.test('advises on a 409 that is taken for a failure after a lost response', async t => {
  for (const effect of [{ type: 'reset' }, { type: 'status', status: 502 }] as const) {
    const { sandbox, send, codes, last } = await begin(t)
    const lose = (stage: 'service' | 'after-commit') => {
      sandbox.faults.clear()
      sandbox.faults.add({ effect, stage, match: { method: 'POST' }, when: { first: 1 } })
    }
    // It requests a token first.
    await send('GET')
    lose('after-commit')
    await send('POST', 'DATADOG', DATADOG).catch(() => {})
    const lost = last()
    t.equal((await send('POST', 'DATADOG', DATADOG)).status, 409)
    const advice = {
      code: 'not-retried-safely',
      requests: [last()],
      text: `409, because request ${lost} had been executed although its response was lost: read before giving up`
    }
    t.strictSame(sandbox.advice(), [advice], effect.type)
    await send('GET', 'DATADOG')
    t.strictSame(codes(), [], 'not if the client looks')

    lose('service')
    await send('POST', 'SLACK', { apiToken: KEY, channelName: 'a', teamName: 'b' }).catch(() => {})
    t.equal((await send('POST', 'SLACK', { apiToken: KEY, channelName: 'a', teamName: 'b' })).status, 200)
    t.equal((await send('POST', 'SLACK', { apiToken: KEY, channelName: 'a', teamName: 'b' })).status, 409)
    t.strictSame(codes(), [], 'not for a 409 of its own')
  }
})

t.test('advises on a call without a version', async t => {
  const { send, codes, sandbox, last } = await begin(t, { accept: 'lenient' })
  await send('GET', '', undefined, { accept: 'application/vnd.atlas.2023-01-01+json' })
  await send('GET', 'DATADOG', undefined, { accept: '*/*' })
  t.strictSame(codes(), [], 'neither with one, nor for an error')
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
