import { spawnSync } from 'node:child_process'
import t, { type Test } from 'tap'
import type { App } from '../../src/app.ts'
import { prettyOf } from '../../src/console/page/atlas/json.ts'
import { nodeCheck, opensslCheck, SECRET } from '../../src/console/page/inbox/check.ts'
import { EVENTS, fieldsOf } from '../../src/console/page/inbox/events.ts'
import { fromLocalInput, isMoved, spanOf, timeOf, toLocalInput } from '../../src/console/page/stage/clock.ts'
import { describeFault } from '../../src/console/page/stage/describe-fault.ts'
import { faultWords } from '../../src/console/page/stage/fault-words.ts'
import {
  type Choice,
  faultOf,
  OPERATIONS,
  PRESET_NAMES,
  type Preset,
  presetOf
} from '../../src/console/page/stage/presets.ts'
import { sandboxBody } from '../../src/console/page/stage/sandbox-body.ts'
import {
  clockTime,
  dateTime,
  duration,
  number,
  percent,
  quantity,
  list as told
} from '../../src/console/page/words/format.ts'
import type { Delivery, Fault, FaultBody, NewSandbox, Problem } from '../../types/wire.d.ts'
import { as, build, DEMO, integrations, type Response, STAGING, VERSIONED } from '../app.ts'
import { ACCOUNT, control, faultsOf, tokenFor } from '../control/control.ts'
import { type Listening, listen } from '../control/socket.ts'

const ALL: Choice = { calls: 'all', project: undefined, isOnce: false }
const HOOK = { url: 'https://example.com/hook' }

async function add(app: App, body: FaultBody): Promise<Fault> {
  const { status, json, text } = await control(app, 'POST', '/faults', body)
  if (status !== 201) throw new Error(text)
  return json as Fault
}

const switchOn = (app: App, preset: Preset, choice: Partial<Choice> = {}) =>
  add(app, faultOf(preset, { ...ALL, ...choice }))

const list = (app: App, project = DEMO) => as(app, 'orgowner', { url: integrations(project) })
const get = (app: App) => as(app, 'orgowner', { url: integrations(STAGING, 'WEBHOOK') })
const create = (app: App, type = 'WEBHOOK', method = 'POST') =>
  as(app, 'orgowner', { method, url: integrations(DEMO, type), body: HOOK })

const codeOf = ({ status, json }: Response) => [status, (json as { errorCode?: string }).errorCode]

t.test('presets that replace the response do not execute the request', async t => {
  const expected = {
    '500': [500, 'UNEXPECTED_ERROR'],
    '503': [503, 'UNEXPECTED_ERROR'],
    '429': [429, 'RATE_LIMITED_TOKEN_BUCKET']
  } as const
  for (const preset of ['500', '503', '429'] as const) {
    const app = await build(t)
    const { id } = await switchOn(app, preset)
    const reply = await create(app)
    t.strictSame(codeOf(reply), expected[preset], preset)
    t.equal(reply.headers['retry-after'], preset === '429' ? '60' : undefined)
    await control(app, 'DELETE', `/faults/${id}`)
    t.strictSame((await list(app)).json, { links: linksOf(await list(app)), results: [], totalCount: 0 })
  }
})

const linksOf = ({ json }: Response) => (json as { links: unknown }).links

