import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import t, { type Test } from 'tap'
import type { App } from '../../src/app.ts'
import { PACKAGE, publicUrl } from '../../src/assets.ts'
import { type Reason, reasonText } from '../../src/catalogue/errors.ts'
import { PERMISSIONS, READ, WRITE } from '../../src/catalogue/permissions.ts'
import type { Entry } from '../../src/journal/entry.ts'
import type { Effect, Har, RecordedRequest, RequestList } from '../../types/wire.d.ts'
import {
  ACME,
  as,
  build,
  call,
  challenge,
  DEMO,
  digestHeader,
  integrations,
  type Request,
  type Response,
  STAGING,
  VERSIONED
} from '../app.ts'
import {
  ACCOUNT,
  asBearer,
  asKey,
  askToken,
  control,
  faultsOf,
  frozen,
  get,
  keyOf,
  NOON,
  newSandbox,
  nonceOf,
  ORGS,
  OWNER,
  oauth,
  problem,
  projectOf,
  tokenFor,
  twoSandboxes
} from './control.ts'
import { addFault, CREATE, KEY, LIST, play, verify } from './journal.ts'
import { type Listening, listen, open, requestText, send } from './socket.ts'

const MASKED = `${'*'.repeat(28)}cdef`

async function listOf(app: App, query: Record<string, string> = {}): Promise<RequestList> {
  const { status, json, text } = await control(app, 'GET', '/requests', undefined, query)
  const fault = faultsOf('RequestList', json)
  if (status !== 200 || fault) throw new Error(`${status} ${text}: ${fault}`)
  return json as RequestList
}

const EMPTY = { results: [], totalCount: 0, searched: 0, next: null, principals: [], dropped: 0 }

function idsOf(list: readonly { id: number }[]): number[] {
  return list.map(({ id }) => id)
}

/** Returns the ids of requests, each with that of its challenge. */
function foldedOf(list: readonly RecordedRequest[]): string {
  return list.map(({ id, challenge }) => (challenge === null ? id : `${id}+${challenge}`)).join(' ')
}

async function newestOf(app: App): Promise<RecordedRequest> {
  return (await listOf(app, { limit: '1' })).results[0] as RecordedRequest
}

/** Returns the newest entry without its variable parts: the duration, and the nonce that was sent. */
async function newest(app: App): Promise<unknown> {
  const { duration, request, ...others } = await newestOf(app)
  if (!(duration >= 0)) throw new Error(`duration ${duration}`)
  const text = JSON.stringify(request).replace(/nonce=\\"[^"]+\\"/, 'nonce=\\"…\\"')
  return { ...others, request: JSON.parse(text) as object }
}

/** Returns a response as the journal shows it; the exchanges say what it is. */
function shown({ status, headers, json }: Response, errorCode: string | null = null) {
  const { date: _date, connection: _connection, 'content-length': _length, ...others } = headers
  return { status, errorCode, headers: others, body: json ?? null }
}

const AGENT = { 'user-agent': 'lightMyRequest', host: 'localhost:80' }

interface Sent {
  id: number
  method?: string
  url: string
  path?: string
  query?: object
  headers?: object
  body?: unknown
}

/** Returns the entry of a request that is not processed yet, changed as given. */
function entry(
  { id, method = 'GET', url, path = url, query = {}, headers = {}, body = null }: Sent,
  more: object
) {
  return {
    id,
    organization: ACME,
    time: NOON,
    address: '127.0.0.1',
    background: false,
    callId: null,
    challenge: null,
    request: {
      method,
      url,
      path,
      query,
      httpVersion: '1.1',
      headers: { accept: VERSIONED, ...AGENT, ...headers },
      body
    },
    operation: null,
    project: null,
    integrationType: null,
    principal: null,
    authentication: { scheme: 'none', outcome: 'not reached' },
    authorization: { outcome: 'not reached', requiredRoles: null, roles: null },
    validation: { outcome: 'not reached' },
    reason: null,
    fault: null,
    ...more
  }
}

/** Returns a reason as in an entry. */
function because(reason: Reason) {
  return { ...reason, text: reasonText(reason) }
}

const DIGEST = { authorization: 'Digest nonce="…", ****' }
const json = (size: number) => ({ 'content-type': 'application/json', 'content-length': String(size) })
const PROJECT_OWNER = { roleName: 'GROUP_OWNER', groupId: DEMO }

t.test('records a challenge and an executed call', async t => {
  const app = await frozen(t)
  const url = `${CREATE.url}?pretty=false&colour=red`
  const created = await asKey(app, keyOf('prjowner'), { ...CREATE, url })
  const sent = {
    method: 'POST',
    url: `${CREATE.url}?pretty=false&colour=red`,
    path: CREATE.url,
    query: { pretty: 'false', colour: 'red' }
  }
  const at = { operation: 'createGroupIntegration', project: DEMO, integrationType: 'DATADOG' }
  t.strictSame(
    await newest(app),
    entry(
      { ...sent, id: 2, headers: { ...DIGEST, ...json(45) }, body: { apiKey: MASKED } },
      {
        ...at,
        challenge: 1,
        principal: { id: 'prjowner', kind: 'apiKey', orgId: ACME },
        authentication: { scheme: 'digest', outcome: 'accepted' },
        authorization: { outcome: 'accepted', requiredRoles: WRITE, roles: [PROJECT_OWNER] },
        validation: { outcome: 'accepted' },
        response: shown(created)
      }
    )
  )
  t.match(created.json, { results: [{ apiKey: MASKED }] })
  const challenged = await call(app, { ...CREATE, url })
  t.strictSame(
    await newest(app),
    entry(
      { ...sent, id: 3, headers: json(45) },
      {
        ...at,
        authentication: { scheme: 'none', outcome: 'rejected' },
        authorization: { outcome: 'not reached', requiredRoles: WRITE, roles: null },
        reason: because({ code: 'no-credentials' }),
        response: shown(challenged, 'UNEXPECTED_ERROR')
      }
    )
  )
})

/** Returns the newest entry in short: status, authorization, validation, reason. */
async function outline(app: App): Promise<string> {
  const { authorization, validation, reason, response } = await newestOf(app)
  const { outcome, errorCode = '', attribute = '' } = validation
  const words = [outcome, errorCode, attribute].filter(Boolean).join(' ')
  return [response?.status, authorization.outcome, words, reason?.code ?? 'no reason'].join(', ')
}

