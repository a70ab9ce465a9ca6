import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Test } from 'tap'
import { compareWithHar } from '../../src/compare/har/compare.ts'
import { temporaryFolder } from './run.ts'

/** The parts of a HAR that the test changes. */
interface Har {
  log: { entries: { request: { url: string }; response: { status: number; content: { text: string } } }[] }
}

/** Replays a HAR on a new mock and expects no difference; then changes a response and expects that difference. */
export async function compareTraffic(t: Test, text: string): Promise<void> {
  const path = join(await temporaryFolder(t), 'client.har')
  await writeFile(path, text)
  const { results, skipped } = await compareWithHar(path)
  t.strictSame(
    results.flatMap(({ title, differences }) => differences.map(({ at }) => `${title}: ${at}`)),
    []
  )
  t.comment(`${results.length} responses compared, not compared: ${JSON.stringify(skipped)}`)

  const har = JSON.parse(text) as Har
  const entry = har.log.entries.find(
    ({ request, response }) => response.status === 200 && request.url.includes('/integrations')
  )
  if (entry) entry.response.content.text = entry.response.content.text.replace('{', '{"added":1,')
  await writeFile(path, JSON.stringify(har))
  const changed = await compareWithHar(path)
  t.strictSame(
    changed.results.flatMap(({ differences }) => differences.map(({ at }) => at)),
    entry ? ['$.added'] : []
  )
}

/** Compares the requests that a server received. @param url of a server without a control token */
export async function compareTrafficOf(t: Test, url: string): Promise<void> {
  const response = await fetch(`${url}/_mock/v1/requests.har`)
  await compareTraffic(t, await response.text())
}
