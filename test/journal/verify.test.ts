import t from 'tap'
import { runToCompletion } from '../../src/base/time-slices.ts'
import type { Entry } from '../../src/journal/entry.ts'
import { Journal } from '../../src/journal/journal.ts'
import { findMisses } from '../../src/journal/match-request.ts'
import { type InSandbox, type VerifiedJournal, verify } from '../../src/journal/verify.ts'
import { waitFor } from '../../src/journal/wait.ts'
import type { Matcher, Miss, Verification, VerifyBody, WaitBody } from '../../types/wire.d.ts'
import { ACME, build, DEMO, ELSEWHERE, integrations, VERSIONED } from '../app.ts'
import { ACCOUNT, control, faultsOf } from '../control/control.ts'
import { entryOf } from './entry.ts'

const KEY = '0123456789abcdef0123456789abcdef'
const OTHER = 'ffffffffffffffffffffffffffffcdef'
const URL = integrations(DEMO, 'DATADOG')
const GROUPS = '/api/atlas/v2/groups'

const app = await build(t)
const { registry } = app.services

function creation(body: unknown, url = URL): Promise<Entry> {
  return entryOf(app, { method: 'POST', url, body })
}

function tokenRequest(body: string): Promise<Entry> {
  const { clientId, clientSecret } = ACCOUNT.owner
  const authorization = `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`
  const headers = { authorization, 'content-type': 'application/x-www-form-urlencoded' }
  return entryOf(app, { method: 'POST', url: '/api/oauth/token', headers, body })
}

/** Returns a request on which a fault fires once. */
async function faulty(type: 'reset' | 'delay'): Promise<Entry> {
  const effect = { type, ...(type === 'delay' && { delay: 0 }) }
  await control(app, 'POST', '/faults', { effect, when: { first: 1 } })
  return await list()
}

const list = () => entryOf(app, { url: integrations(DEMO) })
const LIST = await list()
const CUT = await faulty('reset')
const DELAYED = await faulty('delay')
const ANONYMOUS = await entryOf(app, { url: '/api/atlas/v2/orgs', headers: { authorization: '' } })
const DATADOG = await entryOf(app, {
  method: 'POST',
  url: `${URL}?pretty=true&token=${KEY}&flag`,
  headers: { 'x-api-key': KEY, 'x-list': 'a, b' },
  body: {
    type: 'DATADOG',
    apiKey: KEY,
    region: 'EU',
    sendDatabaseMetrics: true,
    zz: 'x',
    count: 5,
    none: null
  }
})
const AUTHORIZATION = String((JSON.parse(DATADOG.headers) as Record<string, string>)['authorization'])

/** Returns what a value breaks of a shape of the control plane; empty for a valid one. */
function faults(shape: string, value: unknown): string {
  return faultsOf(shape, JSON.parse(JSON.stringify(value)))
}

/** Returns a journal of entries, from which none was evicted. */
function journalOf(entries: readonly Entry[]): VerifiedJournal {
  return {
    newestId: Math.max(...entries.map(({ id }) => id)),
    *walk(since = 0, last = Number.POSITIVE_INFINITY) {
      yield* entries.filter(({ id }) => id > since && id <= last)
    },
    find: wanted => entries.find(({ id }) => id === wanted),
    droppedSince: () => 0
  }
}

function misses(matcher: Matcher, of: Entry = DATADOG): string[] {
  const wrong = faults('Matcher', matcher)
  if (wrong) throw new Error(wrong)
  return findMisses(matcher, of, registry).map(inWords)
}

/** A miss in short, for comparisons. */
function inWords({ at, code, expected, actual }: Miss): string {
  if (!expected) return `${at}: ${code}`
  const found = code === 'absent' ? code : JSON.stringify(actual)
  return `${at}: expected ${expected.map(value => JSON.stringify(value)).join(' or ')}, was ${found}`
}

/** Returns a verification. @throws {Error} for a body or result that does not match its schema */
function check(body: VerifyBody & InSandbox, entries: readonly Entry[]): Verification {
  const result = runToCompletion(verify(body, journalOf(entries), registry))
  // Over HTTP the sandbox stands in the query.
  const wrong = faults('VerifyBody', { ...body, sandbox: undefined }) + faults('Verification', result)
  if (wrong) throw new Error(wrong)
  return result
}

