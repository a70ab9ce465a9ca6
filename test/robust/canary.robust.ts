import { readdirSync, readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import t from 'tap'
import type { CreatedSandbox } from '../../types/wire.d.ts'
import { ACME, DEMO, integrations, KEYS, VERSIONED } from '../app.ts'
import { run } from '../cli/process.ts'
import { ACCOUNT, type ApiKey } from '../control/control.ts'
import { digest, tokenOf } from './callers.ts'
import { Canaries, type Place, TYPES } from './canaries.ts'
import { folderOf, Mock, TOKEN } from './mock.ts'
import { Wire } from './wire.ts'

const OWNER = { publicKey: 'orgowner', privateKey: KEYS['orgowner'] ?? '' }
const READER = { publicKey: 'readonly', privateKey: KEYS['readonly'] ?? '' }

t.setTimeout(120_000)

t.test('secrets appear only in the responses and files that must contain them', async t => {
  const canaries = new Canaries()
  const calls = join(folderOf(t), 'calls')
  const mock = await new Mock(t, ['--log-level', 'trace', '--rate-limits', 'on', '--calls', calls]).ready()
  canaries.add('the control token', TOKEN)
  const told: { name: string; text: string; place: Place | undefined }[] = []
  const tell: Tell = (name, text, place) => told.push({ name: `${name} #${told.length}`, text, place })
  const stream = readStream(mock)
  const wire = new Wire(mock.port)
  t.teardown(() => wire.close())
  const scene = { mock, canaries, wire, tell }
  await configureTypes(scene)
  await misplace(scene)
  await repeatInPath(scene)
  await spendCredentials(scene)
  await askControl(scene)
  for (const path of SHOWN) {
    const { status, text } = await mock.control('GET', path)
    t.equal(status, 200, path)
    tell(path, text, PLACES[path])
  }
  tell('the stream', stream.end())
  const { stdout, stderr } = await mock.end()
  // The ready line prints the control token and the seed's credentials on purpose.
  tell('standard output', stdout.replaceAll(TOKEN, ''))
  tell('standard error', stderr)
  for (const name of readdirSync(calls))
    tell('the recorded calls', readFileSync(join(calls, name), 'utf8'), 'calls')
  for (const flags of [[], ['--json']]) {
    const report = await run(t, ['calls', 'report', calls, ...flags])
    tell('the report', report.stdout + report.stderr, 'report')
  }

  t.ok(stderr.includes('response sent'), 'the log level is trace')
  for (const { name, text, place } of told) {
    t.ok(text.length > 0, `${name} is not empty`)
    t.strictSame(canaries.foundIn(text, place), [], name)
  }
})

t.test('the exported state contains secrets and says so', async t => {
  const canaries = new Canaries()
  const mock = await new Mock(t, ['--log-level', 'error']).ready()
  const wire = new Wire(mock.port)
  await configureTypes({ mock, canaries, wire, tell: () => undefined })
  wire.close()
  const { text } = await mock.control('GET', '/state')
  t.ok(canaries.foundIn(text).length > 10, 'contains the secrets')
  t.match((JSON.parse(text) as { warning: string }).warning, /secrets/)
  t.match(await mock.end(), { code: 0, stderr: '' })
})

/** Paths that show earlier calls. Not `/state` and `/principals`: they return secrets on purpose. */
const SHOWN = [
  '/requests?limit=10000',
  '/requests.har',
  '/requests.txt',
  '/advice',
  '/calls.har',
  '/errors',
  '/types',
  '/faults',
  '/inbox',
  '/organizations',
  '/sandboxes',
  '/snapshots',
  '/clock',
  '/health',
  '/principals/readonly'
]

/** What a path may contain. */
const PLACES: Readonly<Record<string, Place>> = { '/inbox': 'inbox', '/calls.har': 'calls' }

/** Keeps a text that the mock returned. @param place where it is from, if it may contain secrets */
type Tell = (name: string, text: string, place?: Place) => void

interface Scene {
  mock: Mock
  canaries: Canaries
  wire: Wire
  tell: Tell
}

/** Configures every type with valid and invalid requests, and reads it. */
async function configureTypes({ canaries, wire, tell }: Scene): Promise<void> {
  for (const file of TYPES) {
    const target = integrations(DEMO, file.title)
    const body = JSON.stringify(canaries.bodyOf(file))
    const other = JSON.stringify(canaries.bodyOf(file))
    const attribute = canaries.make(`an unknown attribute of ${file.title}`, ['calls'])
    const unknown = `{"unknownToken":"${attribute}"}`
    for (const [method, text, key] of [
      ['POST', body, OWNER],
      ['POST', other, OWNER],
      ['PUT', other, OWNER],
      ['PUT', unknown, OWNER],
      ['POST', body, READER],
      ['GET', '', READER],
      ['DELETE', other, READER]
    ] as const) {
      tell(`${method} ${file.title}`, await call(wire, key, method, target, text), 'answers')
    }
  }
  tell(
    'the list',
    await call(wire, OWNER, 'GET', `${integrations(DEMO)}?envelope=true&pretty=true`, ''),
    'answers'
  )
}

/** Sends secrets in the wrong places. */
async function misplace({ canaries, wire, tell, mock }: Scene): Promise<void> {
  const make = (name: string) => canaries.make(`a secret in ${name}`)
  const sent = (name: string) => canaries.make(`a secret in ${name}`, ['calls'])
  const target = integrations(DEMO, 'WEBHOOK')
  for (const name of ['Cookie', 'X-Api-Key', 'Proxy-Authorization', 'X-Auth-Token', 'Referer']) {
    const head = `GET ${target} HTTP/1.1\r\nHost: localhost\r\n${name}: ${make(name)}\r\n\r\n`
    tell(name, await raw(wire, head))
  }
  const authorizations = [
    make('Authorization alone'),
    `Bearer ${make('Bearer')}`,
    `Basic ${Buffer.from(`${make('the id of Basic')}:${make('the secret of Basic')}`).toString('base64')}`,
    `Digest username="${make('the name of Digest')}", response="${make('the response of Digest')}"`,
    `Token token=${make('an unknown scheme')}`
  ]
  for (const value of authorizations) {
    const head = `GET ${target} HTTP/1.1\r\nHost: localhost\r\nAuthorization: ${value}\r\n\r\n`
    tell(`Authorization: ${value.slice(0, 8)}`, await raw(wire, head))
    tell('the token endpoint', await raw(wire, head.replace(`GET ${target}`, 'POST /api/oauth/token')))
    tell('the control plane', await raw(wire, head.replace(target, '/_mock/v1/state')))
  }
  const query = `${target}?apiKey=${sent('the query')}&customerToken=${sent('another parameter')}&apiKeys[]=${sent('a plural')}`
  tell('a query', await call(wire, OWNER, 'GET', query, ''), 'answers')
  const plurals = `{"tokens":["${sent('a list of tokens')}"],"passwords":{"x":"${sent('passwords')}"}}`
  tell('plurals', await call(wire, OWNER, 'POST', target, plurals))
  tell('no JSON', await call(wire, OWNER, 'POST', target, `{"url":"${sent('half of a body')}`))
  tell('a list', await call(wire, OWNER, 'POST', target, `[{"token":"${sent('a list')}"}]`))
  tell('a wrong type', await call(wire, OWNER, 'POST', target, `{"url":{"x":"${sent('an object')}"}}`))
  tell('a broken request', await broken(mock, make('a malformed request')))
}

/** Sends secrets that the path repeats, also with a fault that fires before the body arrives. */
async function repeatInPath({ mock, canaries, wire, tell }: Scene): Promise<void> {
  // Atlas's error contains the path.
  const make = (name: string, ...more: Place[]) =>
    canaries.make(`a secret in ${name} and the path`, ['answers', 'calls', ...more])
  const send = async (owner: string, path: string, headers: string, body = '') => {
    const head = `POST ${path} HTTP/1.1\r\nHost: localhost\r\nAccept: ${VERSIONED}\r\n${headers}${owner}`
    const length = `Content-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n`
    tell('a query', await raw(wire, `${head}${length}${body}`), 'answers')
  }
  const token = await tokenOf(mock.url, ACCOUNT.owner)
  canaries.add('a token of the path', token)
  const owner = `Authorization: Bearer ${token}\r\n`
  for (const fault of [false, true]) {
    const effect = { type: 'error', errorCode: 'UNEXPECTED_ERROR' }
    if (fault) await mock.control('POST', '/faults', { stage: 'edge', effect })
    for (const prefix of [integrations(DEMO), '/api/atlas/v2']) {
      // Recorded calls do not have the header, so the report cannot know its value.
      const [header, basic] = [make('a header', 'report'), make('Basic', 'report')]
      const [parameter, field] = [make('a parameter'), make('a field')]
      await send(owner, `${prefix}/${header}`, `X-Api-Key: ${header}\r\n`)
      await send(owner, `${prefix}/${basic}`, `Proxy-Authorization: Basic ${btoa(`id:${basic}`)}\r\n`)
      await send(owner, `${prefix}/x-${parameter}?tokens=${parameter}`, '')
      await send(owner, `${prefix}/${field.replace('c', '%63')}`, '', `{"apiKey":"${field}"}`)
    }
  }
  await mock.control('DELETE', '/faults')
}

/** Gets tokens, and changes secrets. */
async function spendCredentials({ mock, canaries, tell }: Scene): Promise<void> {
  const { clientId, clientSecret } = ACCOUNT.owner
  canaries.add('the secret of a service account', clientSecret)
  const token = canaries.add('a bearer token', await tokenOf(mock.url, ACCOUNT.owner))
  const url = `https://x.example/${canaries.make('a sandbox', ['calls'])}/end`
  const projects = [{ name: 'p', integrations: [{ type: 'WEBHOOK', url }] }]
  const made = await mock.control('POST', '/sandboxes', { projects })
  const { id, owner, reader } = JSON.parse(made.text) as CreatedSandbox
  for (const pair of [owner, reader]) {
    canaries.add('a private key', pair.apiKey.privateKey)
    canaries.add('a client secret', pair.serviceAccount.clientSecret)
  }
  const secret = canaries.make('a new private key')
  const basic = Buffer.from(`${clientId}:${clientSecret}`).toString('base64')
  const revoked = await fetch(`${mock.url}/api/oauth/revoke`, {
    method: 'POST',
    headers: { authorization: `Basic ${basic}` },
    body: new URLSearchParams({ token })
  })
  const asBearer = await fetch(`${mock.url}/api/atlas/v2/orgs`, {
    headers: { authorization: `Bearer ${token}`, accept: VERSIONED }
  })
  // Only the response to this call contains the secret.
  await mock.control('PATCH', `/principals/${owner.apiKey.publicKey}`, { secret })
  const listed = await mock.control('GET', `/principals?sandbox=${id}`)
  tell('a revoked token', `${revoked.status}${await revoked.text()}`)
  tell('a call with it', `${asBearer.status}${await asBearer.text()}`)
  tell("a sandbox's callers", listed.text)
  tell('a sandbox', (await mock.control('GET', `/sandboxes/${id}`)).text)
}

/** Calls the operations that compare or deliver secrets, and sends secrets in invalid requests. */
async function askControl({ mock, canaries, tell }: Scene): Promise<void> {
  const make = (name: string) => canaries.make(`a secret in ${name}`)
  const match = (name: string) => ({
    operation: 'createGroupIntegration',
    integrationType: 'DATADOG',
    body: { apiKey: make(name) }
  })
  const wrong = { project: 'p', integrations: [{ type: 'DATADOG', apiKey: [make('a wrong sandbox')] }] }
  const state = { format: 'x', version: 1, organizations: [{ id: ACME, settings: make('a wrong state') }] }
  const calls: [string, string, unknown][] = [
    ['verify', '/requests/verify', { match: match('a matcher'), count: { exactly: 1 } }],
    ['wait', '/requests/wait', { match: match('a wait'), timeout: 50 }],
    ['alert', '/alerts', { project: DEMO }],
    ['a wrong sandbox', '/sandboxes', { name: 'x', projects: [wrong] }],
    ['a wrong fault', '/faults', { effect: { type: make('a wrong fault') } }],
    ['a wrong matcher', '/requests/verify', { match: { header: make('a wrong matcher') } }],
    ['no JSON', '/requests/verify', make('no JSON')]
  ]
  tell('a wrong state', (await mock.control('PUT', '/state', state)).text)
  for (const [name, path, body] of calls) {
    const { text } = await mock.control('POST', path, body)
    tell(name, text, name === 'alert' ? 'inbox' : undefined)
  }
}

async function call(wire: Wire, key: ApiKey, method: string, target: string, body: string): Promise<string> {
  // A new caller, and so a new nonce, for each request.
  const authorization = await digest('caller', key).authorize(wire, { method, target })
  const length = body === '' ? '' : `Content-Type: application/json\r\nContent-Length: ${body.length}\r\n`
  const head = `${method} ${target} HTTP/1.1\r\nHost: localhost\r\nAccept: ${VERSIONED}\r\nAuthorization: ${authorization}\r\n${length}`
  return await raw(wire, `${head}\r\n${body}`)
}

async function raw(wire: Wire, text: string): Promise<string> {
  const outcome = await wire.send(text)
  return outcome.kind === 'answer' ? `${outcome.head}\n\n${outcome.body}` : outcome.kind
}

/** Sends a request that Node.js rejects before the application sees it. */
async function broken(mock: Mock, secret: string): Promise<string> {
  const wire = new Wire(mock.port)
  return await raw(wire, `GET / HTTP/1.1\r\nAuthorization: Bearer ${secret}\r\nno header\r\n\r\n`)
}

/** Reads the journal's stream until the end. */
function readStream({ port }: Mock): { end(): string } {
  const socket = connect(port, '127.0.0.1').setEncoding('utf8')
  let text = ''
  socket.on('data', more => {
    text += more
  })
  socket.on('error', () => undefined)
  const authorization = `Authorization: Bearer ${TOKEN}\r\n`
  socket.write(`GET /_mock/v1/requests/stream HTTP/1.1\r\nHost: localhost\r\n${authorization}\r\n`)
  return {
    end() {
      socket.destroy()
      return text
    }
  }
}
