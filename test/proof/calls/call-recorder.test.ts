import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { ControlProblem, type Mock, type MockOptions, startMock } from '../../../src/index.ts'
import type { CallsFile } from '../../../types/calls.d.ts'
import { DEMO, digestHeader, integrations, nonceIn } from '../../app.ts'
import { run } from '../../clients/run.ts'
import type { ApiKey, ServiceAccount } from '../../control/control.ts'

const KEY = '0123456789abcdef0123456789abcdef'
const DATADOG = { type: 'DATADOG', apiKey: KEY } as const

/** Starts a mock that records. */
async function record(t: Test, options: MockOptions = {}): Promise<{ mock: Mock; folder: string }> {
  const folder = join(t.testdir(), 'calls')
  const mock = await startMock({ listen: false, calls: folder, ...options })
  t.teardown(() => mock.close())
  return { mock, folder }
}

/** Returns the paths of the recorded calls in a folder. */
function pathsOf(folder: string): string[] {
  return readdirSync(folder)
    .filter(name => name.endsWith('.har'))
    .map(name => join(folder, name))
}

/** Returns the recorded calls in a folder. */
function filesOf(folder: string): CallsFile[] {
  return pathsOf(folder).map(path => JSON.parse(readFileSync(path, 'utf8')) as CallsFile)
}

/** Returns a line for each page and each call. */
function outlineOf({ log }: CallsFile): string[] {
  return log.pages.flatMap(({ id, title }) => [
    title,
    ...log.entries
      .filter(({ pageref }) => pageref === id)
      .map(
        ({ request, response, _mock }) =>
          `  ${request.method} ${_mock.operation} ${response.status} by ${_mock.caller}`
      )
  ])
}

t.test('a page is one organization between two changes of its state', async t => {
  const { mock, folder } = await record(t)
  const sandbox = mock.sandbox({ name: 'creates an integration' })
  const url = integrations(sandbox.projects[0]?.id as string, 'DATADOG')
  const as = sandbox.owner.apiKey
  await mock.inject({ method: 'POST', url, as, body: { apiKey: KEY } })
  await mock.inject({ method: 'DELETE', url, as: sandbox.reader.apiKey })
  sandbox.reset()
  await mock.inject({ url, as })
  await mock.inject({ url: integrations(DEMO), as: mock.credentials.apiKeys['orgowner'] as ApiKey })
  sandbox.patchPrincipal(as.publicKey, { roles: [{ orgId: sandbox.id, roleName: 'ORG_READ_ONLY' }] })
  await mock.inject({ method: 'POST', url, as, body: { apiKey: KEY } })
  // Faults, the clock and the journal do not change the state.
  sandbox.clock.advance({ seconds: 1 })
  sandbox.requests.clear()
  await mock.inject({ url: '/api/atlas/v2/unknown', as })
  // The end of another test does not end the page of this one.
  mock.sandbox().remove()
  await mock.inject({ url, as })
  sandbox.remove()
  mock.patchPrincipal('orgowner', { accessList: [] })
  mock.reset()
  await mock.inject({ url: integrations(DEMO), as: mock.credentials.apiKeys['orgowner'] as ApiKey })

  const outline = [
    'creates an integration',
    '  POST createGroupIntegration 200 by owner',
    '  DELETE deleteGroupIntegration 401 by other',
    'creates an integration',
    '  GET getGroupIntegration 404 by owner',
    'no sandbox',
    '  GET listGroupIntegrations 200 by owner',
    'creates an integration',
    '  POST createGroupIntegration 401 by other',
    '  GET getGroupIntegration 404 by other',
    'no sandbox',
    '  GET null 404 by null',
    'no sandbox',
    '  GET listGroupIntegrations 200 by owner'
  ]
  const calls = mock.calls()
  t.strictSame(outlineOf(calls), outline)
  t.notOk(existsSync(folder), 'the file is written when the mock closes')
  await mock.close()
  await mock.close()
  t.strictSame(filesOf(folder), [calls], 'once')
})

