import t from 'tap'
import type { App } from '../../../src/app.ts'
import {
  fromLocalInput,
  isMoved,
  spanOf,
  timeOf,
  toLocalInput
} from '../../../src/console/page/data/clock.ts'
import { bodyOf, type Draft, PRESETS, withEffect } from '../../../src/console/page/faults/draft.ts'
import { describeFault } from '../../../src/console/page/parts/describe-fault.ts'
import type { Fault, FaultBody } from '../../../types/wire.d.ts'
import { build, DEMO } from '../../app.ts'
import { control } from '../../control/control.ts'

async function add(app: App, body: object): Promise<Fault> {
  const { status, json, text } = await control(app, 'POST', '/faults', body)
  if (status !== 201) throw new Error(text)
  return json as Fault
}

/** Returns the fault of an effect, with its initial values. */
const faultOf = (effect: string, values: Omit<Draft, 'effect'> = {}) =>
  bodyOf(withEffect({ ...values, effect: '' }, effect))

t.test('presets', async t => {
  const [match, when] = [{}, {}]
  const writes = ['createGroupIntegration', 'updateGroupIntegration', 'deleteGroupIntegration']
  const error = { type: 'status', status: 500, errorCode: 'UNEXPECTED_ERROR' }
  const unavailable = { type: 'status', status: 503 }
  t.strictSame(
    PRESETS.map(([name, draft]) => [name, bodyOf(draft)]),
    [
      [
        'fail twice',
        { effect: unavailable, match: { operation: 'listGroupIntegrations' }, when: { first: 2 } }
      ],
      ['lost', { effect: { type: 'truncate' }, match: { operation: writes }, when, stage: 'after-commit' }],
      ['slow', { effect: { type: 'delay', delay: 3000 }, match, when }],
      ['429', { effect: { type: 'rateLimit' }, match, when }],
      ['500', { effect: error, match, when }],
      ['503', { effect: unavailable, match, when }]
    ]
  )
})

/** Faults and their descriptions. */
const WORDS: readonly (readonly [body: FaultBody, en: string, zh: string])[] = [
  [faultOf('500'), '500 UNEXPECTED_ERROR · all calls', '500 UNEXPECTED_ERROR · 任意调用'],
  [
    faultOf('429', { 'match.operation': 'reads', 'match.project': DEMO, 'when.first': '1' }),
    '429 · read calls × 1 · Project: demo',
    '429 · 读取调用 × 1 · 项目：demo'
  ],
  [
    faultOf('lost', { 'match.operation': 'createGroupIntegration' }),
    'Lost response: the call is executed · create calls',
    '响应丢失：调用已执行 · 创建调用'
  ],
  [{ effect: { type: 'status', status: 404 } }, '404 · all calls', '404 · 任意调用'],
  [
    {
      match: { operation: ['getGroup', 'listGroups'], headers: { 'x-test': 'a-*' } },
      effect: { type: 'error', errorCode: 'GROUP_NOT_FOUND', delay: 20 },
      stage: 'edge',
      when: { first: 1, after: 2 },
      lasts: 60
    },
    'GROUP_NOT_FOUND · getGroup, listGroups calls × 1 · Delay: 20 ms · Headers: {"x-test":"a-*"} · Stage: Before authentication · Calls to skip: 2 · Lifetime: 60 s',
    'GROUP_NOT_FOUND · getGroup, listGroups 调用 × 1 · 延迟：20 毫秒 · 标头：{"x-test":"a-*"} · 阶段：身份验证之前 · 跳过的调用数：2 · 有效时长：60 秒'
  ]
]

t.test('describes any fault', async t => {
  const app = await build(t)
  const nameOf = (id: string) => (id === DEMO ? 'demo' : id)
  for (const [body, en, zh] of WORDS) {
    const fault = await add(app, body)
    t.equal(describeFault(fault, 'en', nameOf), en)
    t.equal(describeFault(fault, 'zh', nameOf), zh)
    t.equal(describeFault({ ...fault, sandbox: 'a' }, 'en', nameOf), `Sandbox: a · ${en}`)
  }
})

/** Form entries and the resulting faults. */
const DRAFTS: readonly (readonly [draft: Draft, body: object])[] = [
  [
    withEffect({ effect: '', 'match.operation': 'reads', 'match.project': DEMO, 'when.first': '1' }, '502'),
    {
      effect: {
        type: 'status',
        status: 502,
        headers: { 'content-type': 'text/html' },
        body: '<html><body><h1>502 Bad Gateway</h1></body></html>\n'
      },
      match: { operation: ['listGroupIntegrations', 'getGroupIntegration'], project: DEMO },
      when: { first: 1 }
    }
  ],
  [
    withEffect({ effect: '500', 'effect.errorCode': 'X', 'match.operation': 'all' }, 'GROUP_NOT_FOUND'),
    { effect: { type: 'error', errorCode: 'GROUP_NOT_FOUND' } }
  ],
  [{ effect: 'reset', 'effect.status': '502', 'match.path': ' ' }, { effect: { type: 'reset' } }],
  [
    {
      effect: 'status',
      'effect.status': '200',
      'effect.body': '{"a":1}',
      'effect.headers': 'X-A: b:c\n x-d :e '
    },
    { effect: { type: 'status', status: 200, body: { a: 1 }, headers: { 'X-A': 'b:c', 'x-d': 'e' } } }
  ],
  [
    { effect: 'status', 'effect.status': '200', 'effect.body': ' text\n' },
    { effect: { type: 'status', status: 200, body: ' text\n' } }
  ],
  [
    { effect: 'slow', 'effect.bytesPerSecond': '10', 'match.path': ' /api/* ', lasts: '1.5', stage: 'edge' },
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
