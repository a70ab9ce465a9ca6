import { basename } from 'node:path'
import { createSources } from '../../base/sources.ts'
import { type DifferenceOptions, differencesOf } from '../difference.ts'
import { openMockFor } from '../mock-service.ts'
import { operationOf } from '../operations.ts'
import type { Page } from '../page.ts'
import { shortened, templateOf } from '../placeholders.ts'
import { type Comparison, type Result, SkippedRequests } from '../result.ts'
import { isMaskOf } from './masks.ts'
import { pagesOfHar } from './pages.ts'
import { idAfter, readHar } from './read.ts'

/**
 * Replays the requests of a HAR on a mock in this process and compares its responses with the recorded ones.
 *
 * @throws {StartError} for an unreadable or invalid file
 */
export async function compareWithHar(path: string): Promise<Comparison> {
  const results: Result[] = []
  const skipped = new SkippedRequests()
  for (const page of pagesOfHar(await readHar(path))) await replay(page, results, skipped)
  return { source: basename(path), results, skipped: skipped.list() }
}

async function replay(page: Page, results: Result[], skipped: SkippedRequests): Promise<void> {
  const { replayer, close } = await openMockFor(page, createSources())
  try {
    const rejected = await replayer.open(page)
    // For example, a key that is masked completely has no valid stand-in.
    const incomplete = rejected.map(({ content }) => idAfter('groups', content.path))
    for (const call of page.calls) {
      const { method, path } = call
      const isIncomplete =
        /\/integrations(\/|\?|$)/.test(path) && incomplete.includes(idAfter('groups', path) ?? '')
      const sent =
        isIncomplete && !call.why ? { ...call, why: 'earlier state' as const, isOmitted: true } : call
      const { reply, recorded, why } = await replayer.send(sent)
      if (!reply || !recorded) {
        skipped.add(why ?? 'not replayed', `${method} ${templateOf(path)}`)
        continue
      }
      const options: DifferenceOptions = {
        // The writers of HAR files omit or change it.
        ignoredHeaders: ['date'],
        compareWhitespace: false,
        isEqual: (text, masked) => isMaskOf(masked, text, recorded.status >= 400)
      }
      results.push({
        operation: operationOf(method, path) ?? '',
        title: `${method} ${shortened(path)}`,
        differences: differencesOf(reply, recorded, options)
      })
    }
  } finally {
    await close()
  }
}