t.test('marks requests with X-Mock-Background, and shows nothing else of the header', async t => {
  const app = await frozen(t)
  const url = integrations(DEMO)
  const send = (headers: Record<string, string>) => call(app, { url, headers })
  const plain = await send({})
  const first = (await newest(app)) as RecordedRequest
  const marked = await send({ 'X-Mock-Background': 'true' })
  t.strictSame(marked.json, plain.json)
  const response = shown(marked, 'UNEXPECTED_ERROR')
  t.strictSame(await newest(app), { ...first, id: 2, background: true, response })
  const other = await send({ 'X-Mock-Background': 'yes' })
  t.strictSame(await newest(app), {
    ...first,
    id: 3,
    request: { ...first.request, headers: { ...first.request.headers, 'x-mock-background': 'yes' } },
    response: shown(other, 'UNEXPECTED_ERROR')
  })
  t.equal(JSON.stringify(await get(app, '/requests.har?limit=2')).match(/background/g)?.length, 1)
  const match = { status: 401, headers: { 'x-mock-background': null } }
  t.match((await control(app, 'POST', '/requests/verify', { match })).json, { pass: true, ids: [1, 2] })
})

t.test('records authentication, role, validation and reason up to the stage reached', async t => {
  const app = await build(t)
  const list = integrations(DEMO)
  const create = (body: unknown): Request => ({ ...CREATE, body })
  const project = (body: object): Request => ({ method: 'POST', url: '/api/atlas/v2/groups', body })
  const made = { name: 'made', orgId: ACME }
  const [nobody, nowhere] = ['f'.repeat(24), integrations('f'.repeat(24))]
  const text = { ...CREATE, headers: { 'content-type': 'text/plain' } }
  const limit = `/api/atlas/v2/groups/${DEMO}/limits/incorrect.name`
  const [large, nameless] = [create('x'.repeat(1_048_577)), project({ orgId: ACME })]
  const cases: [publicKey: string, request: Request, expected: string][] = [
    ['readonly', create({}), '401, rejected, not reached, role-insufficient'],
    ['outsider', { url: list }, '401, rejected, not reached, project-foreign'],
    ['fencedin', { url: list }, '403, not reached, not reached, access-list'],
    ['prjowner', create({}), '400, accepted, rejected MISSING_ATTRIBUTE apiKey, attribute-missing'],
    ['prjowner', create('{"apiKey":'), '400, accepted, rejected MALFORMED_JSON, json-malformed'],
    ['prjowner', large, '413, accepted, rejected PAYLOAD_TOO_LARGE, body-too-large'],
    ['prjowner', text, '415, accepted, rejected UNSUPPORTED_MEDIA_TYPE, content-type'],
    [
      'prjowner',
      { url: `${list}?itemsPerPage=0` },
      '400, accepted, rejected INVALID_QUERY_PARAMETER itemsPerPage, query-parameter'
    ],
    ['prjowner', { url: `${list}/FOO` }, '404, accepted, rejected RESOURCE_NOT_FOUND, type-unknown'],
    ['prjowner', { url: limit }, '404, accepted, rejected RESOURCE_NOT_FOUND, limit-unknown'],
    [
      'prjowner',
      { method: 'PATCH', url: limit, body: {} },
      '404, accepted, rejected RESOURCE_NOT_FOUND, limit-unknown'
    ],
    ['prjowner', CREATE, '200, accepted, accepted, no reason'],
    ['prjowner', CREATE, '409, accepted, accepted, already-configured'],
    ['readonly', { url: nowhere }, '404, not reached, not reached, project-unknown'],
    ['orgowner', nameless, '400, not reached, rejected MISSING_ATTRIBUTE name, attribute-missing'],
    ['orgowner', project({ ...made, orgId: nobody }), '404, not reached, accepted, organization-unknown'],
    ['orgowner', project(made), '201, accepted, accepted, no reason'],
    ['orgowner', project(made), '409, accepted, accepted, project-name-taken'],
    ['readonly', project(made), '401, rejected, accepted, role-insufficient'],
    ['readonly', { url: ORGS }, '200, accepted, accepted, no reason']
  ]
  for (const [publicKey, request, expected] of cases) {
    await asKey(app, keyOf(publicKey), request)
    t.equal(await outline(app), expected, `${publicKey} ${request.method} ${request.url}`)
    t.equal((await newestOf(app)).authentication.outcome, 'accepted')
  }
  await asKey(app, keyOf('fencedin'), { url: list })
  t.match(await newest(app), {
    reason: because({ code: 'access-list', address: '127.0.0.1' }),
    response: { errorCode: 'IP_ADDRESS_NOT_ON_ACCESS_LIST' }
  })
})

t.test('records unknown paths and methods, unmocked operations and private endpoints', async t => {
  const app = await frozen(t)
  const nowhere = '/api/atlas/v2/nowhere'
  const unknown = await call(app, { url: nowhere })
  t.strictSame(
    await newest(app),
    entry(
      { id: 1, url: nowhere },
      {
        organization: null,
        reason: because({ code: 'path-unknown' }),
        response: shown(unknown, 'RESOURCE_NOT_FOUND')
      }
    )
  )
  const rows: [Request, code: string | undefined, response: object][] = [
    [{ url: '/api/oauth/nowhere' }, 'path-unknown', { status: 404, errorCode: 'RESOURCE_NOT_FOUND' }],
    [{ url: '/api/private/x' }, 'path-unknown', { status: 404, errorCode: 'RESOURCE_NOT_FOUND' }],
    [{ url: '/api/atlas/v2/groups//integrations' }, 'path-unknown', { status: 404 }],
    [{ url: '/api/atlas/v2/groups/%E0%A4%A?pretty=true' }, 'path-undecodable', { status: 404 }],
    [
      { method: 'PATCH', url: integrations(DEMO), body: { apiKey: KEY } },
      'method-unknown',
      { status: 405, errorCode: null, headers: { allow: 'GET,OPTIONS' }, body: null }
    ],
    [
      { method: 'POST', url: `/api/atlas/v2/groups/${DEMO}/clusters`, body: { name: 'a' } },
      'operation-not-mocked',
      { status: 404, errorCode: 'RESOURCE_NOT_FOUND' }
    ],
    [{ url: VERSION_CALL }, undefined, { status: 200, errorCode: null, body: '8.0' }]
  ]
  for (const [request, code, response] of rows) {
    await call(app, request)
    t.match(
      await newest(app),
      {
        // By the project in the path.
        organization: request.url.includes(DEMO) ? ACME : null,
        operation: null,
        project: null,
        request: { url: request.url, body: null },
        reason: code === undefined ? null : { code },
        response
      },
      request.url
    )
  }
  await call(app, { url: '/_mock/v1/health' })
  await call(app, { url: '/' })
  t.equal((await listOf(app)).totalCount, 8, 'requests to the control plane are not recorded')
})

