import t from 'tap'
import type { App } from '../../../src/app.ts'
import {
  fromLocalInput,
  isMoved,
  spanOf,
  timeOf,
  toLocalInput
} from '../../../src/console/page/data/clock.ts'
import { bodyOf, type Draft } from '../../../src/console/page/faults/draft.ts'
import { type Choice, faultOf, isOf, type Preset } from '../../../src/console/page/faults/presets.ts'
import { describeFault } from '../../../src/console/page/parts/describe-fault.ts'
import type { Fault, FaultBody } from '../../../types/wire.d.ts'
import { as, build, DEMO, integrations, STAGING, VERSIONED } from '../../app.ts'
import { ACCOUNT, control, tokenFor } from '../../control/control.ts'
import { listen } from '../../control/socket.ts'

const ALL: Choice = { calls: 'all', project: null, isOnce: false }
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

t.test('a lost response: executes the request and truncates the response', async t => {
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

t.test('delays a response by three seconds', async t => {
  const fault = await switchOn(await build(t), 'slow')
  t.strictSame(fault.effect, { type: 'delay', delay: 3000 })
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

t.test('recognizes the fault of a preset', async t => {
  const app = await build(t)
  const fault = await switchOn(app, '500')
  t.equal(isOf('500', fault), true)
  t.equal(isOf('502', fault), false)
  t.equal(isOf('500', { ...fault, sandbox: 'a' }), false)
})

/** Faults and their descriptions. */
const WORDS: readonly (readonly [body: FaultBody, en: string, zh: string])[] = [
  [faultOf('500', ALL), '500 UNEXPECTED_ERROR · All calls', '500 UNEXPECTED_ERROR · 所有调用'],
  [
    faultOf('429', { calls: 'reads', project: DEMO, isOnce: true }),
    '429 · Reads · Next call only · Project: demo',
    '429 · 读取 · 仅下一次调用 · 项目：demo'
  ],
  [
    faultOf('lost', { ...ALL, calls: 'writes' }),
    'Truncated response · Writes · Stage: After execution',
    '响应被截断 · 写入 · 阶段：调用执行之后'
  ],
  [{ effect: { type: 'example', status: 404 } }, '404 · All calls', '404 · 所有调用'],
  [
    {
      match: { operation: ['getGroup', 'listGroups'], headers: { 'x-test': 'a-*' } },
      effect: { type: 'error', errorCode: 'GROUP_NOT_FOUND', delay: 20 },
      stage: 'edge',
      when: { first: 1, after: 2 },
      lasts: 60
    },
    'GROUP_NOT_FOUND · getGroup, listGroups · Delay (ms): 20 · Headers (Name: value): {"x-test":"a-*"} · Stage: Before authentication · Maximum hits: 1 · Calls to skip: 2 · Lifetime (seconds): 60',
    'GROUP_NOT_FOUND · getGroup, listGroups · 延迟（毫秒）：20 · 标头（名称: 值）：{"x-test":"a-*"} · 阶段：身份验证之前 · 最多触发次数：1 · 跳过的调用数：2 · 有效时长（秒）：60'
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
})

/** Form entries and the resulting faults. */
const DRAFTS: readonly (readonly [draft: Draft, body: object])[] = [
  [{ type: 'reset', 'effect.status': '502', 'match.path': ' ' }, { effect: { type: 'reset' } }],
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
    { type: 'slow', 'effect.bytesPerSecond': '10', 'match.path': ' /api/* ', lasts: '1.5', stage: 'edge' },
    { effect: { type: 'slow', bytesPerSecond: 10 }, match: { path: '/api/*' }, lasts: 1.5, stage: 'edge' }
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
