import Database from 'better-sqlite3'
import t, { type Test } from 'tap'
import type { App } from '../../src/app.ts'
import { renderTemplate } from '../../src/test-alerts/template.ts'
import { ACME, as, build, call, DEMO, integrations, newProjects, type Request } from '../app.ts'
import { ACCOUNT, asBearer, machine, tokenFor } from '../control/control.ts'

/** Characters of a header or target; of a body, which may have ten times as many; of a template. */
const HEAD = 8_000
const BODY = 12_000
const TEXT = 100_000

/** Projects of one organization, of a database that is larger than an import may be. */
const PROJECTS = 50_000

/** Projects of one organization, each with an access list. */
const WITH_LISTS = 8_000

/** What is the same for projects. */
const FACTS = { orgId: ACME, created: 0, withDefaultAlertsSettings: true }

/** Tokens of one service account. */
const TOKENS = 100_000

/** Size ratio of the two samples: linear time grows by 10, quadratic time by 100. */
const FACTOR = 10
const BOUND = 50
/** Milliseconds; shorter times are too inaccurate to compare. */
const SHORTEST = 1

const GROUPS = '/api/atlas/v2/groups'
const WEBHOOK = integrations(DEMO, 'WEBHOOK')

type Run = () => unknown
type Worst = Readonly<Record<string, (size: number) => Request>>

/** Read before authentication. */
const ANONYMOUS: Worst = {
  ...header('prefer', {
    'unclosed quotes': size => fill('"\\', size),
    'quotes without commas': size => fill(' "', size),
    'white space': size => `a=${' '.repeat(size)}x`,
    'white space after a name': size => `a${' '.repeat(size)}x`,
    'white space before a value': size => `a${' '.repeat(size)}="`,
    'white space in code': size => `code${' '.repeat(size)}x`,
    'an unclosed value': size => `a="${fill('\\"', size)}`,
    elements: size => fill('a,', size)
  }),
  ...header('authorization', {
    'Digest, an unclosed value': size => `Digest a="${fill('\\"', size)}`,
    'Digest, white space': size => `Digest a="b"${' '.repeat(size)}x`,
    'Digest, user names': size => `Digest ${fill('username="', size)}`,
    'Digest, empty elements': size => `Digest ${fill(',', size)}`,
    'Basic, padding': size => `Basic ${'A'.repeat(size / 2)}${'='.repeat(size / 2)}!`,
    'Bearer, dots': size => `Bearer ${fill('a.', size)}`,
    'no scheme': size => fill(' a', size)
  }),
  ...header('host', {
    colons: size => ':'.repeat(size),
    brackets: size => `[${']'.repeat(size)}`
  }),
  'a query of many parameters': size => ({ url: `${GROUPS}?${fill('name=1&', size)}` }),
  'a path of many segments': size => ({ url: fill('/groups', size) })
}

/** Read after authentication. */
const SIGNED: Worst = {
  ...header('accept', {
    entries: size => fill('a/b;q=0.1,', size),
    'an unclosed quote': size => `a/b;a="${','.repeat(size)}`,
    'white space': size => `a/b;${' '.repeat(size)}x`
  }),
  ...header('content-type', {
    parameters: size => `application/json${fill(';a=b', size)}`,
    'an unclosed value': size => `application/json;a="${fill('\\"', size)}`,
    'white space': size => `application/json;${' '.repeat(size)}x`
  })
}

const WITHOUT_ROLE: Worst = {
  'unknown attributes, without the role': size => post(GROUPS, `{${fields(size, () => '1')}}`)
}

const BODIES: Worst = {
  'unknown attributes': size => post(GROUPS, `{${fields(size, () => '1')}}`),
  'unknown attributes of an integration': size => post(WEBHOOK, `{${fields(size, () => '1')}}`),
  'tags of the wrong type': size => post(GROUPS, `{"tags":[${fill('1,', size)}1]}`),
  'tags with invalid characters': size =>
    post(GROUPS, `{"tags":[${fill('{"key":"/","value":"/"},', size)}{}]}`),
  'nested arrays': size => post(GROUPS, `{"name":${'['.repeat(size / 2)}${']'.repeat(size / 2)}}`),
  'arrays without an end': size => post(GROUPS, '['.repeat(size)),
  // The journal searches for each value in the error, which repeats the name.
  'a long name and many values': size =>
    post(GROUPS, `{"${'v'.repeat(size / 2)}":1,${fields(size / 2, at => `"v${at}xx"`)}}`),
  'a url of many at signs': size => post(WEBHOOK, JSON.stringify({ url: `http://${'@'.repeat(size)}` })),
  'headers of a log integration': size =>
    createLogs(`"otelSuppliedHeaders":[${fill('{"name":"a","value":"b"},', size)}{}]`),
  'log types of a log integration': size => createLogs(`"logTypes":[${fill('"MONGOD",', size)}"MONGOD"]`),
  'different log types': size => {
    const texts = fields(size, at => `"${at}"`).replaceAll(/"k\d+":/g, '')
    return createLogs(`"logTypes":[${texts}]`)
  },
  'nested log types': size => createLogs(`"logTypes":${'['.repeat(size / 2)}${']'.repeat(size / 2)}`),
  'notifications of an alert configuration': size =>
    post(
      `${GROUPS}/${DEMO}/alertConfigs`,
      `{"eventTypeName":"A","notifications":[${fill('{"typeName":"GROUP"},', size)}{"typeName":"GROUP"}]}`
    ),
  'nulls in an alert configuration': size =>
    post(`${GROUPS}/${DEMO}/alertConfigs`, `{"eventTypeName":"A","matchers":[${fill('null,', size)}null]}`)
}

