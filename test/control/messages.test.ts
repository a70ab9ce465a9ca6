import t from 'tap'
import { build } from '../app.ts'
import { control, problem } from './control.ts'

const EFFECT = { type: 'error', errorCode: 'GROUP_NOT_FOUND' }

t.test('errors name the invalid field and the allowed values', async t => {
  const app = await build(t)
  const rows: [
    method: 'POST' | 'PUT',
    path: string,
    body: unknown,
    errors: [path: string, detail: string][]
  ][] = [
    [
      'POST',
      '/faults',
      { when: { times: 2 }, effect: EFFECT },
      [['/when', "unknown field 'times'; allowed: after, every, first, probability, seed, until"]]
    ],
    [
      'POST',
      '/faults',
      { efect: EFFECT },
      [
        ['/', "needs 'effect'"],
        ['/', "unknown field 'efect', did you mean 'effect'?"]
      ]
    ],
    ['POST', '/faults', [], [['/', 'must be an object']]],
    [
      'POST',
      '/faults',
      { effect: { type: 'none' } },
      [
        [
          '/effect/type',
          'must be one of error, status, rateLimit, delay, slow, reset, hangUp, truncate, empty'
        ]
      ]
    ],
    ['POST', '/requests/verify', {}, [['/', "needs 'match' or 'inOrder'"]]],
    ['POST', '/requests/verify', { match: {}, count: '2' }, [['/count', 'must be an integer or an object']]],
    [
      'POST',
      '/stubs',
      { method: 'GET', path: '/foo' },
      [['/path', 'must start with /api, without query or fragment; a segment may have one {name}']]
    ],
    ['POST', '/sandboxes', { name: '' }, [['/name', 'must have at least 1 character']]]
  ]
  for (const [method, path, body, errors] of rows) {
    const reply = await control(app, method, path, body)
    const list = errors.map(([at, detail]) => ({ path: at, detail }))
    t.strictSame(reply.json, { ...problem(400, 'Bad Request', 'invalid body'), errors: list })
  }
})

t.test('an error in a query names the parameters', async t => {
  const app = await build(t)
  const { json } = await control(app, 'GET', '/requests?limt=1')
  const errors = [{ path: '/', detail: "unknown parameter 'limt', did you mean 'limit'?" }]
  t.strictSame(json, { ...problem(400, 'Bad Request', 'invalid query'), errors })
})
