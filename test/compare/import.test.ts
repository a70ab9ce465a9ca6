import { readFileSync } from 'node:fs'
import t, { type Test } from 'tap'
import { importExchanges } from '../../scripts/import-exchanges.ts'
import { type Exchange, readExchanges } from '../../src/compare/exchange.ts'

const ROW = exchange('rejects reading an integration that is not configured')

/** What the service sent for the row. */
const RECORDED: Exchange = {
  title: ROW.title,
  evidence: 'recorded',
  source: 'atlas-mock compare with cloud.mongodb.com',
  date: '2027-01-02',
  replayable: true,
  request: ROW.request,
  response: {
    status: 404,
    headers: { Server: 'mdbws', 'X-Frame-Options': 'DENY', ...ROW.response.headers },
    rawBody: ROW.response.rawBody ?? ''
  }
}

t.test('marks a matching row as recorded', async t => {
  t.equal(ROW.evidence, 'documented')
  const { allMatch, rows } = merge(t, [RECORDED])
  t.ok(allMatch)
  t.strictSame(rows[0], { ...RECORDED, confirmed: '2027-01-02' })
})

t.test('updates only the date of confirmation of a recorded row', async t => {
  const row = exchange('lists five integrations')
  const recorded = { ...row, date: '2027-01-02', response: withCountPlaceholders(row.response) }
  const { allMatch, rows } = merge(t, [recorded], row)
  t.ok(allMatch)
  t.strictSame(rows[0], { ...row, confirmed: '2027-01-02' })
})

t.test('leaves a differing row unchanged', async t => {
  const { status, headers, rawBody } = RECORDED.response
  for (const response of [
    { status: 400, headers, rawBody: rawBody ?? '' },
    { status, headers, rawBody: '{}' },
    { status, headers: { ...headers, 'X-Error-Code': 'OTHER' }, rawBody: rawBody ?? '' },
    { status, headers: { ...headers, 'X-New-Header': 'x' }, rawBody: rawBody ?? '' }
  ]) {
    const { allMatch, rows } = merge(t, [{ ...RECORDED, response }])
    t.notOk(allMatch)
    t.strictSame(rows, [ROW])
  }
  const renamed = merge(t, [{ ...RECORDED, title: 'no such row' }])
  t.strictSame(renamed, { allMatch: false, rows: [ROW] })
  const changed = merge(t, [{ ...RECORDED, request: { ...ROW.request, method: 'HEAD' } }])
  t.strictSame(changed, { allMatch: false, rows: [ROW] })
})

t.test('rejects a file that is not a recording of a service', async t => {
  const own = { ...RECORDED, source: 'atlas-mock compare with 127.0.0.1:8080' }
  t.throws(() => merge(t, [own]), /was recorded from a local server, not from Atlas/)
  t.throws(
    () => merge(t, [{ title: 'x' } as Exchange]),
    /invalid recording .* at \/0: must have required property/
  )
})

function exchange(title: string): Exchange {
  const found = readExchanges().find(row => row.title === title)
  if (!found) throw new Error(`no exchange ${title}`)
  return found
}

/** Replaces the counts of a response, as a recording does. */
function withCountPlaceholders({ headers, ...response }: Exchange['response']): Exchange['response'] {
  const counts = { 'Content-Length': '{{count}}', 'Ratelimit-Remaining': '{{count}}' }
  return { ...response, headers: { ...headers, ...counts } }
}

function merge(t: Test, recorded: Exchange[], row = ROW): { allMatch: boolean; rows: Exchange[] } {
  const folder = t.testdir({
    'recording.json': JSON.stringify(recorded),
    rows: {
      'rows.json': JSON.stringify([row]),
      // Its headers are those of all responses.
      'known.json': JSON.stringify([exchange('returns the settings of a project')])
    }
  })
  const allMatch = importExchanges(`${folder}/recording.json`, `${folder}/rows`, () => undefined)
  return { allMatch, rows: JSON.parse(readFileSync(`${folder}/rows/rows.json`, 'utf8')) as Exchange[] }
}