t.test('records neither credentials nor how they are obtained', async t => {
  const { mock } = await record(t, { listen: true })
  const { clientId, clientSecret } = Object.values(mock.credentials.serviceAccounts)[0] as ServiceAccount
  const basic = `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`
  const token = await fetch(`${mock.url}/api/oauth/token`, {
    method: 'POST',
    headers: { authorization: basic, 'content-type': 'application/x-www-form-urlencoded' },
    body: 'grant_type=client_credentials'
  })
  const { access_token: bearer } = (await token.json()) as { access_token: string }
  await fetch(`${mock.url}${integrations(DEMO)}`)
  const headers = {
    authorization: `Bearer ${bearer}`,
    accept: 'application/vnd.atlas.2023-01-01+json',
    cookie: 'session=top-secret',
    'x-own': 'top-secret'
  }
  await fetch(`${mock.url}${integrations(DEMO)}`, { headers })
  await fetch(`${mock.url}${integrations(DEMO)}`, { headers: { ...headers, 'x-mock-background': 'true' } })
  // A challenge is recorded only if nothing follows it.
  await mock.inject({ url: integrations(DEMO), as: mock.credentials.apiKeys['orgowner'] as ApiKey })
  const calls = mock.calls()
  t.strictSame(outlineOf(calls), [
    'no sandbox',
    '  GET listGroupIntegrations 401 by null',
    '  GET listGroupIntegrations 200 by owner',
    '  GET listGroupIntegrations 200 by owner'
  ])
  const text = JSON.stringify(calls)
  const { privateKey } = mock.credentials.apiKeys['orgowner'] as ApiKey
  for (const secret of [bearer, basic, clientSecret, privateKey, 'top-secret', 'ha1', 'secretHash']) {
    t.notOk(text.includes(secret), secret)
  }
  t.strictSame(calls.log.entries[1]?.request, {
    method: 'GET',
    url: `${mock.url}${integrations(DEMO)}`,
    httpVersion: 'HTTP/1.1',
    cookies: [],
    headers: [{ name: 'accept', value: 'application/vnd.atlas.2023-01-01+json' }],
    queryString: [],
    headersSize: -1,
    bodySize: 0
  })
})

t.test('records each call of a client that reuses a challenge', async t => {
  const { mock } = await record(t)
  const request = { url: integrations(DEMO) }
  const nonce = nonceIn((await mock.inject(request)).headers['www-authenticate']) ?? ''
  for (const nc of ['00000001', '00000002', '00000003']) {
    const authorization = digestHeader('orgowner', request, nonce, { nc })
    t.equal((await mock.inject({ ...request, headers: { authorization } })).status, 200)
  }
  const get = '  GET listGroupIntegrations 200 by owner'
  t.strictSame(outlineOf(mock.calls()), ['no sandbox', get, get, get])
})

t.test('a file contains what was sent, and only its owner may read it', async t => {
  const { mock, folder } = await record(t)
  const sandbox = mock.sandbox({ name: 'a test', projects: [{ name: 'Höhe 7', integrations: [DATADOG] }] })
  const as = sandbox.owner.apiKey
  const url = `${integrations(sandbox.projects[0]?.id as string, 'WEBHOOK')}?pretty=true&own=x`
  const body = '{ "url": "https://hooks.corp.net/a", "secret": "a secret", "sercet": "misspelt" }'
  sandbox.faults.add({
    effect: { type: 'status', status: 503, headers: { 'set-cookie': 'a=b' }, body: '<p>not JSON</p>' }
  })
  const reply = await mock.inject({ method: 'POST', url, as, body, headers: { prefer: 'x', cookie: 'y' } })
  await mock.close()
  const [path = ''] = pathsOf(folder)
  const { log } = JSON.parse(readFileSync(path, 'utf8')) as CallsFile
  t.match(log.pages, [
    {
      title: 'a test',
      _state: {
        id: sandbox.id,
        projects: [{ name: 'Höhe 7', integrations: [{ settings: { apiKey: KEY } }] }]
      }
    }
  ])
  t.match(log.entries, [
    {
      request: {
        method: 'POST',
        url: `http://localhost${url}`,
        headers: [
          { name: 'accept', value: 'application/vnd.atlas.2023-01-01+json' },
          { name: 'content-type', value: 'application/json' },
          { name: 'prefer', value: 'x' }
        ],
        queryString: [
          { name: 'pretty', value: 'true' },
          { name: 'own', value: 'x' }
        ],
        postData: { text: body }
      },
      response: { status: 503, content: { text: reply.body } }
    }
  ])
  t.match(log.entries[0]?.response.headers, [{ name: 'content-type' }, { name: 'set-cookie', value: 'a=b' }])
  t.equal(statSync(path).mode & 0o777, 0o600)
  t.equal(readFileSync(join(folder, '.gitignore'), 'utf8'), '*\n')
})

