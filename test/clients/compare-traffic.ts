import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Test } from 'tap'
import { compareWithHar } from '../../src/compare/har/compare.ts'
import { temporaryFolder } from './run.ts'

/** The parts of a HAR that the test changes. */
interface Har {
  log: { entries: { request: { url: string }; response: { status: number; content: { text: string } } }[] }
}

/** Replays a HAR on a new mock and expects no difference. @param resource that must be in the traffic */
export async function compareTraffic(t: Test, text: string, resource = 'integrations'): Promise<void> {
  const { results, skipped } = await compare(t, text)
  t.strictSame(
    results.flatMap(({ title, differences }) => differences.map(({ at }) => `${title}: ${at}`)),
    []
  )
  t.ok(
    results.some(({ title }) => title.includes(`/${resource}`)),
    `compares responses about ${resource}`
  )
  t.comment(`${results.length} responses compared, not compared: ${JSON.stringify(skipped)}`)
}

/** Compares the requests that a server received. @param url of a server without a control token */
export async function compareTrafficOf(t: Test, url: string, resource?: string): Promise<void> {
  await compareTraffic(t, await trafficOf(url), resource)
}

/** Changes a response in the traffic of a server, and expects that difference. */
export async function compareChangedTrafficOf(t: Test, url: string): Promise<void> {
  const har = JSON.parse(await trafficOf(url)) as Har
  const entry = har.log.entries.find(
    ({ request, response }) => response.status === 200 && request.url.includes('/integrations')
  )
  if (entry) entry.response.content.text = entry.response.content.text.replace('{', '{"added":1,')
  const { results } = await compare(t, JSON.stringify(har))
  t.strictSame(
    results.flatMap(({ differences }) => differences.map(({ at }) => at)),
    ['$.added']
  )
}

async function compare(t: Test, text: string): ReturnType<typeof compareWithHar> {
  const path = join(await temporaryFolder(t), 'client.har')
  await writeFile(path, text)
  return await compareWithHar(path)
}

async function trafficOf(url: string): Promise<string> {
  const response = await fetch(`${url}/_mock/v1/requests.har`)
  return await response.text()
}