t.test('time grows linearly with the size of an input', async t => {
  const app = await build(t, { settings: { logLevel: 'silent' } })
  const anonymous = (request: Request) => inJournal(app, () => call(app, request))
  const reader = (request: Request) => inJournal(app, () => as(app, 'readonly', request))
  const owner = (request: Request) => inJournal(app, () => as(app, 'orgowner', request))
  const kinds: [Worst, number, (request: Request) => Promise<unknown>][] = [
    [ANONYMOUS, HEAD, anonymous],
    [SIGNED, HEAD, owner],
    [BODIES, BODY, owner],
    [WITHOUT_ROLE, BODY, reader]
  ]
  for (const [worst, size, send] of kinds) {
    for (const [name, requestOf] of Object.entries(worst)) {
      await checkGrowth(t, name, size, size => {
        const request = requestOf(size)
        return () => send(request)
      })
    }
  }
})

t.test('time to replace an alert configuration grows linearly with its matchers', async t => {
  const app = await build(t, { settings: { logLevel: 'silent' } })
  const replace = async (size: number): Promise<Run> => {
    const matcher = '{"fieldName":"CLUSTER_NAME","operator":"EQUALS","value":"a"}'
    const body = `{"eventTypeName":"CLUSTER_MONGOS_IS_MISSING","matchers":[${fill(`${matcher},`, size)}${matcher}],
      "notifications":[{"typeName":"GROUP","emailEnabled":true}]}`
    const url = `${GROUPS}/${DEMO}/alertConfigs`
    const { json } = await as(app, 'orgowner', post(url, body))
    const request = { method: 'PUT', url: `${url}/${(json as { id: string }).id}`, body }
    return async () => t.equal((await as(app, 'orgowner', request)).status, 200)
  }
  await checkGrowth(t, 'matchers', BODY, replace)
})

t.test('issues a token in bounded time after 100,000 tokens', async t => {
  const time = machine()
  const app = await build(t, { sources: time.sources, settings: { logLevel: 'silent' } })
  const { tokens } = app.services
  const { owner, reader } = ACCOUNT
  const [first, none] = [await tokenFor(app, owner), await least(() => tokenFor(app, reader), 0)]
  for (let count = 1; count < TOKENS; count++) tokens.issue({ id: owner.clientId, orgId: ACME })
  const valid = await least(() => tokenFor(app, owner), 0)
  t.equal((await asBearer(app, first, { url: GROUPS })).status, 401, 'only the newest tokens are kept')
  const { json } = await call(app, { url: '/_mock/v1/requests?limit=1' })
  t.match(json, { results: [{ reason: { code: 'token-dropped' } }] })
  time.now += 3_600_000
  // Only the first: each request removes expired tokens.
  const expired = await timeOf(() => tokenFor(app, owner))
  for (const [name, duration] of Object.entries({ valid, expired })) {
    const times = `${duration.toFixed(1)} ms after ${TOKENS} ${name} tokens, ${none.toFixed(1)} ms after none`
    t.ok(duration < BOUND * Math.max(none, SHORTEST), times)
  }
})

t.test('a search by name reads no other projects', async t => {
  const app = await build(t, { settings: { logLevel: 'silent' } })
  const { store } = app.services
  const search = async () => {
    const found = await as(app, 'orgowner', { url: `/api/atlas/v2/orgs/${ACME}/groups?name=Few` })
    t.match(found.json, { totalCount: 2 })
  }
  const addAll = (count: number, name: string) => {
    for (const project of newProjects(count, name)) store.projects.insert({ ...project, ...FACTS })
  }
  addAll(2, 'few')
  const alone = await least(search, 0)
  store.transaction(() => addAll(PROJECTS, 'many'))
  const among = await least(search, 0)
  const times = `${alone.toFixed(1)} ms, among ${PROJECTS} projects ${among.toFixed(1)} ms`
  t.ok(among < 4 * Math.max(alone, SHORTEST), times)
})