t.test('does not hide the files of a folder from Git that it did not create', async t => {
  const calls = t.testdir({ 'package.json': '' })
  const mock = await startMock({ listen: false, calls })
  await mock.close()
  t.strictSame(readdirSync(calls), ['package.json'])
})

t.test('counts the states of pages as memory', async t => {
  t.intercept(process, 'constrainedMemory', { value: () => 200_000 })
  const { mock } = await record(t)
  const projects = Array.from({ length: 100 }, (_item, at) => ({ name: `project ${at}` }))
  const sandbox = mock.sandbox({ name: 'large', projects })
  for (let count = 0; count < 10; count++) {
    await mock.inject({ url: `/api/atlas/v2/orgs/${sandbox.id}`, as: sandbox.owner.apiKey })
    sandbox.reset()
  }
  const { log } = mock.calls()
  t.ok(log.entries.length > 0 && log.entries.length < 10, String(log.entries.length))
  const left = 10 - log.entries.length
  t.equal(log.comment, `the last ${left} calls were not recorded: they exceed the memory limit`)
})

t.test('rejects a folder that cannot be written', async t => {
  const folder = t.testdir({ file: '' })
  for (const calls of [join(folder, 'file'), join(folder, 'file', 'calls')]) {
    await t.rejects(startMock({ listen: false, calls }), {
      name: 'StartError',
      message: new RegExp(`^cannot write the recorded calls to ${calls}: ENOTDIR`)
    })
  }
  const { mock, folder: replaced } = await record(t)
  await mock.inject({ url: '/api/atlas/v2/unknown', as: mock.credentials.apiKeys['orgowner'] as ApiKey })
  writeFileSync(replaced, '')
  await t.rejects(mock.close(), {
    name: 'StartError',
    message: /^cannot write the recorded calls to .*: ENOTDIR/
  })
})

t.test('a process that ends without closing its mocks writes their calls', async t => {
  const folders = ['first', 'second', 'third'].map(name => join(t.testdir(), name))
  const script = `
    import { writeFileSync } from 'node:fs'
    import { startMock } from '${new URL('../../../src/index.ts', import.meta.url)}'
    const folders = ${JSON.stringify(folders)}
    for (const calls of folders) {
      const mock = await startMock({ listen: false, calls })
      await mock.inject({ url: '/api/atlas/v2/orgs', as: mock.credentials.apiKeys.orgowner })
    }
    writeFileSync(folders[1], '')
    process.exit()`
  const { code, stderr } = await run(process.execPath, ['--input-type=module', '--eval', script])
  t.equal(code, 0)
  t.match(stderr, /^atlas-mock: cannot write the recorded calls to \S+second: ENOTDIR[^\n]*\n$/)
  for (const folder of [folders[0], folders[2]] as string[]) {
    t.strictSame(filesOf(folder).flatMap(outlineOf), ['no sandbox', '  GET listOrgs 200 by owner'])
  }
})

t.test('calls are recorded only with the setting', async t => {
  const mock = await startMock({ listen: false })
  t.teardown(() => mock.close())
  t.throws(() => mock.calls(), new ControlProblem(409, 'calls are not recorded: start the mock with --calls'))
  await t.rejects(startMock({ listen: false, control: false, calls: t.testdir() }), {
    message: '--calls (ATLAS_MOCK_CALLS) requires --control on'
  })
})
