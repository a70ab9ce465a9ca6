import type { App } from '../../src/app.ts'
import type { Entry } from '../../src/journal/entry.ts'
import { as, type Request } from '../app.ts'

/** Sends a request as an API key and returns its entry. */
export async function entryOf(app: App, request: Request, publicKey = 'prjowner'): Promise<Entry> {
  await as(app, publicKey, request).catch(() => undefined)
  const { journal } = app.services.control
  return journal.find(journal.newestId) as Entry
}