t.test('a write of tags does not read the access lists of other projects', async t => {
  const db = `${t.testdir()}/state.db`
  const settings = { db, logLevel: 'silent' } as const
  const first = await build(t, { settings })
  const write = (app: App) => async () => {
    const body = { tags: [{ key: 'a', value: 'b' }] }
    t.equal((await as(app, 'orgowner', { method: 'PATCH', url: `${GROUPS}/${DEMO}`, body })).status, 200)
  }
  const alone = await least(write(first), 0)
  const accessList = Array.from({ length: 200 }, (_, at) => ({ cidrBlock: `10.0.${at}.0/24` }))
  const { store } = first.services
  store.transaction(() => {
    for (const project of newProjects(WITH_LISTS, 'listed')) {
      store.projects.insert({ ...project, ...FACTS, accessList })
    }
  })
  await first.server.close()
  // As a file of this version that was written before there was the index.
  const file = new Database(db)
  file.exec('DROP INDEX IF EXISTS projects_by_tags_size')
  file.close()
  const among = await least(write(await build(t, { settings })), 0)
  const times = `${alone.toFixed(1)} ms, among ${WITH_LISTS} projects ${among.toFixed(1)} ms`
  t.ok(among < 4 * Math.max(alone, SHORTEST), times)
})

t.test('time grows linearly with the length of a template', async t => {
  const render = (template: string) => () => {
    try {
      renderTemplate(template, {}, 64)
    } catch {}
  }
  // biome-ignore-start lint/suspicious/noTemplateCurlyInString: the templates' own syntax
  for (const piece of ['${', '${a!', '${a!"', '<', '${a.b', '${a!  ']) {
    await checkGrowth(t, `${piece} repeated`, TEXT, size => render(fill(piece, size)))
    await checkGrowth(t, `${piece} and spaces`, TEXT, size => render(piece + ' '.repeat(size)))
  }
  // biome-ignore-end lint/suspicious/noTemplateCurlyInString: the templates' own syntax
})

/** Checks the time of an input against that of one `FACTOR` times as large. */
async function checkGrowth(
  t: Test,
  name: string,
  size: number,
  runOf: (size: number) => Run | Promise<Run>
): Promise<void> {
  const [small, large] = [await runOf(size), await runOf(FACTOR * size)]
  const once = await least(small, 0)
  const bound = BOUND * Math.max(once, SHORTEST)
  const larger = await least(large, bound)
  const times = `${once.toFixed(1)} ms, ${FACTOR} times the size ${larger.toFixed(1)} ms`
  t.ok(larger < bound, `${name}: ${times}`)
}

/** Sends a request and reads its journal entry. */
async function inJournal(app: App, send: () => Promise<unknown>): Promise<void> {
  await send()
  await call(app, { url: '/_mock/v1/requests?limit=1' })
}

/**
 * Returns the minimum of several durations in milliseconds of processor time, which other processes hardly change.
 *
 * @param bound no further sample is taken after a shorter one
 */
async function least(run: Run, bound: number): Promise<number> {
  let shortest = Number.POSITIVE_INFINITY
  for (let sample = 0; sample < 5 && shortest >= bound; sample++) {
    shortest = Math.min(shortest, await timeOf(run))
  }
  return shortest
}

async function timeOf(run: Run): Promise<number> {
  const start = process.cpuUsage()
  await run()
  const { user, system } = process.cpuUsage(start)
  return (user + system) / 1000
}

function fill(unit: string, size: number): string {
  return unit.repeat(Math.ceil(size / unit.length))
}

/** Returns the members `"k0":…,"k1":…` of an object. */
function fields(size: number, textOf: (at: number) => string): string {
  const all: string[] = []
  for (let length = 0; length < size; length += (all.at(-1) ?? '').length + 1) {
    all.push(`"k${all.length}":${textOf(all.length)}`)
  }
  return all.join(',')
}

/** Returns requests with values of one header. */
function header(name: string, values: Readonly<Record<string, (size: number) => string>>): Worst {
  const requests = Object.entries(values).map(([kind, textOf]) => [
    `${name}: ${kind}`,
    (size: number): Request => ({ ...post(WEBHOOK, '{}'), headers: { [name]: textOf(size) } })
  ])
  return Object.fromEntries(requests) as Worst
}

/** Returns a request that creates a log integration with one more member. */
function createLogs(member: string): Request {
  const body = `{"type":"OTEL_LOG_EXPORT","otelEndpoint":"https://a.example",${member}}`
  const accept = 'application/vnd.atlas.2025-03-12+json'
  return { ...post(`${GROUPS}/${DEMO}/logIntegrations`, body), headers: { accept } }
}

function post(url: string, body: string): Request {
  return { method: 'POST', url, body }
}
