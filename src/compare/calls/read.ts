import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { CallFacts, CallsFile, RecordedCall, RecordedPage } from '../../calls/file.ts'
import type { Evidence } from '../../catalogue/evidence.ts'
import { readJsonFile } from '../../state/json-file.ts'

/** A page with its calls. */
export interface PageCalls {
  page: RecordedPage
  calls: RecordedCall[]
}

/** Returns the row of the ledger with the behaviour of a call. */
export type BehaviourOf = (facts: CallFacts) => { id: string; label: Evidence } | undefined

/** Reads files, and the files `*.har` of folders. @throws {StartError} */
export async function readCalls(paths: readonly string[]): Promise<PageCalls[]> {
  const files = paths.flatMap(path => {
    if (!statSync(path).isDirectory()) return [path]
    return readdirSync(path)
      .filter(name => name.endsWith('.har'))
      .sort()
      .map(name => join(path, name))
  })
  const pages: PageCalls[] = []
  for (const file of files) {
    const { log } = (await readJsonFile('calls', file)) as CallsFile
    const calls = Map.groupBy(log.entries, ({ pageref }) => pageref)
    pages.push(...log.pages.map(page => ({ page, calls: calls.get(page.id) ?? [] })))
  }
  return pages
}

/** Until the ledger's rows are connected. */
export const behaviourOf: BehaviourOf = () => undefined
