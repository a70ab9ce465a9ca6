import type { App } from '../../src/app.ts'
import type { Entry, NewEntry } from '../../src/journal/entry.ts'
import { as, type Request } from '../app.ts'

/** Sends a request as an API key and returns its entry. */
export async function entryOf(app: App, request: Request, publicKey = 'prjowner'): Promise<Entry> {
  await as(app, publicKey, request).catch(() => undefined)
  const { journal } = app.services.control
  return journal.find(journal.newestId) as Entry
}

/** Returns an entry as the recorder creates it. */
export function newEntry({ id: _id, size: _size, ...rest }: Entry): NewEntry {
  return rest
}
