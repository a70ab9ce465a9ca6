import { readFileSync } from 'node:fs'
import t, { type Test } from 'tap'
import { importExchanges, replayOnMock } from '../../../scripts/import-exchanges.ts'
import { readAsset } from '../../../src/assets.ts'
import {
  type Case,
  type Exchange,
  expand,
  type Rule,
  readExchanges,
  recordingOf
} from '../../../src/proof/compare/exchange.ts'

const HOST = 'cloud.mongodb.com'
const DATE = '2027-01-02'
const ROW = exchange('rejects an integration that is not configured')

/** Headers of the response that the row does not list. */
const MORE_HEADERS = {
  Vary: 'Accept-Encoding',
  'Referrer-Policy': 'strict-origin-when-cross-origin',
  'Strict-Transport-Security': 'max-age=31536000; includeSubdomains;',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'X-Permitted-Cross-Domain-Policies': 'none',
  'Ratelimit-Remaining': '{{count}}',
  'Content-Length': '{{count}}',
  Date: '{{date}}',
  Server: 'mdbws'
}

t.test('marks a matching row as recorded', async t => {
  const { allMatch, rows } = await merge(t, [await record(ROW)])
  t.ok(allMatch)
  t.equal(ROW.evidence, 'reported')
  t.strictSame(rows[0], {
    ...ROW,
    evidence: 'recorded',
    source: 'atlas-mock compare with cloud.mongodb.com',
    date: DATE,
    confirmed: DATE,
    response: { ...ROW.response, headers: { ...ROW.response.headers, ...MORE_HEADERS } }
  })
})

t.test('updates only the date of confirmation of a recorded row', async t => {
  const row = exchange('lists five integrations')
  const { allMatch, rows } = await merge(t, [await record(row)], row)
  t.ok(allMatch)
  t.strictSame(rows[0], { ...row, confirmed: DATE })
})

t.test('confirms the cases of a row, and marks the row as recorded if all are the same', async t => {
  const row = readAsset<Rule[]>('fixtures/exchanges/paths-and-query.json').find(
    ({ title }) => title === 'rejects an unknown integrationType'
  ) as Rule
  const cases = row.cases ?? []
  const [first, ...others] = await Promise.all(expand(row).map(record))
  const all = await merge(t, [first as Exchange, ...others], row)
  t.match(all.rows[0], { evidence: 'recorded', confirmed: DATE })
  t.strictSame(
    all.rows[0]?.cases,
    cases.map(special => ({ ...special, confirmed: DATE }))
  )
  const some = await merge(t, others, row)
  t.strictSame(some.rows[0], { ...row, cases: all.rows[0]?.cases })
})

t.test('marks a case with a label of its own as recorded, unless its row becomes recorded', async t => {
  const row = readAsset<Rule[]>('fixtures/exchanges/network-access.json').find(
    ({ title }) => title === 'rejects two entries for the same address in a POST'
  ) as Rule
  const cases = row.cases ?? []
  t.strictSame(
    cases.map(({ evidence }) => evidence),
    ['guess', 'guess']
  )
  const withoutLabel = ({ evidence, source, date, ...special }: Case): Case => special
  const [own, first, second] = (await Promise.all(expand(row).map(record))) as [Exchange, Exchange, Exchange]
  const source = 'atlas-mock compare with cloud.mongodb.com'
  const { rows: one } = await merge(t, [first], row)
  t.strictSame(one[0], {
    ...row,
    cases: [
      {
        ...withoutLabel(cases[0] as Case),
        evidence: 'recorded',
        source,
        date: DATE,
        confirmed: DATE,
        response: { headers: { ...MORE_HEADERS, 'Ratelimit-Limit': '1200' } }
      },
      cases[1]
    ]
  })
  const { rows: rule } = await merge(t, [own], row)
  t.match(rule[0], { evidence: 'recorded', source, cases })
  const { rows: all } = await merge(t, [own, first, second], row)
  t.match(all[0], { evidence: 'recorded', source })
  t.strictSame(
    all[0]?.cases,
    cases.map(special => ({ ...withoutLabel(special), confirmed: DATE }))
  )
})

t.test('leaves a differing row unchanged', async t => {
  const recorded = await record(ROW)
  const { headers } = recorded.response
  const responses = [
    { status: 400 },
    { rawBody: '{}' },
    { headers: { ...headers, 'X-Error-Code': 'OTHER' } },
    { headers: { ...headers, 'X-New-Header': 'x' } }
  ].map(change => ({ response: { ...recorded.response, ...change } }))
  const others = [{ title: 'no such row' }, { request: { ...ROW.request, method: 'HEAD' } }]
  for (const change of [...responses, ...others]) {
    const result = await merge(t, [{ ...recorded, ...change }])
    t.strictSame(result, { allMatch: false, rows: [ROW] }, JSON.stringify(change))
  }
})

t.test('leaves a row unchanged if the service changed an id', async t => {
  const row = exchange('keeps the notifierId that a PUT sends')
  const recorded = await record(row)
  const text = String(recorded.response.rawBody)
  const id = /"notifierId":"([^"]+)"/.exec(text)?.[1] ?? 'none'
  const rawBody = text.replace(`"notifierId":"${id}"`, '"notifierId":"{{id9}}"')
  const result = await merge(t, [{ ...recorded, response: { ...recorded.response, rawBody } }], row)
  t.strictSame(result, { allMatch: false, rows: [row] })
})

t.test('rejects a file that is not a recording of a service', async t => {
  const recorded = await record(ROW)
  const own = { ...recorded, source: 'atlas-mock compare with 127.0.0.1:8080' }
  await t.rejects(merge(t, [own]), /was recorded from a local server, not from Atlas/)
  await t.rejects(merge(t, [recorded, own]), /all exchanges must name the same service as source/)
  await t.rejects(merge(t, [recorded, recorded]), /all exchanges must be recorded, with unique titles/)
  await t.rejects(
    merge(t, [{ title: 'x' } as Exchange]),
    /invalid recording .* at \/0: must have required property/
  )
})

function exchange(title: string): Exchange {
  const found = readExchanges().find(row => row.title === title)
  if (!found) throw new Error(`no exchange ${title}`)
  return found
}

/** Returns a recording of a service that sends the mock's response, and a header that the mock omits. */
async function record(row: Exchange): Promise<Exchange> {
  const reply = (await replayOnMock([row], HOST)).get(row.title)
  if (!reply) throw new Error('no response')
  return recordingOf(row, { ...reply, headers: [...reply.headers, ['server', 'mdbws']] }, HOST, DATE)
}

async function merge(t: Test, recorded: Exchange[], row: Rule = ROW) {
  const folder = t.testdir({
    'recording.json': JSON.stringify(recorded),
    rows: {
      'rows.json': JSON.stringify([row]),
      // Their headers are those of all responses.
      'known.json': JSON.stringify(
        ['returns the settings of a project', 'rejects an unknown project'].map(exchange)
      )
    }
  })
  const allMatch = await importExchanges(`${folder}/recording.json`, `${folder}/rows`, () => undefined)
  return {
    allMatch,
    rows: JSON.parse(readFileSync(`${folder}/rows/rows.json`, 'utf8')) as Rule[]
  }
}
