import t from 'tap'
import type { App } from '../../../src/app.ts'
import {
  fromLocalInput,
  isMoved,
  spanOf,
  timeOf,
  toLocalInput
} from '../../../src/console/page/data/clock.ts'
import { faultBody, PRESETS, type SentenceDraft, sentenceOf } from '../../../src/console/page/faults/draft.ts'
import { describeFault } from '../../../src/console/page/parts/describe-fault.ts'
import { loadWords } from '../../../src/console/page/words/words.ts'
import type { Fault, FaultBody } from '../../../types/wire.d.ts'
import { build, DEMO } from '../../app.ts'
import { control } from '../../control/control.ts'

async function add(app: App, body: object): Promise<Fault> {
  const { status, json, text } = await control(app, 'POST', '/faults', body)
  if (status !== 201) throw new Error(text)
  return json as Fault
}

const faultOf = (effect: string, values: Partial<SentenceDraft> = {}) =>
  faultBody({ operation: 'all', first: '', ...values, effect })

t.test('presets', async t => {
  const writes = ['createGroupIntegration', 'updateGroupIntegration', 'deleteGroupIntegration']
  const error = { type: 'status', status: 500, errorCode: 'UNEXPECTED_ERROR' }
  const unavailable = { type: 'status', status: 503 }
  t.strictSame(
    PRESETS.map(([name, draft]) => [name, faultBody(draft)]),
    [
      [
        'fail twice',
        { effect: unavailable, match: { operation: 'listGroupIntegrations' }, when: { first: 2 } }
      ],
      ['lost', { match: { operation: writes }, effect: { type: 'truncate' }, stage: 'after-commit' }],
      ['slow', { effect: { type: 'delay', delay: 3000 } }],
      ['429', { effect: { type: 'rateLimit' } }],
      ['500', { effect: error }],
      ['503', { effect: unavailable }]
    ]
  )
})

/** Faults and their descriptions. */
const WORDS: readonly (readonly [body: FaultBody, en: string, zh: string])[] = [
  [faultOf('500'), '500 UNEXPECTED_ERROR · all calls', '500 UNEXPECTED_ERROR · 任意调用'],
  [
    {
      match: { operation: ['listGroupIntegrations', 'getGroupIntegration'], project: DEMO },
      effect: { type: 'rateLimit' },
      when: { first: 1 }
    },
    '429 · read calls × 1 · project: demo',
    '429 · 读取调用 × 1 · project：demo'
  ],
  [
    faultOf('lost', { operation: 'createGroupIntegration' }),
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
    'GROUP_NOT_FOUND · getGroup, listGroups calls × 1 · delay: 20 ms · headers: {"x-test":"a-*"} · stage: edge · after: 2 · lasts: 60 s',
    'GROUP_NOT_FOUND · getGroup, listGroups 调用 × 1 · delay：20 毫秒 · headers：{"x-test":"a-*"} · stage：edge · after：2 · lasts：60 秒'
  ]
]

t.test('describes any fault', async t => {
  await loadWords('zh')
  const app = await build(t)
  const nameOf = (id: string) => (id === DEMO ? 'demo' : id)
  for (const [body, en, zh] of WORDS) {
    const fault = await add(app, body)
    t.equal(describeFault(fault, 'en', nameOf), en)
    t.equal(describeFault(fault, 'zh', nameOf), zh)
    t.equal(describeFault({ ...fault, sandbox: 'a' }, 'en', nameOf), `Sandbox: a · ${en}`)
  }
})

t.test('a sentence and its fault are the same', async t => {
  const app = await build(t)
  const drafts: SentenceDraft[] = [
    { effect: '502', operation: 'reads', first: '1' },
    { effect: 'GROUP_NOT_FOUND', operation: 'all', first: '' },
    { effect: 'lost', operation: 'writes', first: '3' },
    { effect: 'slow', operation: 'getGroup', first: '' }
  ]
  for (const draft of drafts) {
    const body = faultBody(draft)
    await add(app, body)
    t.strictSame(sentenceOf(body), draft)
    const { effect, ...rest } = body
    t.strictSame(sentenceOf({ ...rest, effect }), draft, 'in another order')
  }
  const reset = { effect: { type: 'reset' } }
  for (const body of [
    { ...reset, lasts: 1 },
    { ...reset, stage: 'edge' },
    { ...reset, match: { method: 'PATCH' } },
    { ...reset, when: { first: 1, after: 2 } },
    { effect: { type: 'delay', delay: 20 } },
    { effect: { type: 'error', errorCode: 'X', delay: 1 } },
    {},
    null,
    7
  ]) {
    t.equal(sentenceOf(body), undefined, JSON.stringify(body))
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
