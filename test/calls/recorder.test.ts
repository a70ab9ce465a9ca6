import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import {
  ControlProblem,
  type InjectRequest,
  type Mock,
  type MockOptions,
  startMock
} from '../../src/index.ts'
import { readTypeFiles } from '../../src/integrations/registry.ts'
import { materialize } from '../../src/state/json-writer.ts'
import type { CallsFile } from '../../types/calls.d.ts'
import { build, call, challenge, DEMO, digestHeader, integrations } from '../app.ts'
import type { ApiKey, ServiceAccount } from '../control/control.ts'
import { Canaries } from '../robust/canaries.ts'

const KEY = '0123456789abcdef0123456789abcdef'

/** Starts a mock that records. */
async function record(t: Test, options: MockOptions = {}): Promise<{ mock: Mock; folder: string }> {
  const folder = join(t.testdir(), 'calls')
  const mock = await startMock({ listen: false, calls: folder, ...options })
  t.teardown(() => mock.close())
  return { mock, folder }
}

/** Returns the files of a folder. */
function filesOf(folder: string): CallsFile[] {
  return readdirSync(folder).map(name => JSON.parse(readFileSync(join(folder, name), 'utf8')) as CallsFile)
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
  t.strictSame(readdirSync(folder), [], 'the file is written when the mock closes')
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
  t.notMatch(JSON.stringify(calls), 'nonce', 'no challenge')
  t.strictSame(calls.log.entries[1]?.request, {
    method: 'GET',
    url: `https://atlas.example.com${integrations(DEMO)}`,
    httpVersion: 'HTTP/1.1',
    cookies: [],
    headers: [{ name: 'accept', value: 'application/vnd.atlas.2023-01-01+json' }],
    queryString: [],
    headersSize: -1,
    bodySize: 0
  })
})

t.test('an export has the calls from before its beginning, whatever comes while it is read', async t => {
  const app = await build(t, { settings: { calls: t.testdir() } })
  const { recorder } = app.services.control
  const nonce = await challenge(app)
  await call(app, { url: integrations(DEMO) })
  const before = materialize(recorder?.export())
  const reading = recorder?.export()
  const request = { url: integrations(DEMO) }
  await call(app, { ...request, headers: { authorization: digestHeader('orgowner', request, nonce) } })
  t.strictSame(materialize(reading), before)
  t.strictSame(outlineOf(materialize(recorder?.export()) as CallsFile).slice(1), [
    '  GET listGroupIntegrations 401 by null',
    '  GET listGroupIntegrations 200 by owner'
  ])
})

t.test('a file contains no secret, name or host of the tests', async t => {
  const { mock, folder } = await record(t)
  const canaries = new Canaries()
  const types = readTypeFiles().filter(({ 'x-integration': facts }) => facts.rejectedWith === undefined)
  const project = { name: canaries.add('a name', 'Production Frankfurt') }
  const integrations = [{ type: 'DATADOG' as const, apiKey: canaries.make('a key of the state') }]
  const sandbox = mock.sandbox({ name: 'a test', projects: [{ ...project, integrations }] })
  const base = `/api/atlas/v2/groups/${sandbox.projects[0]?.id}`
  const as = sandbox.owner.apiKey
  for (const file of types) {
    const body = canaries.bodyOf(file)
    await mock.inject({ method: 'POST', url: `${base}/integrations/${file.title}`, as, body })
    await mock.inject({ method: 'PUT', url: `${base}/integrations/${file.title}`, as, body })
  }
  const elsewhere: InjectRequest[] = [
    {
      method: 'POST',
      url: `${base}/integrations/WEBHOOK`,
      body: { url: canaries.add('a host', 'https://hooks.corp.net/') }
    },
    {
      method: 'POST',
      url: `${base}/accessList`,
      body: [
        { ipAddress: canaries.add('an address', '8.8.4.4') },
        { ipAddress: canaries.add('a private address', '10.1.2.3') }
      ]
    },
    { method: 'GET', url: `${base}/integrations/${canaries.make('a type')}` },
    {
      method: 'GET',
      url: `${base}/integrations?${canaries.make('a parameter')}=${canaries.make('its value')}`
    },
    { method: 'POST', url: `${base}/integrations/DATADOG`, body: { [canaries.make('a field')]: 1 } },
    { method: 'POST', url: `${base}/integrations/DATADOG`, body: canaries.make('a text') },
    {
      method: 'POST',
      url: `${base}/integrations/DATADOG`,
      body: { apiKey: Number(canaries.add('a number', '83726151')) }
    },
    {
      method: 'POST',
      url: '/api/atlas/v2/groups',
      body: { name: canaries.add('another name', 'Höhe 7'), orgId: sandbox.id }
    }
  ]
  for (const request of elsewhere) await mock.inject({ ...request, as })
  for (const url of [`${base}/integrations`, `${base}/accessList`]) await mock.inject({ url, as })
  const headers = { location: '/sso?ticket=ST-4711-secret', via: canaries.add('a header', 'proxy7.corp.net') }
  canaries.add('a part of a header', 'ST-4711-secret')
  sandbox.faults.add({ stage: 'after-commit', effect: { type: 'status', status: 302, headers } })
  await mock.inject({ url: `${base}/integrations`, as })
  canaries.add('the private key', as.privateKey)
  await mock.close()
  const [name = ''] = readdirSync(folder)
  const text = readFileSync(join(folder, name), 'utf8')
  t.strictSame(canaries.foundIn(text), [])
  t.equal((JSON.parse(text) as CallsFile).log.entries.length, 2 * types.length + elsewhere.length + 3)
})

t.test('rejects a folder that cannot be written', async t => {
  const folder = t.testdir({ file: '' })
  for (const calls of [join(folder, 'file'), join(folder, 'file', 'calls')]) {
    await t.rejects(startMock({ listen: false, calls }), {
      name: 'StartError',
      message: new RegExp(`^cannot write the recorded calls to ${calls}: (EEXIST|ENOTDIR)`)
    })
  }
  const { mock, folder: replaced } = await record(t)
  await mock.inject({ url: '/api/atlas/v2/unknown', as: mock.credentials.apiKeys['orgowner'] as ApiKey })
  rmSync(replaced, { recursive: true })
  writeFileSync(replaced, '')
  await t.rejects(mock.close(), {
    name: 'StartError',
    message: /^cannot write the recorded calls to .*: EEXIST/
  })
})

t.test('calls are recorded only with the setting', async t => {
  const mock = await startMock({ listen: false })
  t.teardown(() => mock.close())
  t.throws(() => mock.calls(), new ControlProblem(409, 'calls are not recorded: start the mock with --calls'))
  await t.rejects(startMock({ listen: false, control: false, calls: t.testdir() }), {
    message: '--calls (ATLAS_MOCK_CALLS) requires --control on'
  })
})