t.test('supports every field of a matcher', async t => {
  const tags = [{ key: 'a', value: 'b' }]
  const project = await creation({ name: 'a', tags }, GROUPS)
  const matching: [matcher: Matcher, of?: Entry][] = [
    [{}],
    [{ operation: 'createGroupIntegration', method: 'post', project: DEMO, integrationType: 'DATADOG' }],
    [{ operation: ['getGroup', 'createGroupIntegration'], status: [201, 400], principal: ['a', 'prjowner'] }],
    [{ organization: [ELSEWHERE, ACME], status: 400, fault: null }],
    [{ path: URL }],
    [{ path: ['/nowhere', `*/groups/*/DATADOG`] }],
    [{ headers: { Accept: '*+json', accept: VERSIONED, 'x-list': 'a, b', cookie: null } }],
    [{ headers: { authorization: AUTHORIZATION, 'X-Api-Key': KEY } }],
    [{ query: { pretty: 'true', token: KEY, flag: '', envelope: null } }],
    [{ body: { apiKey: KEY, region: 'EU', sendDatabaseMetrics: true, zz: 'x', count: 5, none: null } }],
    [{ absent: ['secret', 'constructor'] }],
    [{ errorCode: 'INVALID_ATTRIBUTE' }],
    [{ status: null }, CUT],
    [{ status: [null, 200] }, CUT],
    [{ fault: CUT.fault?.id ?? '' }, CUT],
    [{ body: { tags: [{ value: 'b', key: 'a' }] } }, project],
    [{ body: { client_secret: 's', grant_type: 'x' } }, await tokenRequest('grant_type=x&client_secret=s')],
    [{ body: { apiKey: [KEY, { a: 1 }] } }, await creation({ apiKey: [KEY, { a: 1 }] })]
  ]
  for (const [matcher, of] of matching) t.strictSame(misses(matcher, of), [], JSON.stringify(matcher))
})

t.test('misses contain a code, and values that are not secret', async t => {
  const [cut = '', delayed = ''] = [CUT.fault?.id, DELAYED.fault?.id]
  const long = await creation({ name: 'b'.repeat(300), tags: [{ key: 'a', value: 'b' }] }, GROUPS)
  const cases: [matcher: Matcher, expected: string[], of?: Entry][] = [
    [{ operation: 'getGroup' }, ['operation: expected "getGroup", was "createGroupIntegration"']],
    [{ method: ['GET', 'put'] }, ['method: expected "GET" or "PUT", was "POST"']],
    [{ status: [201, 409] }, ['status: expected 201 or 409, was 400']],
    [{ status: null }, ['status: expected null, was 400']],
    [{ status: 200 }, ['status: expected 200, was absent'], CUT],
    [{ errorCode: 'X' }, ['errorCode: expected "X", was absent'], LIST],
    [{ principal: 'a', status: 401 }, ['principal: expected "a", was absent'], ANONYMOUS],
    [{ path: ['/b*', '/a'] }, [`path: expected "/b*" or "/a", was "${URL}"`]],
    [{ fault: 'f1' }, ['fault: expected "f1", was absent']],
    [{ fault: cut }, [`fault: expected "${cut}", was "${delayed}"`], DELAYED],
    [{ fault: null }, ['fault: unexpected'], CUT],
    [{ headers: { Accept: 'text/*' } }, [`headers.accept: expected "text/*", was "${VERSIONED}"`]],
    [{ headers: { 'x-none': '*' } }, ['headers.x-none: expected "*", was absent']],
    [{ headers: { constructor: '*' } }, ['headers.constructor: expected "*", was absent']],
    [{ headers: { accept: null } }, ['headers.accept: unexpected']],
    [{ query: { pretty: 'false' } }, ['query.pretty: expected "false", was "true"']],
    [{ query: { envelope: 'true' } }, ['query.envelope: expected "true", was absent']],
    [{ query: { pretty: null } }, ['query.pretty: unexpected']],
    [{ query: { providerName: 'AWS' } }, ['query.providerName: expected "AWS", was absent']],
    [{ query: { flag: 'true' } }, ['query.flag: expected "true", was ""']],
    [{ body: { region: 'US' } }, ['body.region: expected "US", was "EU"']],
    [{ body: { region: null } }, ['body.region: expected null, was "EU"']],
    [{ body: { sendDatabaseMetrics: false } }, ['body.sendDatabaseMetrics: expected false, was true']],
    [{ body: { sendQueryStatsMetrics: false } }, ['body.sendQueryStatsMetrics: expected false, was absent']],
    [{ body: { count: 6 } }, ['body.count: expected 6, was 5']],
    [{ absent: ['region', 'a', 'apiKey'] }, ['body.region: unexpected', 'body.apiKey: unexpected']],
    [{ body: { region: 'EU' } }, ['body.region: expected "EU", was absent'], LIST],
    [{ body: { region: 'EU' } }, ['body.region: expected "EU", was absent'], await creation(['EU'])],
    [{ body: { tags: [{ key: 'a' }] } }, ['body.tags[0].value: unexpected'], long],
    [
      { body: { tags: [{ key: 'b', value: 'b' }, { key: 'c' }] } },
      ['body.tags[0].key: expected "b", was "a"', 'body.tags[1]: expected {"key":"c"}, was absent'],
      long
    ],
    [{ body: { tags: { key: 'a' } } }, ['body.tags: different'], long],
    [{ body: { name: 'a' } }, [`body.name: expected "a", was "${'b'.repeat(199)}…"`], long],
    [
      { method: 'GET', status: 201, body: { region: 'US' } },
      [
        'method: expected "GET", was "POST"',
        'status: expected 201, was 400',
        'body.region: expected "US", was "EU"'
      ]
    ]
  ]
  for (const [matcher, expected, of] of cases) {
    t.strictSame(misses(matcher, of), expected, JSON.stringify(matcher))
  }
})

