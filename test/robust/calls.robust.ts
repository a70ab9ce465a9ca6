import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import t from 'tap'
import { build, DEMO, integrations } from '../app.ts'
import { record, type Sent, write } from '../calls/recorded.ts'
import { run } from '../cli/process.ts'

const PAGES = 200
const CALLS = 100
const FILES = 10

t.test('reports 20,000 calls in 200 pages within ten seconds', async t => {
  const app = await build(t)
  const folder = t.testdir()
  const key = 'prjowner'
  const url = integrations(DEMO, 'DATADOG')
  const body = { type: 'DATADOG', apiKey: '0123456789abcdef0123456789abcdef' }
  const requests: Sent[] = [
    { key, method: 'POST', url, body },
    { key, method: 'PUT', url, body: { ...body, region: 'EU' } },
    { key, method: 'POST', url, body: { ...body, apiKey: 'x' } },
    { key, method: 'DELETE', url }
  ]
  const { log } = await record(app, { page: requests })
  for (let file = 0; file < FILES; file++) {
    const pages = Array.from({ length: PAGES / FILES }, (_, at) => ({
      ...log.pages[0],
      id: `page_${at}`,
      title: `test ${file}-${at}`
    }))
    const entries = pages.flatMap(({ id: pageref }) =>
      Array.from({ length: CALLS }, (_, at) => ({ ...log.entries[at % requests.length], pageref }))
    )
    write(join(folder, `${file}-1.har`), { log: { ...log, pages, entries } })
  }
  const start = performance.now()
  const { code, stdout, stderr } = await run(t, ['calls', 'report', folder, '--json'])
  const seconds = (performance.now() - start) / 1000
  t.strictSame({ code, stderr }, { code: 0, stderr: '' })
  t.equal(JSON.parse(stdout).totals.calls, PAGES * CALLS)
  t.ok(seconds < 10, `${seconds} seconds`)
  t.comment(`${seconds} seconds`)
})
