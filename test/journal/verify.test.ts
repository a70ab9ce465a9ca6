import t from 'tap'
import { runToCompletion } from '../../src/base/time-slices.ts'
import type { Entry } from '../../src/journal/entry.ts'
import { Journal } from '../../src/journal/journal.ts'
import { findMisses } from '../../src/journal/match-request.ts'
import { type InSandbox, verify } from '../../src/journal/verify.ts'
import { waitFor } from '../../src/journal/wait.ts'
import type { Matcher, Miss, Verification, VerifyBody, WaitBody } from '../../types/wire.d.ts'
import { ACME, DEMO, VERSIONED } from '../app.ts'
import { creation, entry, faults, journalOf, json, newEntry, registry, tokenRequest } from './entry.ts'

const UMBRELLA = 'b1b2c3d4e5f60718293a4b5c'
const KEY = '0123456789abcdef0123456789abcdef'
const OTHER = 'ffffffffffffffffffffffffffffcdef'
const PATH = `/api/atlas/v2/groups/${DEMO}/integrations`

const DATADOG = creation(
  'DATADOG',
  { type: 'DATADOG', apiKey: KEY, region: 'EU', sendDatabaseMetrics: true, zz: 'x', count: 5, none: null },
  {
    target: `${PATH}/DATADOG?pretty=true&token=${KEY}&flag`,
    headers: { accept: VERSIONED, 'x-api-key': KEY, authorization: `Bearer ${KEY}`, 'x-list': ['a', 'b'] }
  }
)

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

/** A verification. @throws where body or answer have not the shapes that are documented */
function check(body: VerifyBody & InSandbox, entries: readonly Entry[]): Verification {
  const result = runToCompletion(verify(body, journalOf(entries), registry))
  // Over HTTP the sandbox stands in the query.
  const wrong = faults('VerifyBody', { ...body, sandbox: undefined }) + faults('Verification', result)
  if (wrong) throw new Error(wrong)
  return result
}

t.test('supports every field of a matcher', async t => {
  const fault = { id: 'f1', effect: 'delay' }
  const matching: [matcher: Matcher, of: Entry][] = [
    [{}, DATADOG],
    [
      { operation: 'createGroupIntegration', method: 'post', project: DEMO, integrationType: 'DATADOG' },
      DATADOG
    ],
    [
      { operation: ['getGroup', 'createGroupIntegration'], status: [201, 200], principal: ['a', 'prjowner'] },
      DATADOG
    ],
    [{ organization: [UMBRELLA, ACME], status: 200, fault: null }, DATADOG],
    [{ path: `${PATH}/DATADOG` }, DATADOG],
    [{ path: ['/nowhere', `*/groups/*/DATADOG`] }, DATADOG],
    [{ headers: { Accept: '*+json', accept: VERSIONED, 'x-list': 'a, b', cookie: null } }, DATADOG],
    [{ headers: { authorization: `Bearer ${KEY}`, 'X-Api-Key': KEY } }, DATADOG],
    [{ query: { pretty: 'true', token: KEY, flag: '', envelope: null } }, DATADOG],
    [
      { body: { apiKey: KEY, region: 'EU', sendDatabaseMetrics: true, zz: 'x', count: 5, none: null } },
      DATADOG
    ],
    [{ absent: ['secret', 'constructor'] }, DATADOG],
    [{ status: null }, entry({ status: undefined })],
    [{ status: [null, 200] }, entry({ status: undefined })],
    [{ fault: 'f1' }, entry({ fault })],
    [{ errorCode: 'GONE' }, entry({ status: 410, errorCode: 'GONE' })],
    [{ body: { tags: [{ key: 'a', value: 'b' }] } }, project({ tags: [{ value: 'b', key: 'a' }] })],
    [{ body: { client_secret: 's', grant_type: 'x' } }, tokenRequest('grant_type=x&client_secret=s')],
    [{ body: { apiKey: [KEY, { a: 1 }] } }, creation('DATADOG', { apiKey: [KEY, { a: 1 }] })]
  ]
  for (const [matcher, of] of matching) t.strictSame(misses(matcher, of), [], JSON.stringify(matcher))
})

function project(body: unknown): Entry {
  return entry({
    method: 'POST',
    operation: 'createGroup',
    target: '/api/atlas/v2/groups',
    body: json(body)
  })
}