/** A private endpoint that the Atlas CLI calls. */
const VERSION_CALL = '/api/private/unauth/nds/defaultMongoDBMajorVersion'

const FORM = { 'content-type': 'application/x-www-form-urlencoded' }
const BASIC = 'Basic ****'
const ORG_OWNER = { roleName: 'ORG_OWNER', orgId: ACME }

t.test('records token requests, use of tokens, revocations and rejections', async t => {
  const app = await frozen(t)
  const { clientId } = ACCOUNT.owner
  const principal = { id: clientId, kind: 'serviceAccount', orgId: ACME }
  const basic = {
    principal,
    authentication: { scheme: 'basic', outcome: 'accepted' },
    authorization: { outcome: 'not reached', requiredRoles: null, roles: [ORG_OWNER] }
  }

  const granted = await oauth(app, 'token', ACCOUNT.owner, 'grant_type=client_credentials&scope=x')
  t.strictSame(
    await newest(app),
    entry(
      {
        id: 1,
        method: 'POST',
        url: '/api/oauth/token',
        headers: { ...FORM, authorization: BASIC, 'content-length': '37' },
        body: { grant_type: 'client_credentials', scope: 'x' }
      },
      {
        operation: 'createToken',
        ...basic,
        validation: { outcome: 'accepted' },
        response: {
          ...shown(granted),
          body: { access_token: '****', expires_in: 3600, token_type: 'Bearer' }
        }
      }
    )
  )
  const token = (granted.json as { access_token: string }).access_token
  const read: Request = { url: '/api/atlas/v2/orgs' }
  await asBearer(app, token, read)
  t.match(await newest(app), {
    request: { headers: { authorization: 'Bearer ****' } },
    operation: 'listOrgs',
    principal,
    authentication: { scheme: 'bearer', outcome: 'accepted' },
    authorization: { outcome: 'accepted', requiredRoles: PERMISSIONS.member, roles: [ORG_OWNER] }
  })
  const revoked = await oauth(app, 'revoke', ACCOUNT.owner, `token=${token}&token_type_hint=access_token`)
  t.match(await newest(app), {
    request: { body: { token: '****', token_type_hint: 'access_token' } },
    operation: 'revokeToken',
    ...basic,
    response: shown(revoked)
  })
  await asBearer(app, token, read)
  t.match(await newest(app), {
    organization: ACME,
    principal: null,
    authentication: { scheme: 'bearer', outcome: 'rejected' },
    authorization: { outcome: 'not reached', requiredRoles: PERMISSIONS.member, roles: null },
    reason: because({ code: 'token-revoked' }),
    response: { status: 401, errorCode: null, body: null }
  })
  const unsupported = await oauth(app, 'token', ACCOUNT.owner, 'grant_type=password')
  t.match(await newest(app), {
    ...basic,
    validation: { outcome: 'rejected', errorCode: 'unsupported_grant_type' },
    reason: because({ code: 'grant-type-unsupported' }),
    response: shown(unsupported, 'unsupported_grant_type')
  })
  await askToken(app, { ...ACCOUNT.owner, clientSecret: 'wrong-secret-of-mine' })
  t.match(await newest(app), {
    organization: ACME,
    principal: null,
    authentication: { scheme: 'basic', outcome: 'rejected' },
    request: { headers: { authorization: BASIC } },
    reason: because({ code: 'client-credentials-invalid' }),
    response: { status: 401, errorCode: 'invalid_client' }
  })
  await control(app, 'POST', '/faults', { effect: { type: 'status', status: 503 } })
  await askToken(app, ACCOUNT.reader)
  t.match(await newest(app), { authentication: { outcome: 'accepted' }, reason: { code: 'fault' } })
})

t.test('records the legacy API and a response of Prefer', async t => {
  const app = await build(t)
  const url = `/api/atlas/v1.0/groups/${DEMO}/integrations/WEBHOOK`
  await asKey(app, keyOf('prjowner'), { url, headers: { accept: 'application/json' } })
  t.match(await newest(app), {
    request: { url, headers: { accept: 'application/json' } },
    operation: 'getGroupIntegration',
    project: DEMO,
    integrationType: 'WEBHOOK',
    principal: { id: 'prjowner' },
    authorization: { outcome: 'accepted', requiredRoles: READ, roles: [PROJECT_OWNER] },
    validation: { outcome: 'accepted' },
    reason: because({ code: 'not-configured' }),
    response: { status: 404, errorCode: 'INTEGRATION_NOT_CONFIGURED' }
  })
  await call(app, { ...LIST, headers: { prefer: 'code=500' } })
  t.match(await newest(app), {
    operation: 'listGroupIntegrations',
    project: STAGING,
    principal: null,
    authentication: { scheme: 'none', outcome: 'not reached' },
    authorization: { outcome: 'not reached', requiredRoles: READ, roles: null },
    reason: because({ code: 'preferred' }),
    response: { status: 500, errorCode: 'UNEXPECTED_ERROR', headers: { 'preference-applied': 'code=500' } }
  })
})

