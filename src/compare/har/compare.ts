import { basename } from 'node:path'
import { createSources } from '../../base/sources.ts'
import type { PageCalls } from '../../calls/read.ts'
import { readWords } from '../../calls/vocabulary.ts'
import { pagesOfCalls } from '../calls/pages.ts'
import { differencesOf } from '../difference.ts'
import { openMock } from '../mock-service.ts'
import { operationOf } from '../operations.ts'
import type { PageCall } from '../page.ts'
import { shortened, templateOf } from '../placeholders.ts'
import { fieldOf } from '../project-lookup.ts'
import { type Comparison, group, type Result, type Skipped } from '../result.ts'
import { isMaskOf } from './masks.ts'
import { pagesOfHar } from './pages.ts'
import { readHar } from './read.ts'

/**
 * Replays the requests of a HAR on a mock in this process and compares its responses with the recorded ones.
 *
 * @param calls compares only responses of the same kind as theirs; undefined: all
 * @throws {StartError} for an unreadable or invalid file
 */
export async function compareWithHar(path: string, calls?: readonly PageCalls[]): Promise<Comparison> {
  const results: Result[] = []
  const skipped: Skipped[] = []
  const wanted = calls && pagesOfCalls(calls).flatMap(page => page.calls)
  const missing = new Map(wanted?.filter(({ why }) => !why).map(call => [kindOf(call), call]))
  const kinds = wanted && new Set(missing.keys())
  const pages = pagesOfHar(await readHar(path))
  const { replayerFor, close } = await openMock(createSources(), { pages })
  try {
    for (const page of pages) {
      const { outcomes, error } = await replayerFor(page).replay(page)
      if (error) throw error
      for (const { call, reply, recorded, why } of outcomes) {
        const { method, path } = call
        missing.delete(kindOf(call))
        if (kinds?.has(kindOf(call)) === false) continue
        if (!reply || !recorded) {
          skipped.push({ why: why ?? 'not replayed', request: `${method} ${templateOf(path)}`, count: 1 })
          continue
        }
        const differences = differencesOf(reply, recorded, {
          // The writers of HAR files omit or change it.
          ignoredHeaders: ['date'],
          compareWhitespace: false,
          isEqual: (text, masked) => isMaskOf(masked, text, recorded.status >= 400)
        })
        const title = `${method} ${shortened(path)}`
        results.push({ operation: operationOf(method, path) ?? '', title, differences })
      }
    }
  } finally {
    await close()
  }
  for (const [kind, { method, path }] of missing) {
    skipped.push({ why: 'no counterpart', request: `${method} ${templateOf(path)} → ${kind}`, count: 1 })
  }
  return { source: basename(path), results, skipped: group(skipped) }
}

/** Returns operation, type, status and error code of a call. */
function kindOf({ method, path, payload, recorded }: PageCall): string {
  const { status = 0, body = '' } = recorded ?? {}
  const inPath = /\/integrations\/([^/?]+)/.exec(path)?.[1]
  const types = [String(payload), body].flatMap(text => [
    fieldOf(text, 'type'),
    fieldOf(text, 'integrationType')
  ])
  const type = inPath ?? types.find(Boolean)
  // A file of calls has stand-ins for types that the mock does not know.
  const shown = type && (readWords().has(type) ? type : 'unknown type')
  const kind = [operationOf(method, path), shown, status, fieldOf(body, 'errorCode')]
  return kind.filter(Boolean).join(' ')
}
