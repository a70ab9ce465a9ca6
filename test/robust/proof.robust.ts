import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { createSources } from '../../src/base/sources.ts'
import { behaviourRow } from '../../src/proof/calls/evidence-report.ts'
import { readCalls } from '../../src/proof/calls/read.ts'
import { compare } from '../../src/proof/compare/compare.ts'
import { operationOf } from '../../src/proof/compare/effects.ts'
import type { Exchange } from '../../src/proof/compare/exchange.ts'
import { pagesOfCalls } from '../../src/proof/compare/pages.ts'
import { Transport } from '../../src/proof/compare/transport.ts'
import type { CallsFile } from '../../types/calls.d.ts'
import { ACME, build, DEMO } from '../app.ts'
import { control } from '../control/control.ts'
import { Client } from '../exchange.ts'
import { KEY, REPLAYABLE, startTrustedTarget } from '../proof/compare/target.ts'

/** What distinguishes the behaviours that the target changes. */
const keyOf = (operation: string | null, status: number, errorCode = '') =>
  `${operation} ${status} ${errorCode}`

t.test('reports twenty changed behaviours as the rows of the ledger that they touch', async t => {
  const now = Date.UTC(2026, 10, 1)
  const folder = t.testdir({ calls: {} })
  const app = await build(t, {
    settings: { calls: join(folder, 'calls') },
    sources: createSources({ now: () => now })
  })
  const client = new Client(app, { now })
  const kinds = new Map<string, Exchange>()
  for (const exchange of REPLAYABLE) {
    const { request, response } = exchange
    const operation = operationOf(request.method, request.path)
    const key = keyOf(operation ?? null, response.status, response.headers['X-Error-Code'] ?? '')
    if (operation && request.as && request.path.includes(DEMO) && kinds.size < 24)
      kinds.set(key, kinds.get(key) ?? exchange)
  }
  for (const { given = [], request } of kinds.values()) {
    await control(app, 'POST', '/reset')
    for (const earlier of [...given, request]) await client.send(earlier)
  }
  const file = (await control(app, 'GET', '/calls.har')).json as CallsFile
  writeFileSync(join(folder, 'recorded.har'), JSON.stringify(file))
  const calls = await readCalls([join(folder, 'recorded.har')])

  const changed = new Set([...kinds.keys()].slice(0, 20))
  const touched = file.log.entries
    .filter(({ response, _mock }) =>
      changed.has(keyOf(_mock.operation, response.status, _mock.errorCode ?? ''))
    )
    .filter(({ _mock }) => _mock.notCompared === null)
  const target = await startTrustedTarget(t)
  target.change(({ method, path, status, headers }) => {
    const code = String(headers['x-error-code'] ?? '')
    return changed.has(keyOf(operationOf(method, path) ?? null, status, code))
      ? { headers: { ...headers, 'x-frame-options': 'SAMEORIGIN' } }
      : {}
  })
  const { results, skipped, stopped } = await compare({
    target: new Transport(new URL(target.url)),
    credential: KEY,
    orgId: ACME,
    pages: pagesOfCalls(calls),
    sources: createSources(),
    signal: new AbortController().signal
  })
  t.equal(stopped, undefined)
  const findings = results.flatMap(result => result.findings)
  t.strictSame(new Set(findings.map(({ at }) => at)), new Set(['header x-frame-options']))
  t.strictSame(
    [...new Set(findings.map(({ basis }) => basis?.id))].sort(),
    [...new Set(touched.map(call => behaviourRow(call).id))].sort()
  )
  t.strictSame(skipped, [])
})