const asOwner = (app: Listening, token: string, path: string, method: string, body?: object) =>
  fetch(`http://127.0.0.1:${app.port}${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, accept: VERSIONED, 'content-type': 'application/json' },
    ...(body && { body: JSON.stringify(body) })
  })

t.test('the preset for an error page of a proxy', async t => {
  const app = await build(t)
  await switchOn(app, '502')
  const { status, headers, text } = await create(app)
  t.strictSame(
    [status, headers['content-type'], text],
    [502, 'text/html', '<html><body><h1>502 Bad Gateway</h1></body></html>\n']
  )
})

t.test('lost response: the request is executed and the response is cut', async t => {
  const app = await listen(t)
  const token = await tokenFor(app, ACCOUNT.owner)
  const { id } = await switchOn(app, 'lost')
  const path = integrations(DEMO, 'WEBHOOK')
  const reply = await asOwner(app, token, path, 'POST', HOOK)
  t.equal(reply.status, 200)
  await t.rejects(reply.text())
  await control(app, 'DELETE', `/faults/${id}`)
  t.equal((await create(app)).status, 409)
})

t.test('slow response: delayed by three seconds', async t => {
  const app = await build(t)
  await switchOn(app, 'slow', { isOnce: true })
  const start = performance.now()
  t.equal((await list(app)).status, 200)
  t.ok(performance.now() - start >= 2990)
  const next = performance.now()
  t.equal((await list(app)).status, 200)
  t.ok(performance.now() - next < 2900)
})

t.test('affected calls and frequency', async t => {
  const statuses = async (choice: Partial<Choice>) => {
    const app = await build(t)
    await switchOn(app, '503', choice)
    const replies = [
      await list(app),
      await get(app),
      await create(app),
      await create(app, 'WEBHOOK', 'PUT'),
      await as(app, 'orgowner', { method: 'DELETE', url: integrations(DEMO, 'WEBHOOK') }),
      await list(app, STAGING)
    ]
    return replies.map(({ status }) => status)
  }
  t.strictSame(await statuses({}), [503, 503, 503, 503, 503, 503])
  t.strictSame(await statuses({ calls: 'writes' }), [200, 200, 503, 503, 503, 200])
  t.strictSame(await statuses({ calls: 'reads' }), [503, 503, 200, 200, 204, 503])
  t.strictSame(await statuses({ project: DEMO }), [503, 200, 503, 503, 503, 200])
  t.strictSame(await statuses({ isOnce: true }), [503, 200, 200, 200, 204, 200])
  t.strictSame(await statuses({ calls: 'writes', isOnce: true }), [200, 200, 503, 200, 204, 200])
})

t.test('a preset is recognized by its fault', async t => {
  const app = await build(t)
  for (const preset of PRESET_NAMES) t.equal(presetOf(await switchOn(app, preset)), preset)
  const { json } = await control(app, 'POST', '/sandboxes')
  const { id } = json as NewSandbox
  const inSandbox = await control(app, 'POST', '/faults', faultOf('500', ALL), { sandbox: id })
  t.equal(presetOf(inSandbox.json as Fault), undefined)
  t.equal(presetOf(await add(app, { name: '500', effect: { type: 'reset' } })), undefined)
  t.equal(presetOf(await add(app, { name: 'console: 501', effect: { type: 'reset' } })), undefined)
  t.equal(presetOf(await add(app, { effect: { type: 'reset' } })), undefined)
})

const UNTIL = '2030-01-01T00:00:00Z'

/** Faults and their texts, presets first. */
const WORDS: readonly (readonly [body: FaultBody, en: string, zh: string])[] = [
  [faultOf('500', ALL), '500 UNEXPECTED_ERROR on every call', '所有调用：500 UNEXPECTED_ERROR'],
  [faultOf('502', ALL), '502 with a custom body on every call', '所有调用：502（自定义正文）'],
  [faultOf('503', { ...ALL, calls: 'writes' }), '503 on writes', '写入调用：503'],
  [faultOf('429', { ...ALL, calls: 'reads', isOnce: true }), '429 on the next read', '下一次读取：429'],
  [
    faultOf('slow', { ...ALL, project: DEMO }),
    'delayed response (3 sec) on every call, project demo',
    '所有调用：响应延迟（3 秒），项目 demo'
  ],
  [
    faultOf('lost', { calls: 'writes', project: undefined, isOnce: true }),
    'lost response on the next write',
    '下一次写入：响应丢失'
  ],
  [{ effect: { type: 'example', status: 404 } }, '404 on every call', '所有调用：404'],
  [{ effect: { type: 'reset' }, stage: 'after-commit' }, 'lost response on every call', '所有调用：响应丢失'],
  [
    { effect: { type: 'status', status: 502, errorCode: 'X' }, stage: 'after-commit', when: { first: 1 } },
    '502 X on the next call, after the call was carried out',
    '下一次调用：502 X，在调用执行之后'
  ],
  [
    {
      match: { operation: ['getGroup', 'listGroups'] },
      effect: { type: 'error', errorCode: 'GROUP_NOT_FOUND', delay: 20 },
      stage: 'edge',
      when: { after: 1, every: 2, probability: 0.07, first: 3, until: UNTIL },
      lasts: 60
    },
    `error GROUP_NOT_FOUND after 20 ms on getGroup or listGroups, before authentication, after 1 unaffected call, on one of every 2 calls, with 7% probability, at most 3 times, until ${dateTime(UNTIL, 'en')}, for 1 minute`,
    `getGroup 或 listGroups：20 毫秒后错误 GROUP_NOT_FOUND，在身份验证之前，先放行 1 次，每 2 次触发 1 次，概率 7%，最多 3 次，截至 ${dateTime(UNTIL, 'zh')}，持续 1 分钟`
  ],
  [
    {
      match: { operation: 'getGroup' },
      effect: { type: 'slow', bytesPerSecond: 100 },
      when: { first: 1, after: 2 },
      lasts: 1.5
    },
    'slow response (100 bytes per second) on getGroup, after 2 unaffected calls, once, for 1.5 sec',
    'getGroup：响应缓慢（100 字节/秒），先放行 2 次，最多 1 次，持续 1.5 秒'
  ],
  [
    {
      match: {
        operation: 'getGroup',
        organization: 'a1b2c3d4e5f60718293a4b5c',
        integrationType: 'SLACK',
        method: 'GET',
        path: '/api/*',
        principal: 'prjowner',
        headers: { 'x-test': 'a-*', 'x-other': 'b' }
      },
      effect: { type: 'empty', delay: { distribution: 'uniform', min: 10, max: 1500 } },
      when: { first: 1 }
    },
    'response without body after 10 ms to 1.5 sec on the next getGroup, organization a1b2c3d4e5f60718293a4b5c, type SLACK, method GET, path /api/*, caller prjowner, headers x-test: a-*, x-other: b',
    '下一次 getGroup：10 毫秒至 1.5 秒后响应无正文，组织 a1b2c3d4e5f60718293a4b5c，类型 SLACK，方法 GET，路径 /api/*，调用方 prjowner，请求头 x-test: a-*、x-other: b'
  ],
  [
    { match: { operation: [...OPERATIONS.reads, 'getGroup'] }, effect: { type: 'truncate' } },
    'truncated response on listGroupIntegrations, getGroupIntegration, or getGroup',
    'listGroupIntegrations、getGroupIntegration 或 getGroup：响应被截断'
  ]
]

t.test('describes any fault', async t => {
  const app = await build(t)
  const nameOf = (id: string) => (id === DEMO ? 'demo' : id)
  for (const [body, en, zh] of WORDS) {
    const fault = await add(app, body)
    t.equal(describeFault(fault, 'en', nameOf), en)
    t.equal(describeFault(fault, 'zh', nameOf), zh)
  }
  const { json } = await control(app, 'POST', '/sandboxes', { name: 'checkout' })
  const { id } = json as NewSandbox
  const reply = await control(app, 'POST', '/faults', { effect: { type: 'reset' } }, { sandbox: id })
  const inSandbox = reply.json as Fault
  t.equal(
    describeFault(inSandbox, 'en', () => 'checkout'),
    'connection reset on every call, in sandbox checkout only'
  )
  t.equal(
    describeFault(inSandbox, 'zh', () => 'checkout'),
    '所有调用：连接被重置，仅限沙箱 checkout'
  )
  t.strictSame([0, 1, 2].map(faultWords.en.fired), ['not fired yet', 'fired once', 'fired 2 times'])
  t.strictSame([0, 1].map(faultWords.zh.fired), ['尚未触发', '已触发 1 次'])
})

t.test('describes the clock', async t => {
  const running = { now: '2030-01-01T00:00:00.000Z', frozen: false }
  const frozen = { ...running, frozen: true }
  t.equal(timeOf(running, 3000, 1000), 4000)
  t.equal(timeOf(frozen, 3000, 1000), Date.UTC(2030, 0, 1))
  t.strictSame(
    [0, 4999, -4999, 5000, -5000].map(ahead => isMoved(running, ahead)),
    [false, false, false, true, true]
  )
  t.equal(isMoved(frozen, 0), true)
  const spans = { 0: '0 seconds', 59600: '1 minute', 3600000: '1 hour', 93784000: '1 day, 2 hours' }
  for (const [span, text] of Object.entries(spans)) t.equal(spanOf(Number(span), 'en'), text)
  t.equal(spanOf(-90_061_000, 'en'), '1 day, 1 hour')
  t.equal(spanOf(86_401_000, 'en'), '1 day, 1 second')
  t.equal(spanOf(3_660_000, 'zh'), '1 小时 1 分钟')
  const time = Date.UTC(2030, 5, 1, 12, 30, 15)
  t.equal(fromLocalInput(toLocalInput(time)), '2030-06-01T12:30:15.000Z')
  t.equal(fromLocalInput(''), undefined)
})

t.test('formats times, numbers, quantities and lists', async t => {
  const both = (tell: (language: 'en' | 'zh') => string) => [tell('en'), tell('zh')]
  const local = new Date(2030, 0, 2, 3, 4, 5).toISOString()
  t.strictSame(
    both(language => clockTime(local, language)),
    ['03:04:05', '03:04:05']
  )
  const [en = '', zh = ''] = both(language => dateTime(local, language))
  t.match(en, /^Jan 2, 2030, 3:04:05\sAM \S+$/)
  t.match(zh, /^2030年1月2日 \S+ 03:04:05$/)
  t.strictSame(
    both(language => number(1234.5, language)),
    ['1,234.5', '1,234.5']
  )
  t.strictSame(
    [0, 0.000001, 0.07, 0.999, 1].map(share => percent(share, 'en')),
    ['0%', '0.0001%', '7%', '99.9%', '100%']
  )
  t.strictSame(
    [0.25, 999, 1000, 61_500].map(time => duration(time, 'en')),
    ['0.25 ms', '999 ms', '1 sec', '61.5 sec']
  )
  t.strictSame(
    both(language => quantity(2, 'hour', language, 'long')),
    ['2 hours', '2 小时']
  )
  const three = ['a', '集成 b', 'c']
  t.strictSame(
    both(language => told(three, language)),
    ['a, 集成 b, c', 'a、集成 b、c']
  )
  t.strictSame(
    both(language => told(['a', 'b', 'c'], language, 'disjunction')),
    ['a, b, or c', 'a、b 或 c']
  )
})

t.test('builds the body for a new sandbox', async t => {
  t.strictSame(sandboxBody(' ', ' , '), {})
  t.strictSame(sandboxBody(' checkout ', 'orders, carts，invoices,'), {
    name: 'checkout',
    projects: [{ name: 'orders' }, { name: 'carts' }, { name: 'invoices' }]
  })
  const app = await build(t)
  t.equal((await control(app, 'POST', '/sandboxes', sandboxBody('', ''))).status, 201)
  t.equal((await control(app, 'POST', '/sandboxes', sandboxBody('a', 'b,c'))).status, 201)
})

t.test('builds the fields of an alert', async t => {
  t.strictSame(fieldsOf(' '), {})
  t.strictSame(fieldsOf('{"clusterName":"Cluster1"}'), { clusterName: 'Cluster1' })
  for (const text of ['nonsense', '[]', 'null', '1', '"text"']) t.equal(fieldsOf(text), undefined, text)
  for (const event of EVENTS) t.equal(faultsOf('AlertBody', { project: DEMO, event }), '')
  t.equal(prettyOf('{"a":1}'), '{\n  "a": 1\n}')
  t.equal(prettyOf('no JSON'), 'no JSON')
})

/** Characters with a special meaning in shells, strings and templates. */
const NASTY = `it's "quoted" \`$(id)\` \${HOME} %s %% \\n é 汉 🦊 \u2028`

/** Returns a signed delivery, as the commands get it, and its secret. */
async function signedAlert(t: Test) {
  const app = await build(t)
  const alert = { humanReadable: NASTY }
  const { json } = await control(app, 'POST', '/alerts', { project: STAGING, alert })
  const { request, signature } = json as Delivery
  return {
    signed: { body: request.body, signature: signature.header ?? '' },
    secret: 'staging-webhook-secret'
  }
}

function run(command: string, args: string[], script: string, secret: string): string {
  return spawnSync(command, args, { input: script.replace(SECRET, secret), encoding: 'utf8' }).stdout
}

t.test('the Node.js program verifies a signature', async t => {
  const { signed, secret } = await signedAlert(t)
  const node = (script: string, key = secret) =>
    run(process.execPath, ['--input-type=module', '-'], script, key)
  t.equal(node(nodeCheck(signed)), 'valid\n')
  t.equal(node(nodeCheck(signed), 'another'), 'invalid\n')
  t.equal(node(nodeCheck({ ...signed, signature: '' })), 'invalid\n')
})

const hasOpenssl = spawnSync('openssl', ['version']).status === 0

t.test('the openssl commands verify a signature too', { skip: !hasOpenssl && 'needs openssl' }, async t => {
  const { signed, secret } = await signedAlert(t)
  t.equal(run('sh', [], opensslCheck(signed), secret), 'valid\n')
  t.equal(run('sh', [], opensslCheck(signed), 'another'), 'invalid\n')
})

t.test('a project without an integration that receives alerts', async t => {
  const app = await build(t)
  const { status, json } = await control(app, 'POST', '/alerts', { project: DEMO })
  t.equal(status, 404)
  t.equal((json as Problem).status, 404)
})