t.test('records faults: a response, a reset without one; before and after the execution', async t => {
  const app = await frozen(t)
  const error = { type: 'error', errorCode: 'UNEXPECTED_ERROR' } as const
  const fault = await addFault(app, { effect: error, when: { first: 1 } })
  await asKey(app, keyOf('prjowner'), CREATE)
  t.match(await newest(app), {
    request: { body: { apiKey: MASKED } },
    principal: { id: 'prjowner' },
    authentication: { outcome: 'accepted' },
    authorization: { outcome: 'not reached' },
    validation: { outcome: 'not reached' },
    reason: because({ code: 'fault' }),
    response: { status: 500, errorCode: 'UNEXPECTED_ERROR' },
    fault: { id: fault.id, effect: 'error' }
  })
  for (const [stage, outcome] of [
    ['service', 'not reached'],
    ['after-commit', 'accepted']
  ] as const) {
    const { id } = await addFault(app, { stage, effect: { type: 'reset' }, when: { first: 1 } })
    await t.rejects(asKey(app, keyOf('prjowner'), CREATE))
    t.match(await newest(app), {
      request: { body: { apiKey: MASKED } },
      authorization: { outcome },
      validation: { outcome },
      reason: null,
      response: null,
      fault: { id, effect: 'reset' }
    })
  }
  for (const effect of [
    { type: 'slow', bytesPerSecond: 1_000_000 },
    { type: 'truncate' },
    { type: 'empty' },
    { type: 'delay', delay: 1 }
  ] satisfies Effect[]) {
    const { id } = await addFault(app, { effect, when: { first: 1 } })
    await asKey(app, OWNER, LIST).catch(() => undefined)
    const { results } = await listOf(app, { fault: id })
    t.equal(results.length, 1)
    t.match(results, [{ fault: { id, effect: effect.type }, response: { status: 200 } }], effect.type)
  }
  const { id } = await addFault(app, { effect: { type: 'empty' } })
  const request = { method: 'DELETE', url: integrations(STAGING, 'DATADOG') }
  await t.rejects(asKey(app, OWNER, request), 'there is no body to discard')
  t.match(await verify(app, { match: { status: null, fault: id } }), { pass: true, matched: 1 })
})

t.test('keeps the body of a caller that is rejected after its credentials, not of others', async t => {
  const app = await build(t)
  const webhook = integrations(DEMO, 'WEBHOOK')
  const body = { url: 'https://example.com/hooks/0123', secret: 'a-secret' }
  const hidden = { url: 'https://example.com/****0123', secret: '****cret' }
  /** Returns the status and the recorded body. */
  const post = async (caller: string, url = webhook) => {
    const { status } = await as(app, caller, { method: 'POST', url, body })
    return [status, (await newestOf(app)).request.body]
  }
  t.strictSame(await post('readonly'), [401, hidden], 'role')
  t.strictSame(await post('fencedin'), [403, hidden], 'access list')
  const twice = { match: { body: { secret: 'a-secret' } }, count: { exactly: 2 } }
  t.match(await verify(app, twice), { pass: true }, 'verifications compare it')
  const stub = { method: 'POST', path: '/api/atlas/v2/new' }
  await control(app, 'POST', '/stubs', stub)
  await addFault(app, { match: { operation: 'getGroup' }, effect: { type: 'delay', delay: 1 } })
  for (const url of [webhook, stub.path]) t.match(await post('fencedin', url), [403, { secret: '****' }], url)
  t.equal((await call(app, { method: 'POST', url: webhook, body })).status, 401)
  t.equal((await newestOf(app)).request.body, null)
})

t.test('a HEAD has no body in the journal', async t => {
  const app = await build(t)
  await asKey(app, OWNER, { method: 'HEAD', url: `/api/atlas/v2/groups/${DEMO}` })
  t.match(await newestOf(app), { response: { status: 200, body: null } })
})

t.test('records a client that disconnects in the middle of its body, without a response', async t => {
  const app = await listen(t)
  const authorization = digestHeader('prjowner', CREATE, await challenge(app))
  const client = await open(app.port)
  const head = {
    'content-type': 'application/json',
    'content-length': '1000',
    accept: VERSIONED,
    authorization
  }
  const answered = once(app.server.server, 'request')
  client.write(requestText('POST', CREATE.url, head).concat('{"apiKey":"'))
  await answered
  client.destroy()
  const match = { operation: 'createGroupIntegration' }
  const waited = await control(app, 'POST', '/requests/wait', { match, timeout: 60_000 })
  t.match(waited, { status: 200, json: { pass: true, matched: 1, ids: [2] } })
  const expected = { request: { body: null }, principal: { id: 'prjowner' }, response: null, fault: null }
  t.match(await newestOf(app), expected)
  t.notMatch(app.logged.join(''), /"level":(50|60)/)
})

t.test('records a client that disconnects in the middle of a token request, without a response', async t => {
  const app = await listen(t)
  const client = await open(app.port)
  const head = { 'content-type': 'application/x-www-form-urlencoded', 'content-length': '100' }
  app.server.server.once('request', () => client.destroy())
  client.write(requestText('POST', '/api/oauth/token', head).concat('grant_type='))
  await control(app, 'POST', '/requests/wait', { match: { operation: 'createToken' }, timeout: 60_000 })
  t.match((await listOf(app)).results, [{ principal: null, response: null }])
})

t.test('filters the journal by each parameter and by several', async t => {
  const app = await build(t)
  const { sandbox, fault, project } = await play(app)
  await call(app, { url: '/api/atlas/v2/nowhere', headers: { 'x-mock-call-id': 'save_1-a' } })
  const cases: [Record<string, string>, number[]][] = [
    [{}, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16]],
    [{ operation: 'listGroupIntegrations' }, [1, 2, 14, 15]],
    [{ method: 'delete' }, [7, 8]],
    [{ path: integrations(STAGING) }, [1, 2]],
    [{ path: '*/nowhere' }, [9, 16]],
    [{ principal: 'prjowner' }, [4, 6]],
    [{ status: '409' }, [6, 13]],
    [{ errorCode: 'INTEGRATION_ALREADY_CONFIGURED' }, [6]],
    [{ fault }, [15]],
    [{ sandbox }, [10, 11, 14, 15]],
    [{ since: '11' }, [12, 13, 14, 15, 16]],
    [{ since: '99' }, []],
    [{ folded: 'true' }, [2, 4, 6, 8, 9, 11, 12, 13, 15, 16]],
    [{ folded: 'false', since: '13' }, [14, 15, 16]],
    [{ statusClass: '4xx', folded: 'true' }, [6, 8, 9, 13, 16]],
    [{ statusClass: 'none' }, [15]],
    [{ background: 'true' }, []],
    [{ background: 'false', since: '14' }, [15, 16]],
    [{ callId: 'save_1-a' }, [16]],
    [{ sandbox, status: '200', method: 'POST', path: `*/${project}/*`, since: '3' }, [11]]
  ]
  for (const [query, ids] of cases) {
    const { results, totalCount, dropped } = await listOf(app, query)
    const what = JSON.stringify(query)
    t.strictSame(idsOf(results), ids, what)
    t.equal(totalCount, ids.length, what)
    t.equal(dropped, 0)
    const har = await get<Har>(app, '/requests.har', query)
    const numbers = har.log.entries.map(item => Number(/^request (\d+)/.exec(String(item['comment']))?.[1]))
    t.strictSame(numbers, ids, `${what} as HAR`)
  }
})

