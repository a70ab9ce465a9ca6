import t from 'tap'
import { type MockOptions, startMock } from '../../src/index.ts'
import { integrations } from '../app.ts'
import { createReceiver, responseText } from '../test-alerts/receiver.ts'

const TIME = '2026-11-25T12:00:00.000Z'

t.test('the journal as text has a line for each request, in the process and over HTTP', async t => {
  const mock = await startMock({ listen: false })
  t.teardown(() => mock.close())
  mock.clock.freeze(TIME)
  const sandbox = mock.sandbox()
  const read = (path: string) => mock.inject({ url: `/_mock/v1${path}` })
  t.equal(mock.requests.table(), 'no requests\n')
  t.equal((await read('/requests.txt')).body, 'no requests\n')

  const url = integrations(sandbox.projects[0]?.id as string, 'WEBHOOK')
  const as = sandbox.owner.apiKey
  await mock.inject({ method: 'POST', url: `${url}?secret=s`, body: { url: 'https://example.com/x' }, as })
  sandbox.faults.add({ effect: { type: 'reset' }, match: { method: 'DELETE' } })
  await t.rejects(mock.inject({ method: 'DELETE', url, as }))
  const long = `/api/atlas/v2/${'x'.repeat(300)}`
  await mock.inject({ url: long })

  const lines = [
    `time                      method  path${' '.repeat(url.length - 4)}  status  reason`,
    `${TIME}  POST    ${url}  401     the request has no credentials`,
    `${TIME}  POST    ${url}  200`,
    `${TIME}  DELETE  ${url}  401     the request has no credentials`,
    `${TIME}  DELETE  ${url}  none    fault: reset, not executed`
  ]
  const text = `${lines.join('\n')}\n`
  t.equal(sandbox.requests.table(), text)
  const { status, headers, body } = await read(`/sandboxes/${sandbox.id}/requests.txt`)
  t.strictSame([status, headers['content-type'], body], [200, 'text/plain; charset=utf-8', text])

  const last = mock.requests.table({ limit: 2 })
  const width = 100
  t.equal(
    last,
    [
      `time                      method  path${' '.repeat(width - 4)}  status  reason`,
      `${TIME}  DELETE  ${url.padEnd(width)}  none    fault: reset, not executed`,
      `${TIME}  GET     ${long.slice(0, 199)}…  404     no route has this path`,
      ''
    ].join('\n'),
    'a long path does not widen the others'
  )
  t.equal((await read('/requests.txt?limit=2')).body, last)
  t.equal(mock.requests.table({ status: 404 }).split('\n').length, 3)
  await mock.inject({ method: 'POST', url, body: { '\u001b[31m\u202e': 1 }, as })
  t.match(mock.requests.table({ limit: 1 }), '\ufffd[31m\ufffd', 'nothing that a terminal obeys')
})

t.test('the journal as text lists the alerts, and why they were not sent', async t => {
  const replies = ['204 No Content', '500 Internal Server Error']
  const receiver = await createReceiver(t, socket => {
    socket.write(responseText(replies.shift() as string))
  })
  const start = async (options: MockOptions) => {
    const mock = await startMock({ listen: false, ...options })
    t.teardown(() => mock.close())
    mock.clock.freeze(TIME)
    const url = `http://127.0.0.1:${receiver.port}/`
    const webhook = { type: 'WEBHOOK' as const, url }
    const sandbox = mock.sandbox({ projects: [{ name: 'a', integrations: [webhook] }] })
    const send = async () => await sandbox.alerts.send({ project: sandbox.projects[0]?.id as string })
    return { mock, sandbox, send, url: (await send()).url }
  }
  const table = (url: unknown, ...results: string[]) => {
    const rows = results.map(result => `${TIME}  alert.open  ${url}  ${result}\n`)
    const head = `time                      alert       url${' '.repeat(String(url).length - 3)}  result\n`
    return `no requests\n\n${head}${rows.join('')}`
  }

  const { sandbox, mock, url } = await start({})
  t.equal(sandbox.requests.table(), table(url, 'not sent: --deliver-to is not set'))
  const { body } = await mock.inject({ url: `/_mock/v1/sandboxes/${sandbox.id}/requests.txt` })
  t.equal(body, sandbox.requests.table())
  t.equal(mock.sandbox().requests.table(), 'no requests\n', 'none of another sandbox')

  const sending = await start({ deliverTo: '127.0.0.1' })
  await sending.send()
  const failed = '500: the response status is not 2xx'
  t.equal(sending.sandbox.requests.table(), table(url, '204', failed))
  t.equal(sending.sandbox.requests.table({ limit: 1 }), table(url, failed))
})

t.test('a caller may change a returned list', async t => {
  const mock = await startMock({ listen: false })
  t.teardown(() => mock.close())
  await mock.inject({ url: '/api/atlas/v2/orgs' })
  const before = JSON.stringify(mock.requests.list())
  for (const { request, response, authorization } of mock.requests.list()) {
    request.headers['host'] = 'x'
    Object.assign(response ?? {}, { headers: {} })
    authorization.requiredRoles?.project.pop()
  }
  t.equal(JSON.stringify(mock.requests.list()), before)
})
