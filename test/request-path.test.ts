import { Session } from 'node:inspector/promises'
import t from 'tap'
import { startMock } from '../src/index.ts'
import { DEMO, integrations } from './app.ts'

/** Maximum files and functions of `src` for one POST, including the challenge and `startMock`. */
const MOST = { files: 42, functions: 160 }

t.test('an authenticated POST runs through few files and functions', async t => {
  const mock = await startMock({ listen: false })
  t.teardown(() => mock.close())
  const as = mock.credentials.apiKeys['orgowner']
  if (!as) throw new Error('the seed has no key orgowner')
  const post = (type: string, body: object) =>
    mock.inject({ method: 'POST', url: integrations(DEMO, type), body, as })
  // Warm up: the first request loads and compiles code.
  await post('WEBHOOK', { url: 'https://example.com' })
  const session = new Session()
  session.connect()
  await session.post('Profiler.enable')
  await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: false })
  await session.post('Profiler.takePreciseCoverage')
  const { status } = await post('PAGER_DUTY', { serviceKey: '0123456789abcdef0123456789abcdef' })
  const { result } = await session.post('Profiler.takePreciseCoverage')
  session.disconnect()
  t.equal(status, 200)
  const entered = result.flatMap(({ url, functions }) => {
    const [, file] = /\/src\/(.+)$/.exec(url) ?? []
    const called = functions.filter(({ ranges }) => ranges.some(({ count }) => count > 0))
    return file === undefined || called.length === 0 ? [] : [{ file, count: called.length }]
  })
  const functions = entered.reduce((sum, { count }) => sum + count, 0)
  for (const { file, count } of entered) t.comment(`${file}: ${count}`)
  t.comment(`${entered.length} files, ${functions} functions`)
  t.ok(entered.length > 20 && entered.length <= MOST.files, `${entered.length} files`)
  t.ok(functions <= MOST.functions, `${functions} functions`)
})