t.test('returns the journal in pages, a Digest call and its challenge in one row', async t => {
  const app = await build(t)
  const { owner } = await play(app)
  const callers = ['orgowner', 'prjowner', 'readonly', ACCOUNT.owner.clientId, owner.apiKey.publicKey]
  const principals = callers.sort()
  const pageOf = async (query: Record<string, string>) => {
    const { results, ...page } = await listOf(app, { folded: 'true', limit: '4', ...query })
    return { ...page, results: foldedOf(results) }
  }
  const all = { totalCount: 9, searched: 15, newest: 15, principals, dropped: 0 }
  t.strictSame(await pageOf({}), { ...all, results: '11+10 12 13 15+14', next: 11 })
  t.strictSame(await pageOf({ before: '11' }), { ...all, results: '4+3 6+5 8+7 9', next: 4 })
  t.strictSame(await pageOf({ before: '4' }), { ...all, results: '2+1', next: null })
  // `since` excludes the challenge.
  t.match(await pageOf({ since: '14' }), { results: '15+14', totalCount: 1, searched: 1 })
})

t.test('folds a challenge into the first call that uses its nonce for the same request', async t => {
  const app = await build(t)
  await asKey(app, keyOf('prjowner'), LIST) // 1, 2
  const nonce = nonceOf(await call(app, LIST)) ?? '' // 3
  await call(app, LIST) // 4, without a call that follows
  const signed = (nc: string, request = LIST) => ({
    ...request,
    headers: { authorization: digestHeader('prjowner', request, nonce, { nc }) }
  })
  await call(app, signed('00000001')) // 5
  await call(app, signed('00000002')) // 6
  await asKey(app, { ...keyOf('prjowner'), privateKey: 'wrong' }, LIST) // 7, 8
  await as(app, 'prjowner', LIST) // 9 is another request than 10
  await call(app, { ...LIST, headers: { 'x-mock-background': 'true' } }) // 11
  const { id: sandbox } = await newSandbox(app)
  await asKey(app, { publicKey: 'nobody', privateKey: '' }, { url: `/api/atlas/v2/orgs/${sandbox}` }) // 12, 13
  const again = nonceOf(await call(app, LIST)) ?? '' // 14
  await control(app, 'DELETE', `/sandboxes/${sandbox}`) // Removes 12 and 13.
  await call(app, { ...LIST, headers: { authorization: digestHeader('prjowner', LIST, again) } }) // 15
  await addFault(app, { stage: 'edge', effect: { type: 'delay', delay: 0 }, when: { first: 1 } })
  await asKey(app, keyOf('prjowner'), LIST) // The fault fires on 16, which stays.
  const { results } = await listOf(app, { folded: 'true', background: 'false' })
  t.equal(foldedOf(results), '2+1 4 5+3 6 8+7 9 10 15+14 16 17')
})

t.test('searches what the journal shows, never what it hides', async t => {
  const app = await build(t)
  const { sandbox, project } = await play(app)
  // A hidden value with a character that JSON escapes, which the error repeats.
  const secret = 'se"cret-value'
  await asKey(app, keyOf('prjowner'), {
    ...CREATE,
    url: `${CREATE.url}?note=caf%C3%A9&colour=%62lue`,
    body: { apiKey: secret, note: 'Größe Ω C:\\temp' }
  })
  const cases: [string, number[]][] = [
    ['#8', [8]],
    ['#7', [7, 8]],
    ['READONLY delete', [8]],
    ['delete  User_Unauthorized', [8]],
    ['/v2/nowhere', [9]],
    ['prjowner', [4, 6, 17]],
    ['409', [6, 13]],
    ['role-insufficient', [8]],
    ['and this call needs GROUP_OWNER', [8]],
    [project.toUpperCase(), [10, 11, 14, 15]],
    [`sandbox ${sandbox}`, [10, 11, 14, 15]],
    ['acme staging', [1, 2]],
    ['größe ω', [17]],
    ['region us', [2, 4, 11]],
    ['null', []],
    ['c:\\temp café', [17]],
    ['blue', [16, 17]],
    [KEY.slice(-4), [2, 4, 6, 11]],
    [KEY, []],
    ['cret-value', []],
    ['digest', []],
    ['no such text', []]
  ]
  for (const [text, ids] of cases) {
    const { results } = await listOf(app, { text })
    t.strictSame(idsOf(results), ids, text)
  }
})

t.test('returns a request with the principals that may send it', async t => {
  const app = await build(t)
  const { sandbox } = await play(app)
  const requestOf = async (id: number) => await get<RecordedRequest>(app, `/requests/${id}`)
  const [listed] = (await listOf(app, { method: 'DELETE', folded: 'true' })).results
  const permitted = ['orgowner', 'prjowner', ACCOUNT.owner.clientId]
  const title = "rejects a request that the caller's role does not permit: deletion of an integration"
  const evidence = {
    label: 'documented',
    id: 'rejects-request-caller-role-deletion-integration',
    title,
    source:
      "Atlas OpenAPI document: required roles; the error is reported by the Terraform provider's nightly tests, 2025-06-29 to 2026-09-30",
    date: '2026-09-30',
    url: publicUrl('docs/fidelity/authentication.md#rejects-request-caller-role-deletion-integration')
  }
  t.strictSame(await requestOf(8), { ...listed, evidence, permitted })
  t.equal((await requestOf(4)).permitted, null, 'not rejected')
  t.equal((await requestOf(6)).permitted, null, 'rejected for another reason')
  await asKey(app, keyOf('outsider'), CREATE)
  t.match(await requestOf(17), { reason: { code: 'project-foreign' }, permitted })
  await asKey(app, keyOf('fencedin'), { ...CREATE, remoteAddress: '198.51.100.7' })
  t.match(await requestOf(19), { reason: { code: 'access-list' }, permitted })
  await asKey(app, keyOf('outsider'), { url: `/api/atlas/v2/orgs/${ACME}/logIntegrations` })
  t.equal((await requestOf(21)).permitted, null, 'of another organization')
  await as(app, 'orgowner', { method: 'DELETE', url: `/api/atlas/v2/groups/${STAGING}` })
  await as(app, 'readonly', { url: integrations(STAGING) })
  t.match(await requestOf(25), { response: { status: 404 }, permitted: null })
  const unknown = (id: string) => problem(404, 'Not Found', `no request '${id}' in the journal`)
  t.strictSame(await get(app, '/requests/99'), unknown('99'))
  for (const id of ['x', '0x8', '+8', '%208', '8e0']) {
    t.strictSame(await get(app, `/requests/${id}`), unknown(decodeURIComponent(id)))
  }
  t.strictSame(await get(app, `/sandboxes/${sandbox}/requests/8`), unknown('8'))
  t.match(await get(app, `/sandboxes/${sandbox}/requests/11`), { id: 11 })
})

