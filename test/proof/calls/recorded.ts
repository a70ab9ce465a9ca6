import { writeFileSync } from 'node:fs'
import type { App } from '../../../src/app.ts'
import { type Entry, isChallenge } from '../../../src/journal/entry.ts'
import { presentCall } from '../../../src/proof/calls/call-recorder.ts'
import type { CallsFile } from '../../../types/calls.d.ts'
import { ACME, as, call, DEMO, type Request } from '../../app.ts'

/** A request, and the API key that sends it; undefined: none. */
export type Sent = Request & { key?: string }

/** Sends requests as API keys. Returns the journal's entries, without challenges. */
export async function entriesOf(app: App, requests: readonly Sent[]): Promise<Entry[]> {
  const { journal } = app.services
  const since = journal.newestId
  for (const { key, ...request } of requests) {
    // A fault may end the connection.
    await (key === undefined ? call(app, request) : as(app, key, request)).catch(() => undefined)
  }
  const hasKey = new Set(requests.map(({ key }) => key)).has(undefined)
  return journal.entries(undefined, since).filter(entry => hasKey || !isChallenge(entry))
}

/** The organization of the calls. */
const STATE = {
  id: ACME,
  name: 'acme',
  created: new Date(0).toISOString(),
  projects: [{ id: DEMO, name: 'demo', created: new Date(0).toISOString() }]
}

/** Returns a file with a page for each title, whose calls are the given requests. */
export async function record(app: App, tests: Readonly<Record<string, readonly Sent[]>>): Promise<CallsFile> {
  const pages = []
  const entries = []
  for (const [at, [title, requests]] of Object.entries(tests).entries()) {
    const id = `page_${at + 1}`
    const startedDateTime = new Date(0).toISOString()
    pages.push({ id, title, startedDateTime, pageTimings: {}, _state: STATE })
    for (const entry of await entriesOf(app, requests)) entries.push(presentCall(id, entry, app.services))
  }
  return { log: { version: '1.2', creator: { name: 'atlas-mock', version: '0' }, pages, entries } }
}

/** Writes a file of calls. */
export function write(path: string, file: object): void {
  writeFileSync(path, JSON.stringify(file))
}
