import { once } from 'node:events'
import { cp, readFile, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { Test } from 'tap'
import { ROOT } from '../cli/process.ts'
import { blocksOf, read } from '../docs/page.ts'
import { type Outcome, run, temporaryFolder } from './run.ts'
import { startServer } from './server.ts'

const EXAMPLES = join(ROOT, 'examples')
const TOKEN = 'a-token-of-the-suite'

/** Copies files of an example to a temporary folder. @returns the folder */
export async function copyExample(t: Test, example: string, files: readonly string[]): Promise<string> {
  const folder = await temporaryFolder(t)
  for (const file of files) await cp(join(EXAMPLES, example, file), join(folder, file), { recursive: true })
  return folder
}

/** Replaces the only occurrence of a text in a file. */
export async function replaceOnce(file: string, text: string, replacement: string): Promise<void> {
  const parts = (await readFile(file, 'utf8')).split(text)
  if (parts.length !== 2) throw new Error(`${file} contains '${text}' ${parts.length - 1} times, not once`)
  await writeFile(file, parts.join(replacement))
}

/**
 * Runs a command by that of docs/TESTS.md which starts a mock for the tests in a folder.
 *
 * @param calls folder for their calls
 */
export async function runWithExec(t: Test, command: string, folder: string, calls: string): Promise<Outcome> {
  const { text = '' } =
    blocksOf(read('docs/TESTS.md')).find(({ text }) => text.includes('exec --cwd "$TESTS"')) ?? {}
  // npx registers the checkout in the cache.
  const env = { TESTS: folder, npm_config_cache: await temporaryFolder(t), ATLAS_MOCK_CALLS: calls }
  return await run('sh', ['-e', '-c', text.replace('npm test', command)], { cwd: ROOT, env })
}

/**
 * Starts a server whose control plane requires a token. Its public address is not reachable.
 *
 * @returns the variables for the tests of an example
 */
export async function startForTests(t: Test): Promise<{ ATLAS_MOCK_URL: string; [name: string]: string }> {
  const url = await startServer(t, '--control-token', TOKEN, '--public-url', 'http://mapped.test')
  return { ATLAS_MOCK_URL: url, ATLAS_MOCK_CONTROL_TOKEN: TOKEN, NO_PROXY: '127.0.0.1' }
}

/**
 * Checks that the token of a helper gets to the address of the mock only.
 *
 * @param runTest runs one test, whose mock is not one: it redirects to another host, or only a proxy reaches it
 */
export async function checkDirect(
  t: Test,
  runTest: (env: { HTTP_PROXY: string; [name: string]: string }) => Promise<{ code: unknown }>
): Promise<void> {
  const requests: string[] = []
  const server = createServer((request, response) => {
    requests.push(`${request.method} ${request.url}`)
    response.writeHead(302, { location: `http://localhost:${port}/elsewhere` }).end()
  })
  t.teardown(() => server.close())
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const { port } = server.address() as AddressInfo
  const proxy = `http://127.0.0.1:${port}`
  for (const url of [proxy, 'http://atlas-mock.invalid']) {
    const proxies = { HTTP_PROXY: proxy, http_proxy: proxy, NO_PROXY: '', no_proxy: '' }
    const { code } = await runTest({ ...proxies, ATLAS_MOCK_URL: url, ATLAS_MOCK_CONTROL_TOKEN: TOKEN })
    t.equal(code, 1, url)
  }
  t.strictSame(requests, ['POST /_mock/v1/sandboxes'])
}

/** Returns the response of `GET /sandboxes`. */
export async function sandboxesOf({ ATLAS_MOCK_URL: url }: { ATLAS_MOCK_URL: string }): Promise<unknown> {
  const headers = { authorization: `Bearer ${TOKEN}` }
  return await (await fetch(`${url}/_mock/v1/sandboxes`, { headers })).json()
}

/** Returns an example of the README, with the address of a server. */
export function readmeExample(language: string, url = ''): string {
  const block = blocksOf(read('README.md')).find(block => block.language === language)
  if (block === undefined) throw new Error(`README.md has no example in ${language}`)
  return block.text.replace('http://127.0.0.1:8080', url)
}