t.test('rejects an invalid query with the name of the parameter', async t => {
  const app = await build(t)
  const ofStream =
    'background, callId, errorCode, fault, method, operation, path, principal, sandbox, since, status, statusClass, text'
  const ofList =
    'background, before, callId, errorCode, fault, folded, limit, method, operation, path, principal, sandbox, since, status, statusClass, text'
  const misspelt = "unknown error code 'UNEXPECTED_EROR', did you mean 'UNEXPECTED_ERROR'?"
  const cases: [string, string, string][] = [
    ['/requests?limit=0', 'limit', 'must be at least 1'],
    ['/requests.har?limit=10001', 'limit', 'must be at most 10000'],
    ['/requests/stream?limit=1', '/', `unknown parameter 'limit'; allowed: ${ofStream}`],
    ['/requests?since=-1', 'since', 'must be at least 0'],
    ['/requests?since=1.5', 'since', 'must be an integer'],
    ['/requests/stream?status=ok', 'status', 'must be an integer'],
    ['/requests?operation=a&operation=b', 'operation', 'must be a string'],
    ['/requests?folded=no', 'folded', 'must be a boolean'],
    ['/requests?statusClass=4', 'statusClass', 'must be one of 2xx, 3xx, 4xx, 5xx, none'],
    ['/requests?before=0', 'before', 'must be at least 1'],
    ['/requests.txt?operation=listOrg', 'operation', "unknown operation 'listOrg', did you mean 'listOrgs'?"],
    ['/requests/stream?method=pots', 'method', "unknown method 'POTS', did you mean 'POST'?"],
    ['/requests.har?errorCode=UNEXPECTED_EROR', 'errorCode', misspelt],
    ['/requests?__proto__=x', '/', `unknown parameter '__proto__'; allowed: ${ofList}`],
    ['/requests?limt=1', '/', "unknown parameter 'limt', did you mean 'limit'?"]
  ]
  for (const [path, at, detail] of cases) {
    const json = await get(app, path)
    t.strictSame(json, problem(400, 'Bad Request', 'invalid query', { [at]: detail }), path)
  }
})

t.test('removes all entries or those of a sandbox, and continues the ids', async t => {
  const app = await build(t)
  const { sandbox } = await play(app)
  t.equal((await control(app, 'DELETE', '/requests', undefined, { sandbox })).status, 204)
  t.strictSame(await listOf(app, { sandbox }), { ...EMPTY, newest: 15 })
  t.equal((await listOf(app)).totalCount, 11)
  t.equal((await control(app, 'DELETE', '/requests')).status, 204)
  t.strictSame(await listOf(app), { ...EMPTY, newest: 15 })
  await call(app, LIST)
  t.match(await listOf(app), { results: [{ id: 16 }], totalCount: 1 })
})

t.test('a full journal evicts the oldest entries, reports their number and stays readable', async t => {
  // A journal for eight of the large entries.
  t.intercept(process, 'constrainedMemory', { value: () => 16 * 120_000 })
  const app = await build(t)
  const { id: sandbox } = await newSandbox(app)
  const token = await tokenFor(app, ACCOUNT.owner)
  await asBearer(app, token, { ...CREATE, body: '{' })
  const { journal } = app.services
  const large = { ...(journal.find(2) as Entry), body: 'x'.repeat(12_000) }
  for (let id = 3; id <= 11; id++) journal.append({ ...large })
  const { results, totalCount, dropped } = await listOf(app)
  t.strictSame([totalCount, results.length, dropped], [8, 8, 3], 'nine large entries exceed the memory')
  t.strictSame(idsOf(results), [4, 5, 6, 7, 8, 9, 10, 11])
  t.equal((await listOf(app, { sandbox })).dropped, 0, 'none of a sandbox')
  t.match((await listOf(app, { limit: '1', since: '10' })).results, [{ id: 11 }])
  const verified = (count: object, since = 0) => verify(app, { match: { status: 400 }, count, since })
  t.match(await verified({ atLeast: totalCount }), { pass: true, matched: totalCount, dropped })
  for (const count of [{ exactly: totalCount }, { atMost: 99 }]) {
    t.match(await verified(count), { pass: false, matched: totalCount, dropped }, 'there may have been more')
  }
  const since = await verified({ exactly: totalCount }, dropped)
  t.match(since, { pass: true, matched: totalCount })
  t.notOk('dropped' in since, 'all newer entries are there')
  t.equal((await control(app, 'GET', '/requests.har?limit=1')).status, 200)
  await control(app, 'DELETE', '/requests')
  t.equal((await listOf(app)).dropped, 0)
})

t.test('attributes to a sandbox the requests of its keys and on its paths only', async t => {
  const app = await build(t)
  const [a, b] = await twoSandboxes(app)
  const count = async ({ id }: typeof a) => (await listOf(app, { sandbox: id })).totalCount
  await call(app, { url: integrations(projectOf(a)) })
  t.equal(await count(a), 1, 'an anonymous challenge, by the path')
  await asBearer(app, await tokenFor(app, a.owner.serviceAccount), { url: '/api/atlas/v2/orgs' })
  t.equal(await count(a), 3, 'a token and its use, by the caller')
  await asKey(app, { ...a.reader.apiKey, privateKey: 'wrong' }, { url: '/api/atlas/v2/orgs' })
  t.equal(await count(a), 4, 'a rejected key, by its name; the challenge before it belongs to no sandbox')
  await asKey(app, a.owner.apiKey, { url: integrations(projectOf(b)) })
  t.equal(await count(a), 5, 'the caller takes precedence over the path')
  t.equal(await count(b), 1, 'which had the challenge')
  await control(app, 'DELETE', `/sandboxes/${a.id}`)
  const left = (await listOf(app)).results.map(({ organization }) => organization)
  t.notOk(left.includes(a.id))
})

