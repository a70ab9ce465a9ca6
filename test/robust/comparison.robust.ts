import { readFileSync } from 'node:fs'
import t from 'tap'
import { startMock } from '../../src/index.ts'
import { DEMO, KEYS } from '../app.ts'
import { command } from '../cli/process.ts'
import { projectsOf, startTrustedTarget, withoutProjects } from '../proof/compare/target.ts'

/** Comparisons of all exchanges, which take seconds. */

t.test(
  'prints differences as JSON, writes a JUnit report and a recording, and exits with code 1',
  async t => {
    const mock = await startMock()
    t.teardown(() => mock.close())
    mock.faults.add({
      match: { operation: 'getGroupManagedSlowMs' },
      effect: { type: 'status', status: 200, body: '{"a":1}', headers: { 'content-type': 'text/plain' } }
    })
    const [junit, record] = ['report.xml', 'recording.json'].map(name => `${t.testdir()}/${name}`)
    const args = ['--json', '--junit', junit ?? '', '--record', record ?? '']
    const words = ['compare', '--target', mock.url, '--rate', '1000', ...args]
    const { code, stdout, stderr } = await command(words, mock.environment('orgowner'))
    t.strictSame({ code, stderr: withoutProjects(stderr) }, { code: 1, stderr: '' })
    t.strictSame(projectsOf(mock), ['demo', 'staging'])

    const { totals, differences, source } = JSON.parse(stdout)
    t.equal(source, mock.url)
    t.strictSame(totals.calls, { compared: totals.responses, different: 3, notCompared: 0 })
    t.strictSame(
      [
        ...new Set(
          differences.flatMap(({ operations, tests }: { operations: string[]; tests: string[] }) =>
            tests.map(title => `${operations}: ${title}`)
          )
        )
      ],
      ['', ': default', ': enabled again'].map(
        end => `getGroupManagedSlowMs: stores whether Atlas manages the threshold of slow operations${end}`
      )
    )
    const report = readFileSync(junit ?? '', 'utf8')
    t.equal(report.match(/<testcase /g)?.length, totals.calls.compared)
    t.match(report, '<testsuite name="getGroupManagedSlowMs" tests="3" failures="3">')

    const text = readFileSync(record ?? '', 'utf8')
    t.notMatch(text, new RegExp(KEYS['orgowner'] as string))
    const recorded = JSON.parse(text) as { title: string; date: string; response: object }[]
    t.equal(recorded.length, totals.calls.compared)
    const { response, date, ...row } = recorded.find(({ title }) => title === 'returns an empty list') ?? {}
    t.match(date, /^\d{4}-\d\d-\d\d$/)
    t.strictSame(row, {
      id: 'returns-empty-list',
      page: 'all-types-read-and-delete',
      title: 'returns an empty list',
      evidence: 'recorded',
      source: `atlas-mock compare with ${new URL(mock.url).host}`,
      replayable: true,
      request: {
        method: 'GET',
        path: `/api/atlas/v2/groups/${DEMO}/integrations`,
        as: 'prjowner',
        headers: { Accept: 'application/vnd.atlas.2023-01-01+json' }
      }
    })
    t.match(response, {
      status: 200,
      headers: { Date: '{{date}}', 'Content-Length': '{{count}}', 'Ratelimit-Remaining': '{{count}}' },
      rawBody: `{"links":[{"href":"{{base}}/api/atlas/v2/groups/${DEMO}/integrations?pageNum=1&itemsPerPage=100","rel":"self"}],"results":[],"totalCount":0}`
    })
  }
)

t.test('stops if the service sends too much, and records what it sent', async t => {
  const target = await startTrustedTarget(t)
  // JSON.stringify escapes each character with six.
  const body = '\u0001'.repeat(4 * 1024 * 1024)
  target.change(({ path }) => (/\/groups\/[0-9a-f]{24}\/./.test(path) ? { body } : {}))
  const record = `${t.testdir()}/recording.json`
  const args = ['compare', '--target', target.url, '--rate', '1000', '--record', record]
  const { code, stdout, stderr } = await command(args, target.mock.environment('orgowner'))
  const problem = 'the responses of the service exceed 16777216 characters'
  t.match(
    { code, stderr: withoutProjects(stderr) },
    { code: 2, stderr: new RegExp(`^atlas-mock: ${problem}; \\d+/\\d+ behaviours compared\n$`) }
  )
  t.match(stdout, `\nIncomplete: ${problem}; `)
  t.strictSame(projectsOf(target.mock), ['demo', 'staging'])
  t.equal((JSON.parse(readFileSync(record, 'utf8')) as unknown[]).length, 4)
})
