import { Socket } from 'node:net'
import t, { type Test } from 'tap'
import { ACME, as, build, call, DEMO, STAGING } from '../app.ts'
import { ATLAS, CONTROL } from './corpus.ts'
import { fill } from './fuzzer.ts'
import { Random } from './random.ts'

const IDS = { project: DEMO, other: STAGING, org: ACME, sandbox: ACME }

/** Requests without an end, or whose responses contain measured times. */
const UNREPEATABLE = /\/requests\/(stream|wait)|\.har/

t.test('the same requests get the same responses, and nothing is sent to the network', async t => {
  const connections: unknown[] = []
  t.intercept(Socket.prototype, 'connect', {
    value(...args: unknown[]) {
      connections.push(args)
      throw new Error('the test has no network')
    }
  })
  const [first, second] = [await responses(t), await responses(t)]
  t.ok(first.length > 100, `${first.length} responses`)
  t.strictSame(second, first)
  t.strictSame(connections, [])
})

/** Sends every request to a new mock with the same time and random numbers. */
async function responses(t: Test) {
  const random = new Random(1, 1)
  let now = Date.UTC(2026, 10, 25, 12)
  const sources = {
    now: () => now++,
    randomBytes: (size: number) => Buffer.from(Array.from({ length: size }, () => random.below(256)))
  }
  const app = await build(t, { sources })
  const results: string[] = []
  for (const draft of [...ATLAS, ...CONTROL].filter(({ target }) => !UNREPEATABLE.test(target))) {
    const { method, target: url, headers, body } = fill(draft, IDS)
    const request = { method, url, headers: Object.fromEntries(headers), ...(body !== undefined && { body }) }
    const isAtlas = url.startsWith('/api/atlas')
    const response = await (isAtlas ? as(app, 'orgowner', request) : call(app, request))
    response.headers['date'] = ''
    results.push(JSON.stringify([method, url, response]))
  }
  return results
}