t.test('misses contain a code, and values that are not secret', async t => {
  const cases: [matcher: Matcher, expected: string[], of?: Entry][] = [
    [{ operation: 'getGroup' }, ['operation: expected "getGroup", was "createGroupIntegration"']],
    [{ method: ['GET', 'put'] }, ['method: expected "GET" or "PUT", was "POST"']],
    [{ status: [201, 409] }, ['status: expected 201 or 409, was 200']],
    [{ status: null }, ['status: expected null, was 200']],
    [{ status: 200 }, ['status: expected 200, was absent'], entry({ status: undefined })],
    [{ errorCode: 'X' }, ['errorCode: expected "X", was absent']],
    [{ principal: 'a' }, ['principal: expected "a", was absent'], entry({ principal: undefined })],
    [{ path: ['/b*', '/a'] }, [`path: expected "/b*" or "/a", was "${PATH}/DATADOG"`]],
    [{ fault: 'f1' }, ['fault: expected "f1", was absent']],
    [{ fault: 'f1' }, ['fault: expected "f1", was "f2"'], entry({ fault: { id: 'f2', effect: 'delay' } })],
    [{ fault: null }, ['fault: unexpected'], entry({ fault: { id: 'f1', effect: 'delay' } })],
    [{ headers: { Accept: 'text/*' } }, [`headers.accept: expected "text/*", was "${VERSIONED}"`]],
    [{ headers: { 'user-agent': '*' } }, ['headers.user-agent: expected "*", was absent']],
    [{ headers: { constructor: '*' } }, ['headers.constructor: expected "*", was absent']],
    [{ headers: { accept: null } }, ['headers.accept: unexpected']],
    [{ query: { pretty: 'false' } }, ['query.pretty: expected "false", was "true"']],
    [{ query: { envelope: 'true' } }, ['query.envelope: expected "true", was absent']],
    [{ query: { pretty: null } }, ['query.pretty: unexpected']],
    [{ query: { providerName: 'AWS' } }, ['query.providerName: expected "AWS", was absent']],
    [{ query: { x: 'true' } }, ['query.x: expected "true", was ""'], entry({ target: '/a?x=' })],
    [{ body: { region: 'US' } }, ['body.region: expected "US", was "EU"']],
    [{ body: { region: null } }, ['body.region: expected null, was "EU"']],
    [{ body: { sendDatabaseMetrics: false } }, ['body.sendDatabaseMetrics: expected false, was true']],
    [{ body: { sendQueryStatsMetrics: false } }, ['body.sendQueryStatsMetrics: expected false, was absent']],
    [{ body: { count: 6 } }, ['body.count: expected 6, was 5']],
    [{ absent: ['region', 'a', 'apiKey'] }, ['body.region: unexpected', 'body.apiKey: unexpected']],
    [{ body: { region: 'EU' } }, ['body.region: absent'], entry()],
    [{ body: { region: 'EU' } }, ['body.region: absent'], creation('DATADOG', ['EU'])],
    [
      { body: { tags: [{ key: 'a' }] } },
      ['body.tags: expected [{"key":"a"}], was [{"key":"a","value":"b"}]'],
      project({ tags: [{ key: 'a', value: 'b' }] })
    ],
    [
      { body: { name: 'a' } },
      [`body.name: expected "a", was "${'b'.repeat(199)}…"`],
      project({ name: 'b'.repeat(300) })
    ],
    [
      { method: 'GET', status: 201, body: { region: 'US' } },
      [
        'method: expected "GET", was "POST"',
        'status: expected 201, was 200',
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
  const cases: [matcher: Matcher, expected: string[], of?: Entry][] = [
    [{ body: { apiKey: OTHER } }, another('body.apiKey')],
    [{ body: { apiKey: '*' } }, another('body.apiKey')],
    [{ body: { apiKey: `${'*'.repeat(28)}cdef` } }, another('body.apiKey')],
    [{ body: { apiKey: '' } }, another('body.apiKey')],
    [{ body: { apiKey: null } }, another('body.apiKey')],
    [{ body: { apiKey: [KEY] } }, another('body.apiKey')],
    [{ body: { zz: 'y' } }, another('body.zz')],
    [{ body: { zz: { a: 'x' } } }, another('body.zz')],
    [{ body: { secret: KEY } }, ['body.secret: absent']],
    [{ body: { region: KEY } }, another('body.region')],
    [{ body: { region: 'EU' } }, another('body.region'), creation('DATADOG', { region: KEY })],
    [{ body: { apiKey: KEY } }, another('body.apiKey'), creation('DATADOG', { apiKey: [KEY] })],
    [{ body: { apiKey: [KEY, 1] } }, another('body.apiKey'), creation('DATADOG', { apiKey: [KEY] })],
    [{ body: { apiKey: [KEY] } }, another('body.apiKey'), creation('DATADOG', { apiKey: { 0: KEY } })],
    [{ body: { apiKey: { a: 1 } } }, another('body.apiKey'), creation('DATADOG', { apiKey: { b: 1 } })],
    [{ body: { loft: 'a' } }, another('body.loft'), creation('CARRIER_PIGEON', { loft: 'b' })],
    [{ body: { client_secret: 'a' } }, another('body.client_secret'), tokenRequest('client_secret=b')],
    [{ headers: { 'x-api-key': '*' } }, another('headers.x-api-key')],
    [{ headers: { authorization: 'Bearer *' } }, another('headers.authorization')],
    [{ headers: { authorization: '*' } }, ['headers.authorization: absent'], entry()],
    [{ headers: { authorization: null } }, ['headers.authorization: unexpected']],
    [{ query: { token: '*' } }, another('query.token')],
    [{ query: { token: 'true' } }, another('query.token')],
    [{ query: { token: KEY } }, another('query.token'), entry({ target: '/a?token=' })],
    [{ query: { secret: KEY } }, ['query.secret: absent']],
    [{ query: { token: null } }, ['query.token: unexpected']]
  ]
  for (const [matcher, expected, of] of cases) {
    t.strictSame(misses(matcher, of), expected, JSON.stringify(matcher))
  }
})

t.test('values that are nested too deep are different', async t => {
  const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`
  const of = creation('DATADOG', {}, { body: Buffer.from(`{"zz":${deep}}`) })
  t.strictSame(misses({ body: { zz: JSON.parse(deep) } }, of), ['body.zz: different'])
  const shallow = JSON.parse(`${'['.repeat(50)}"${KEY}"${']'.repeat(50)}`) as unknown
  t.strictSame(misses({ body: { zz: shallow } }, creation('DATADOG', { zz: shallow })), [])
})

t.test('reports the nearest misses first, the newest of equal ones', async t => {
  const body = { match: { body: { apiKey: KEY, region: 'EU' }, status: 200, method: 'PUT' } }
  const nearestOf = (entries: readonly Entry[]) => {
    const numbered = entries.map((each, at) => ({ ...each, id: at + 1 }))
    return check(body, numbered).nearest?.map(({ request, misses }) => [request.id, misses.length])
  }
  const near = { ...DATADOG, status: 409 }
  t.strictSame(nearestOf([near, entry(), DATADOG, near]), [
    [3, 1],
    [4, 2],
    [1, 2]
  ])
  const others = Array.from({ length: 500 }, () => entry())
  t.match(nearestOf([DATADOG, ...others.slice(1)]), [[1], [500], [499]])
  t.match(nearestOf([DATADOG, ...others]), [[501], [500], [499]], 'only the newest 500 are compared')
  t.match(
    check({ match: { method: 'POST' } }, [DATADOG, ...others]),
    { pass: true, ids: [1] },
    'matching requests are found in the whole journal'
  )
  t.match(check(body, [entry({ target: '/x?y=1', status: undefined })]).nearest, [
    { request: { method: 'GET', url: '/x?y=****', status: null } }
  ])
})

/** A journal that counts who listens. */
function watched(...held: Entry[]) {
  const journal = new Journal()
  let listeners = 0
  for (const each of held) journal.append(newEntry(each))
  return {
    append: (of: Entry) => journal.append(newEntry(of)),
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
    { match, sandbox: UMBRELLA, count: { atLeast: 1 } },
    new AbortController().signal
  )
  const later = wait(journal, { match, since: 1 })
  t.equal(journal.listeners(), 3)
  journal.append(creation('DATADOG', { apiKey: OTHER }))
  t.equal(journal.listeners(), 3)
  journal.append(DATADOG)
  t.strictSame(await waiting, { pass: true, matched: 2, ids: [1, 3] })
  t.strictSame(await later, { pass: true, matched: 1, ids: [3] })
  t.equal(journal.listeners(), 1)
  journal.append({ ...DATADOG, orgId: UMBRELLA })
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
  for (const target of ['/a', '/b', '/c']) journal.append(newEntry(entry({ target, orgId: ACME })))
  const of = (body: VerifyBody & InSandbox) => runToCompletion(verify(body, journal, registry))
  t.strictSame(of({ match: { path: '/a' }, count: { never: true } }), {
    pass: false,
    expected: 'never',
    matched: 0,
    ids: [],
    dropped: 1
  })
  t.strictSame(of({ match: { path: '/b' }, count: 1 }), {
    pass: false,
    expected: 'exactly 1',
    matched: 1,
    ids: [2],
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