t.test('compares secrets by whole values, and no miss shows them', async t => {
  const another = (at: string) => [`${at}: different`]
  const listed = await creation({ apiKey: [KEY] })
  const cases: [matcher: Matcher, expected: string[], of?: Entry][] = [
    [{ body: { apiKey: OTHER } }, another('body.apiKey')],
    [{ body: { apiKey: '*' } }, another('body.apiKey')],
    [{ body: { apiKey: `${'*'.repeat(28)}cdef` } }, another('body.apiKey')],
    [{ body: { apiKey: '' } }, another('body.apiKey')],
    [{ body: { apiKey: null } }, another('body.apiKey')],
    [{ body: { apiKey: [KEY] } }, another('body.apiKey')],
    [{ body: { secret: KEY } }, ['body.secret: absent']],
    [
      { body: { region: 'EU' } },
      [`body.region: expected "EU", was "${'*'.repeat(28)}cdef"`],
      await creation({ region: KEY, apiKey: KEY })
    ],
    [{ body: { apiKey: KEY } }, another('body.apiKey'), listed],
    [{ body: { apiKey: [KEY, 1] } }, another('body.apiKey'), listed],
    [{ body: { apiKey: [KEY] } }, another('body.apiKey'), await creation({ apiKey: { 0: KEY } })],
    [{ body: { apiKey: { a: 1 } } }, another('body.apiKey'), await creation({ apiKey: { b: 1 } })],
    [{ body: { client_secret: 'a' } }, another('body.client_secret'), await tokenRequest('client_secret=b')],
    [{ headers: { 'x-api-key': '*' } }, another('headers.x-api-key')],
    [{ headers: { authorization: 'Digest *' } }, another('headers.authorization')],
    [{ headers: { authorization: '*' }, status: 401 }, ['headers.authorization: absent'], ANONYMOUS],
    [{ headers: { authorization: null } }, ['headers.authorization: unexpected']],
    [{ query: { token: '*' } }, another('query.token')],
    [{ query: { token: 'true' } }, another('query.token')],
    [{ query: { flag: KEY } }, [`query.flag: expected "${'*'.repeat(28)}cdef", was ""`]],
    [{ query: { secret: KEY } }, ['query.secret: absent']],
    [{ query: { token: null } }, ['query.token: unexpected']]
  ]
  for (const [matcher, expected, of] of cases) {
    t.strictSame(misses(matcher, of), expected, JSON.stringify(matcher))
  }
})

t.test('reports the nearest misses first, the newest of equal ones', async t => {
  const body: VerifyBody = { match: { body: { apiKey: KEY, region: 'EU' }, status: 400, method: 'PUT' } }
  const nearestOf = (entries: readonly Entry[]) => {
    const numbered = entries.map((each, at) => ({ ...each, id: at + 1 }))
    return check(body, numbered).nearest?.map(({ request, misses }) => [request.id, misses.length])
  }
  const near = { ...DATADOG, status: 409 }
  t.strictSame(nearestOf([near, LIST, DATADOG, near]), [
    [3, 1],
    [4, 2],
    [1, 2]
  ])
  const others = Array(500).fill(LIST) as Entry[]
  t.match(nearestOf([DATADOG, ...others.slice(1)]), [[1], [500], [499]])
  t.match(nearestOf([DATADOG, ...others]), [[501], [500], [499]], 'only the newest 500 are compared')
  t.match(
    check({ match: { method: 'POST' } }, [{ ...DATADOG, id: 1 }, ...others]),
    { pass: true, ids: [1] },
    'matching requests are found in the whole journal'
  )
  t.match(check(body, [{ ...CUT, target: '/x?y=1' }]).nearest, [
    { request: { method: 'GET', url: '/x?y=1', status: null } }
  ])
})

