import t from 'tap'
import type { App } from '../../src/app.ts'
import { fromLocalInput, isMoved, spanOf, timeOf, toLocalInput } from '../../src/console/page/data/clock.ts'
import { bodyOf, type Draft } from '../../src/console/page/faults/draft.ts'
import {
  type Choice,
  faultOf,
  OPERATIONS,
  PRESET_NAMES,
  type Preset,
  presetOf
} from '../../src/console/page/faults/presets.ts'
import { describeFault } from '../../src/console/page/parts/describe-fault.ts'
import { dateTime } from '../../src/console/page/words/format.ts'
import type { Fault, FaultBody, NewSandbox } from '../../types/wire.d.ts'
import { as, build, DEMO, integrations, STAGING, VERSIONED } from '../app.ts'
import { ACCOUNT, control, tokenFor } from '../control/control.ts'
import { listen } from '../control/socket.ts'

const ALL: Choice = { calls: 'all', project: undefined, isOnce: false }
const HOOK = { url: 'https://example.com/hook' }

async function add(app: App, body: object): Promise<Fault> {
  const { status, json, text } = await control(app, 'POST', '/faults', body)
  if (status !== 201) throw new Error(text)
  return json as Fault
}

const switchOn = (app: App, preset: Preset, choice: Partial<Choice> = {}) =>
  add(app, faultOf(preset, { ...ALL, ...choice }))

const list = (app: App, project = DEMO) => as(app, 'orgowner', { url: integrations(project) })
const get = (app: App) => as(app, 'orgowner', { url: integrations(STAGING, 'WEBHOOK') })
const create = (app: App, method = 'POST') =>
  as(app, 'orgowner', { method, url: integrations(DEMO, 'WEBHOOK'), body: HOOK })

t.test('presets that replace the response do not execute the request', async t => {
  const expected = {
    '500': [500, 'application/json', undefined],
    '502': [502, 'text/html', undefined],
    '503': [503, 'application/json', undefined],
    '429': [429, 'application/json', '60']
  } as const
  for (const preset of ['500', '502', '503', '429'] as const) {
    const app = await build(t)
    await switchOn(app, preset, { isOnce: true })
    const { status, headers } = await create(app)
    t.strictSame([status, headers['content-type'], headers['retry-after']], expected[preset], preset)
    t.match((await list(app)).json, { totalCount: 0 })
  }
})

