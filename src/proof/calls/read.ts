// Reads files of recorded calls.

import { existsSync, readdirSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { CallsFile, RecordedCall, RecordedPage } from '../../../types/calls.d.ts'
import { readAsset } from '../../assets.ts'
import { createAjv } from '../../base/ajv.ts'
import { StartError } from '../../catalogue/errors.ts'
import { readJsonFile, requireValid } from '../../state/json-file.ts'

/** A page with its calls. */
export interface PageCalls {
  page: RecordedPage
  calls: RecordedCall[]
}

/**
 * Reads files of recorded calls.
 *
 * @param paths files, and folders whose `*.har` are read in the order of their names
 * @param onIncomplete called with what a file says is missing
 * @throws {StartError} for an unreadable or invalid file, and if there are no calls
 */
export async function readCalls(
  paths: readonly string[],
  onIncomplete?: (text: string) => void
): Promise<PageCalls[]> {
  const validate = createAjv({ allowUnionTypes: true })
    .addSchema(readAsset<object>('schemas/state.json'))
    .compile<CallsFile>(readAsset('schemas/calls.json'))
  const pages: PageCalls[] = []
  const files = new Map(paths.flatMap(filesOf).map(path => [resolve(path), path]))
  for (const path of files.values()) {
    const document = requireValid(`calls file ${path}`, await readJsonFile('calls', path), validate)
    const { comment } = document.log
    if (comment !== undefined) onIncomplete?.(`${path}: ${comment}`)
    pages.push(...pagesOf(path, document))
  }
  if (!pages.some(({ calls }) => calls.length > 0)) throw new StartError(`no calls in ${paths.join(', ')}`)
  numberTitles(pages)
  return pages
}

/** Appends a number to the title of each page after the first with this title, in the order of their times. */
function numberTitles(pages: readonly PageCalls[]): void {
  const counts = new Map<string, number>()
  const all = pages.map(({ page }) => page)
  const taken = new Set(all.map(({ title }) => title))
  for (const page of all.sort((a, b) => a.startedDateTime.localeCompare(b.startedDateTime))) {
    const { title } = page
    let count = counts.get(title) ?? 0
    do count++
    while (count > 1 && taken.has(`${title} (${count})`))
    counts.set(title, count)
    if (count > 1) page.title = `${title} (${count})`
  }
}

function filesOf(path: string): string[] {
  // A mock creates the folder when it has calls.
  if (!existsSync(path)) throw new StartError(`no calls in ${path}: it does not exist`)
  try {
    if (!statSync(path).isDirectory()) return [path]
    const names = readdirSync(path).filter(name => name.endsWith('.har'))
    const paths = names.sort().map(name => join(path, name))
    return paths.filter(file => statSync(file).isFile())
  } catch (error) {
    throw new StartError(`cannot read calls from ${path}: ${(error as Error).message}`)
  }
}

function pagesOf(path: string, { log }: CallsFile): PageCalls[] {
  const pages = new Map(log.pages.map(page => [page.id, { page, calls: [] as RecordedCall[] }]))
  for (const [at, call] of log.entries.entries()) {
    const page = pages.get(call.pageref)
    if (!page) throw new StartError(`invalid calls file ${path} at /log/entries/${at}/pageref: unknown page`)
    page.calls.push(call)
  }
  return [...pages.values()]
}