/** A journal that counts who listens. */
function watched(...held: Entry[]) {
  const journal = new Journal()
  let listeners = 0
  for (const each of held) journal.append({ ...each })
  return {
    append: (of: Entry) => journal.append({ ...of }),
    listeners: () => listeners,
    clear: () => journal.clear(),
    get newestId() {
      return journal.newestId
    },
    walk: (since?: number, last?: number) => journal.walk(since, last),
    find: (id: number) => journal.find(id),
    droppedSince: () => 0,
    subscribe(listener: (of: Entry) => void) {
      listeners++
      const end = journal.subscribe(listener)
      return () => {
        listeners--
        end()
      }
    }
  }
}

function wait(
  journal: ReturnType<typeof watched>,
  body: WaitBody & InSandbox,
  signal?: AbortSignal
): Promise<Verification> {
  const wrong = faults('WaitBody', { ...body, sandbox: undefined })
  if (wrong) throw new Error(wrong)
  return waitFor(journal, body, registry, signal)
}

t.test('wait returns as soon as the count is reached', async t => {
  const match = { body: { apiKey: KEY } }
  const journal = watched(DATADOG)
  t.strictSame(await wait(journal, { match }), { pass: true, matched: 1, ids: [1] })

  const waiting = wait(journal, { match, count: { exactly: 2 } })
  const inSandbox = wait(
    journal,
    { match, sandbox: ELSEWHERE, count: { atLeast: 1 } },
    new AbortController().signal
  )
  const later = wait(journal, { match, since: 1 })
  t.equal(journal.listeners(), 3)
  journal.append(await creation({ apiKey: OTHER }))
  t.equal(journal.listeners(), 3)
  journal.append({ ...DATADOG })
  t.strictSame(await waiting, { pass: true, matched: 2, ids: [1, 3] })
  t.strictSame(await later, { pass: true, matched: 1, ids: [3] })
  t.equal(journal.listeners(), 1)
  journal.append({ ...DATADOG, orgId: ELSEWHERE })
  t.strictSame(await inSandbox, { pass: true, matched: 1, ids: [4] })
  t.equal(journal.listeners(), 0)
})

t.test('wait can be aborted', async t => {
  const journal = watched()
  const controller = new AbortController()
  const waiting = wait(journal, { match: {} }, controller.signal)
  t.equal(journal.listeners(), 1)
  controller.abort(new Error('the client hung up'))
  await t.rejects(waiting, { message: 'the client hung up' })
  t.equal(journal.listeners(), 0)
  await t.rejects(wait(journal, { match: {} }, controller.signal), { message: 'the client hung up' })
})

t.test('evicted requests may have matched', async t => {
  const journal = new Journal({ maxEntries: 2 })
  for (const target of ['/a', '/b', '/c']) journal.append({ ...LIST, target })
  const of = (body: VerifyBody & InSandbox) => runToCompletion(verify(body, journal, registry))
  t.strictSame(of({ match: { path: '/a' }, count: { never: true } }), {
    pass: false,
    expected: 'never',
    matched: 0,
    ids: [],
    code: 'dropped',
    dropped: 1
  })
  t.strictSame(of({ match: { path: '/b' }, count: 1 }), {
    pass: false,
    expected: 'exactly 1',
    matched: 1,
    ids: [2],
    code: 'dropped',
    dropped: 1
  })
  t.strictSame(of({ match: { path: '/b' } }), { pass: true, matched: 1, ids: [2], dropped: 1 })
  t.match(of({ match: { path: '/a' } }), { pass: false, dropped: 1 })
  t.match(of({ inOrder: [{ path: '/b' }, { path: '/c' }] }), { pass: true, dropped: 1 })
  t.strictSame(of({ match: { path: '/b' }, count: 1, since: 1 }), { pass: true, matched: 1, ids: [2] })
  t.strictSame(of({ match: { path: '/x' }, count: 0, sandbox: 'b'.repeat(24) }), {
    pass: true,
    matched: 0,
    ids: []
  })
  journal.clear(ACME)
  t.strictSame(of({ match: {}, count: 0 }), { pass: true, matched: 0, ids: [] })
})