t.test('a lost response: the request is executed and the response is cut', async t => {
  const app = await listen(t)
  const token = await tokenFor(app, ACCOUNT.owner)
  await switchOn(app, 'lost', { isOnce: true })
  const reply = await fetch(`http://127.0.0.1:${app.port}${integrations(DEMO, 'WEBHOOK')}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, accept: VERSIONED, 'content-type': 'application/json' },
    body: JSON.stringify(HOOK)
  })
  t.equal(reply.status, 200)
  await t.rejects(reply.text())
  t.equal((await create(app)).status, 409)
})

t.test('a slow response is delayed by three seconds', async t => {
  const app = await build(t)
  await switchOn(app, 'slow')
  const start = performance.now()
  t.equal((await list(app)).status, 200)
  t.ok(performance.now() - start >= 2990)
})

t.test('limits presets to calls, a project and the next call', async t => {
  const statuses = async (choice: Partial<Choice>) => {
    const app = await build(t)
    await switchOn(app, '503', choice)
    const replies = [
      await list(app),
      await get(app),
      await create(app),
      await create(app, 'PUT'),
      await as(app, 'orgowner', { method: 'DELETE', url: integrations(DEMO, 'WEBHOOK') }),
      await list(app, STAGING)
    ]
    return replies.map(({ status }) => status)
  }
  t.strictSame(await statuses({}), [503, 503, 503, 503, 503, 503])
  t.strictSame(await statuses({ calls: 'writes' }), [200, 200, 503, 503, 503, 200])
  t.strictSame(await statuses({ calls: 'reads' }), [503, 503, 200, 200, 204, 503])
  t.strictSame(await statuses({ project: DEMO }), [503, 200, 503, 503, 503, 200])
  t.strictSame(await statuses({ calls: 'writes', isOnce: true }), [200, 200, 503, 200, 204, 200])
})

t.test('recognizes a preset by its fault', async t => {
  const app = await build(t)
  for (const preset of PRESET_NAMES) t.equal(presetOf(await switchOn(app, preset)), preset)
  const name = 'console: 500'
  t.strictSame(
    [
      { name, sandbox: 'a' },
      { name: '500', sandbox: null },
      { name: 'console: 501', sandbox: null },
      { sandbox: null }
    ].map(presetOf),
    [undefined, undefined, undefined, undefined]
  )
})

const UNTIL = '2030-01-01T00:00:00Z'

/** Faults and their descriptions, presets first. */
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
  const { id } = (await control(app, 'POST', '/sandboxes', { name: 'checkout' })).json as NewSandbox
  const reply = await control(app, 'POST', '/faults', { effect: { type: 'reset' } }, { sandbox: id })
  const inSandbox = reply.json as Fault
  const describe = (language: 'en' | 'zh') => describeFault(inSandbox, language, () => 'checkout')
  t.equal(describe('en'), 'connection reset on every call, in sandbox checkout only')
  t.equal(describe('zh'), '所有调用：连接被重置，仅限沙箱 checkout')
})

/** Entries of the form, and the fault that they make. */
const DRAFTS: readonly (readonly [draft: Draft, body: object])[] = [
  [{ type: 'reset', 'effect.status': '502', name: ' ' }, { effect: { type: 'reset' } }],
  [
    {
      type: 'status',
      'effect.status': '200',
      'effect.body': '{"a":1}',
      'effect.headers': 'X-A: b:c\n x-d :e '
    },
    { effect: { type: 'status', status: 200, body: { a: 1 }, headers: { 'X-A': 'b:c', 'x-d': 'e' } } }
  ],
  [
    { type: 'status', 'effect.status': '200', 'effect.body': ' text\n' },
    { effect: { type: 'status', status: 200, body: ' text\n' } }
  ],
  [
    {
      type: 'error',
      'effect.errorCode': ' GROUP_NOT_FOUND ',
      'effect.parameters': 'a\nb',
      'effect.delay.max': '5'
    },
    {
      effect: {
        type: 'error',
        errorCode: 'GROUP_NOT_FOUND',
        parameters: ['a', 'b'],
        delay: { distribution: 'uniform', min: 0, max: 5 }
      }
    }
  ],
  [
    {
      type: 'slow',
      'effect.bytesPerSecond': '10',
      'effect.delay': '20',
      'match.operation': 'getGroup,listGroups',
      'when.probability': '7.5',
      'when.until': toLocalInput(Date.parse(UNTIL)),
      lasts: '1.5',
      stage: 'edge'
    },
    {
      effect: { type: 'slow', bytesPerSecond: 10, delay: 20 },
      match: { operation: ['getGroup', 'listGroups'] },
      when: { probability: 0.075, until: '2030-01-01T00:00:00.000Z' },
      lasts: 1.5,
      stage: 'edge'
    }
  ]
]

t.test('builds a fault from the form', async t => {
  const app = await build(t)
  for (const [draft, body] of DRAFTS) {
    t.strictSame(bodyOf(draft), { match: {}, when: {}, ...body })
    await add(app, bodyOf(draft))
  }
})

t.test('describes the clock', async t => {
  const running = { now: '2030-01-01T00:00:00.000Z', frozen: false, ahead: 3000 }
  const frozen = { ...running, frozen: true }
  t.equal(timeOf(running, 1000), 4000)
  t.equal(timeOf(frozen, 1000), Date.UTC(2030, 0, 1))
  t.strictSame(
    [0, 4999, -4999, 5000, -5000].map(ahead => isMoved({ ...running, ahead })),
    [false, false, false, true, true]
  )
  t.equal(isMoved(frozen), true)
  t.strictSame(
    [0, 59_600, 3_600_000, 93_784_000, -90_061_000, 86_401_000].map(span => spanOf(span, 'en')),
    ['0 seconds', '1 minute', '1 hour', '1 day, 2 hours', '1 day, 1 hour', '1 day, 1 second']
  )
  t.equal(spanOf(3_660_000, 'zh'), '1 小时 1 分钟')
  t.equal(fromLocalInput(toLocalInput(Date.UTC(2030, 5, 1, 12, 30, 15))), '2030-06-01T12:30:15.000Z')
  t.equal(fromLocalInput(''), undefined)
})
