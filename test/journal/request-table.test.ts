import t from 'tap'
import { startMock } from '../../src/index.ts'
import { integrations } from '../app.ts'

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
    `${TIME}  DELETE  ${url}  none    fault: reset`
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
      `${TIME}  DELETE  ${url.padEnd(width)}  none    fault: reset`,
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
