import { basename } from 'node:path'
import { createSources } from '../../base/sources.ts'
import { pagesOfCalls } from '../calls/pages.ts'
import type { PageCalls } from '../calls/read.ts'
import { type DifferenceOptions, differencesOf } from '../difference.ts'
import { openMockFor } from '../mock-service.ts'
import { operationOf } from '../operations.ts'
import type { Page, PageCall } from '../page.ts'
import { shortened, templateOf } from '../placeholders.ts'
import { fieldOf } from '../project-lookup.ts'
import { type Comparison, type Result, SkippedRequests } from '../result.ts'
import type { Reply } from '../transport.ts'
import { isMaskOf } from './masks.ts'
import { pagesOfHar } from './pages.ts'
import { idAfter, readHar } from './read.ts'

/**
 * Replays the requests of a HAR on a mock in this process and compares its responses with the recorded ones.
 *
 * @param calls compares only responses of the same kind as theirs; undefined: all
 * @throws {StartError} for an unreadable or invalid file
 */
export async function compareWithHar(path: string, calls?: readonly PageCalls[]): Promise<Comparison> {
  const results: Result[] = []
  const skipped = new SkippedRequests()
  const wanted =
    calls &&
    new Map(
      pagesOfCalls(calls, () => undefined)
        .flatMap(page => page.calls)
        .filter(({ why }) => why === undefined)
        .map(call => [kindOf(call), call])
    )
  const missing = new Map(wanted)
  for (const page of pagesOfHar(await readHar(path))) {
    await replay(page, results, skipped, call => {
      missing.delete(kindOf(call))
      return wanted?.has(kindOf(call)) !== false
    })
  }
  for (const [kind, { method, path }] of missing) {
    skipped.add('no counterpart', `${method} ${templateOf(path)} → ${kind}`)
  }
  return { source: basename(path), results, skipped: skipped.list() }
}

/** Returns operation, type, status and error code of a call. */
function kindOf({ method, path, payload, recorded }: PageCall): string {
  const { status, body } = recorded as Reply
  const inPath = /\/integrations\/([^/?]+)/.exec(path)?.[1]
  const [type] = [payload, body].flatMap(
    text => fieldOf(String(text), 'type') || fieldOf(String(text), 'integrationType') || []
  )
  return [operationOf(method, path), inPath ?? type, status, fieldOf(body, 'errorCode')]
    .filter(Boolean)
    .join(' ')
}

async function replay(
  page: Page,
  results: Result[],
  skipped: SkippedRequests,
  isWanted: (call: PageCall) => boolean
): Promise<void> {
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
      if (!isWanted(call)) continue
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