t.test('attributes a request to the caller that its credentials name, valid or not', async t => {
  const app = await build(t)
  const claims = (text: string) => `Bearer a.${Buffer.from(text).toString('base64url')}.c`
  const cases: [string, string | null][] = [
    [claims(`{"sub":"${ACCOUNT.reader.clientId}"}`), ACME],
    [claims('{"sub":"nobody"}'), null],
    [claims('{"sub":7}'), null],
    [claims('null'), null],
    [claims('no JSON'), null],
    ['Bearer x', null],
    ['Digest username="orgowner", qop=auth', ACME],
    ['Digest qop=auth', null]
  ]
  for (const [authorization, organization] of cases) {
    await call(app, { url: '/api/atlas/v2/orgs', headers: { authorization } })
    t.match(await newestOf(app), { organization, principal: null }, authorization)
  }
})

/** The server-sent events received so far on one connection. */
interface Events {
  head: Response['headers']
  text(): string
  /** Waits until the received text matches. */
  until(isWanted: (text: string, tail: string) => boolean): Promise<void>
  /** Waits for the end. */
  end(): Promise<void>
  /** Returns the ids of the requests; checks name, id and data of each event. */
  ids(): number[]
}

async function events(
  t: Test,
  app: Listening,
  query = '',
  headers: Record<string, string> = {}
): Promise<Events> {
  const leaving = new AbortController()
  t.teardown(() => leaving.abort())
  const response = await fetch(`http://127.0.0.1:${app.port}/_mock/v1/requests/stream${query}`, {
    headers,
    signal: leaving.signal
  })
  const reader = (response.body as ReadableStream<Uint8Array>).getReader()
  const decoder = new TextDecoder()
  let [text, tail] = ['', '']
  const more = async () => {
    const { done, value } = await reader.read()
    const added = decoder.decode(value, { stream: true })
    text += added
    tail = (tail + added).slice(-10_000)
    return !done
  }
  return {
    head: Object.fromEntries([['status', String(response.status)], ...response.headers]),
    text: () => text,
    async until(isWanted) {
      while (!isWanted(text, tail)) if (!(await more())) throw new Error(`the stream ended: ${text}`)
    },
    async end() {
      while (await more());
    },
    ids() {
      const blocks = text.split('\n\n').filter(block => !block.startsWith(':') && block !== '')
      return blocks.map(block => {
        const [, id, data = ''] = /^event: request\nid: (\d+)\ndata: (.*)$/.exec(block) ?? []
        const shown = JSON.parse(data) as RecordedRequest
        if (Number(id) !== shown.id || faultsOf('RecordedRequest', shown)) throw new Error(block)
        return shown.id
      })
    }
  }
}

