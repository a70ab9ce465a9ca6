import { Session } from 'node:inspector/promises'
import { startMock } from '../src/index.ts'

/** The functions of a file of `src` that a request ran. */
interface EnteredFile {
  /** Path below `src`. */
  file: string
  /** Names in the order of the source; empty for an anonymous function. */
  functions: string[]
}

/** Project `demo` of the built-in seed data. */
const PROJECT = '32b6e34b3d91647abb20e7b8'

/** Folders of the client that sends the POST, which do not count. */
const CLIENT = /^(client|mock)\//

/** Returns the server functions that a POST by Digest runs, challenge included. @throws {Error} if the POST fails */
export async function walkPost(): Promise<EnteredFile[]> {
  const mock = await startMock({ listen: false })
  const session = new Session()
  try {
    const as = mock.credentials.apiKeys['prjowner']
    if (!as) throw new Error('the seed has no key prjowner')
    const post = (type: string, body: object) =>
      mock.inject({
        method: 'POST',
        url: `/api/atlas/v2/groups/${PROJECT}/integrations/${type}`,
        body,
        as
      })
    // Warm up: the first request loads and compiles code, the second fills caches.
    await post('WEBHOOK', { url: 'https://example.com' })
    await post('OPS_GENIE', { apiKey: '11111111-2222-4333-8444-555555555555' })
    session.connect()
    await session.post('Profiler.enable')
    await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: false })
    await session.post('Profiler.takePreciseCoverage')
    const { status, body } = await post('PAGER_DUTY', { serviceKey: '0123456789abcdef0123456789abcdef' })
    const { result } = await session.post('Profiler.takePreciseCoverage')
    if (status !== 200) throw new Error(`the POST failed: ${body}`)
    return result.flatMap(({ url, functions }) => {
      const [, file] = /\/src\/(.+)$/.exec(url) ?? []
      const called = functions.filter(({ ranges }) => ranges.some(({ count }) => count > 0))
      if (file === undefined || CLIENT.test(file) || called.length === 0) return []
      return [{ file, functions: called.map(({ functionName }) => functionName) }]
    })
  } finally {
    session.disconnect()
    await mock.close()
  }
}

if (import.meta.main) {
  const entered = await walkPost()
  const lines = entered.map(
    ({ file, functions }) => `${file}: ${functions.map(name => name || '(anonymous)').join(', ')}`
  )
  const total = entered.reduce((sum, { functions }) => sum + functions.length, 0)
  process.stdout.write(`${[...lines, `${entered.length} files, ${total} functions`].join('\n')}\n`)
}