t.test('the stream opens immediately and sends requests as they arrive', async t => {
  const app = await listen(t)
  const stream = await events(t, app)
  t.match(stream.head, { status: '200', 'content-type': 'text/event-stream', 'cache-control': 'no-store' })
  await stream.until(text => text === ': requests\n\n')
  for (let count = 0; count < 5; count++) await asKey(app, OWNER, LIST)
  await stream.until(text => text.includes('id: 10\n') && text.endsWith('\n\n'))
  t.strictSame(stream.ids(), [1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
  const [first] = (await listOf(app)).results
  t.equal(stream.text().split('\n\n')[1], `event: request\nid: 1\ndata: ${JSON.stringify(first)}`)
})

t.test('streams can be filtered and resume after Last-Event-ID', async t => {
  const app = await listen(t)
  const sandbox = await newSandbox(app)
  await asKey(app, OWNER, LIST)
  const all = await events(t, app, '', { 'last-event-id': '1' })
  const filtered = await events(t, app, '?status=200&since=2&path=*/integrations', { 'last-event-id': '0' })
  const own = await events(t, app, `?sandbox=${sandbox.id}`)
  const odd = await events(t, app, '', { 'last-event-id': 'x' })
  const former = await events(t, app, '', { 'last-event-id': '7' })
  await asKey(app, OWNER, LIST)
  await asKey(app, sandbox.reader.apiKey, { url: `/api/atlas/v2/orgs/${sandbox.id}` })
  for (const stream of [all, odd, former, own]) await stream.until(text => /id: 6\n.*\n\n/.test(text))
  await filtered.until(text => /id: 4\n.*\n\n/.test(text))
  t.strictSame(all.ids(), [2, 3, 4, 5, 6])
  t.strictSame(filtered.ids(), [4])
  t.strictSame(own.ids(), [5, 6])
  t.strictSame(odd.ids(), [3, 4, 5, 6])
  t.strictSame(former.ids(), [1, 2, 3, 4, 5, 6], 'of an earlier mock')
})

t.test('all readers get all events, and the shutdown ends their streams', async t => {
  const app = await listen(t)
  const { status, headers, body } = await send(app.port, requestText('HEAD', '/_mock/v1/requests/stream'))
  t.match([status, headers['content-type'], body], [200, 'text/event-stream', ''], 'a HEAD ends immediately')
  const readers = [await events(t, app), await events(t, app)]
  const leaving = await open(app.port)
  leaving.write(requestText('GET', '/_mock/v1/requests/stream', { connection: 'keep-alive' }))
  await once(leaving, 'data')
  leaving.destroy()
  await call(app, LIST)
  await call(app, LIST)
  for (const stream of readers) await stream.until(text => /id: 2\n.*\n\n/.test(text))
  await app.server.close()
  for (const stream of readers) {
    await stream.end()
    t.strictSame(stream.ids(), [1, 2])
  }
  t.notMatch(app.logged.join(''), /"level":(50|60)/)
})

t.test('closes a stream whose reader is 1 MiB behind', async t => {
  const app = await listen(t)
  await call(app, LIST)
  const { journal } = app.services
  const [entry] = journal.entries() as [Entry]
  const reader = await open(app.port)
  const sending = once(app.server.server, 'request')
  reader.write(requestText('GET', '/_mock/v1/requests/stream'))
  const [, response] = (await sending) as [unknown, ServerResponse]
  // As if the buffers of the connection were full.
  response.write = () => false
  const closed = once(reader, 'close')
  const add = async () => {
    journal.append({ ...entry, body: 'x'.repeat(500_000) })
    await new Promise(setImmediate)
  }
  for (let count = 0; count < 3; count++) await add()
  t.notOk(reader.closed)
  await add()
  await closed
})

t.test('the archive contains every kind of request', async t => {
  const app = await frozen(t)
  await play(app)
  await asKey(app, keyOf('prjowner'), { ...CREATE, body: '{' })
  await asKey(app, keyOf('prjowner'), { url: `${integrations(DEMO)}?pretty=true&pretty=false&secret=x` })
  await asKey(app, keyOf('prjowner'), { method: 'DELETE', url: CREATE.url })
  const { headers, json } = await control(app, 'GET', '/requests.har')
  t.equal(headers['content-type'], 'application/json; charset=utf-8')
  t.equal(faultsOf('Har', json), '')
  const { version, creator, entries } = (json as Har).log
  t.strictSame([version, creator], ['1.2', { name: PACKAGE.name, version: PACKAGE.version }])
  t.equal(entries.length, (await listOf(app)).totalCount)
  t.match(entries.at(-3), {
    startedDateTime: NOON,
    request: {
      url: `http://localhost:80${integrations(DEMO)}?pretty=true&pretty=false&secret=****`,
      queryString: [
        { name: 'pretty', value: 'true' },
        { name: 'pretty', value: 'false' },
        { name: 'secret', value: '****' }
      ]
    }
  })
  t.match(entries.at(-1), { request: { method: 'DELETE' }, response: { status: 204, bodySize: 0 } })
  // The comment describes a body that is not JSON.
  t.match(entries.at(-5), { request: { postData: { text: '', comment: /^\[/ } } })
})

t.test('HAR contains a form as it was sent, also for a path with two leading slashes', async t => {
  const app = await build(t)
  const form = 'grant_type=client_credentials'
  const headers = { 'content-type': 'application/x-www-form-urlencoded' }
  for (const url of ['/api/oauth/token', '//api/oauth/token']) {
    await call(app, { method: 'POST', url, headers, body: form })
  }
  const { entries } = (await get<Har>(app, '/requests.har')).log
  const postData = { mimeType: headers['content-type'], text: form }
  t.match(entries, [{ request: { postData } }, { request: { postData } }])
})

t.test('records a Content-Type as sent, whether the body is read or not', async t => {
  const app = await build(t)
  const fault = await addFault(app, {
    match: { headers: { 'content-type': 'application/json' } },
    effect: { type: 'delay', delay: 0 }
  })
  const token = await oauth(app, 'token', ACCOUNT.owner, '{}', {
    headers: { 'content-type': 'application/json' }
  })
  t.equal(token.status, 400)
  const get = (type: string) => asKey(app, OWNER, { ...LIST, headers: { 'content-type': type } })
  const illFormed = 'no; such=type; "'
  t.equal((await get(illFormed)).status, 200)
  t.equal((await call(app, { url: VERSION_CALL, headers: { 'content-type': illFormed } })).status, 200)

  const { results } = await listOf(app, { folded: 'true' })
  const types = results.map(({ request, fault: fired }) => [request.headers['content-type'], fired?.id])
  t.strictSame(types, [['application/json', fault.id], ...Array(2).fill([illFormed, undefined])])
  const match = { headers: { 'content-type': 'application/json' } }
  t.match(await verify(app, { match, count: 1 }), { pass: true, ids: [1] })
  const { text } = await control(app, 'GET', '/requests.har', undefined, { limit: '4' })
  t.match(text, '{"name":"content-type","value":"application/json"}')
})

const DEEP = `${'['.repeat(50_000)}${']'.repeat(50_000)}`

t.test('handles bodies with thousands of levels', async t => {
  const app = await build(t)
  for (const [method, path] of [
    ['POST', '/requests/verify'],
    ['PUT', '/state'],
    ['PATCH', '/principals/orgowner']
  ] as const) {
    for (const body of [DEEP, `{"match":{"body":{"apiKey":${DEEP}}}}`, '{"a":'.repeat(100_000)]) {
      const { status, text } = await control(app, method, path, body)
      t.match([status, text], [400, /nested deeper than 128 levels/], path)
    }
  }
  const bodies = [DEEP, `{"apiKey":${DEEP}}`, `{"zz":${'{"a":'.repeat(15_000)}1${'}'.repeat(15_000)}}`]
  for (const url of [CREATE.url, '/api/atlas/v2/groups']) {
    for (const body of bodies) {
      t.equal((await asKey(app, OWNER, { method: 'POST', url, body })).status, 400)
    }
  }
  t.equal((await listOf(app)).totalCount, 12)
  t.equal((await control(app, 'GET', '/requests.har')).status, 200)
  const wide = Array.from({ length: 100 }, () => ['['])
  t.match(await verify(app, { match: { body: { zz: wide } } }), { pass: false }, 'many brackets, not deep')
  const nested = { a: { b: [{ c: 1 }] } }
  t.match(await verify(app, { match: { body: { apiKey: nested, zz: nested } } }), { pass: false, matched: 0 })
})

t.test('the stream also reports changes, in order with the requests', async t => {
  const app = await listen(t)
  const sandbox = await newSandbox(app)
  const other = await newSandbox(app)
  const all = await events(t, app)
  const own = await events(t, app, `?sandbox=${sandbox.id}`)
  const effect = { type: 'hangUp' }
  await control(app, 'POST', '/faults', { effect }, { sandbox: other.id })
  await control(app, 'POST', '/faults', { effect }, { sandbox: sandbox.id })
  await control(app, 'GET', '/faults')
  t.equal((await control(app, 'POST', '/faults', {})).status, 400)
  const wait = { match: { operation: 'listOrgs' }, timeout: 1 }
  t.equal((await control(app, 'POST', '/requests/wait', wait, { sandbox: sandbox.id })).status, 408)
  await control(app, 'POST', '/reset')
  await call(app, LIST)
  await control(app, 'PUT', '/clock', { frozen: true })
  const changeOf = (operation: string, sandbox: string | null = null) =>
    `event: change\ndata: ${JSON.stringify({ operation, sandbox })}`
  const last = changeOf('putClock')
  for (const stream of [all, own]) await stream.until(text => text.endsWith(`${last}\n\n`))
  const blocks = all.text().split('\n\n').slice(0, -1)
  const expected = [
    ': requests',
    changeOf('createFault', other.id),
    changeOf('createFault', sandbox.id),
    changeOf('waitForRequests', sandbox.id),
    changeOf('reset')
  ]
  t.strictSame(blocks.slice(0, 5), expected, 'reads and rejected calls are not changes')
  t.match(blocks[5], /^event: request\nid: 1\n/)
  t.strictSame(blocks.slice(6), [last])
  const narrowed = own.text().split('\n\n').slice(0, -1)
  t.strictSame(narrowed, [...expected.filter(block => !block.includes(other.id)), last], 'of one sandbox')
})
