import { writeFileSync } from 'node:fs'
import { type App, buildApp } from '../../../src/app.ts'
import { createSources } from '../../../src/base/sources.ts'
import type { Entry } from '../../../src/journal/entry.ts'
import { presentCall } from '../../../src/proof/calls/call-recorder.ts'
import { readCalls } from '../../../src/proof/calls/read.ts'
import { type ComparisonOptions, compare } from '../../../src/proof/compare/compare.ts'
import { pagesOfCalls } from '../../../src/proof/compare/pages.ts'
import { Transport } from '../../../src/proof/compare/transport.ts'
import type { CallFacts, CallsFile, RecordedCall, RecordedPage } from '../../../types/calls.d.ts'
import type { Method } from '../../../types/wire.d.ts'
import { ACME } from '../../app.ts'
import { asKey } from '../../control/control.ts'
import { KEY, type Target } from './target.ts'

/** The organization and the project of recorded pages. */
export const ORG = '5f00000000000000000000a1'
export const PROJECT = '5f00000000000000000000b1'

const OWNER = { publicKey: 'owner', privateKey: 'secret' }
const VERSIONED = 'application/vnd.atlas.2025-03-12+json'

/** The path of a project's resource. */
export const inProject = (rest: string, project = PROJECT) => `/api/atlas/v2/groups/${project}${rest}`

type Projects = NonNullable<NonNullable<RecordedPage['_state']>['projects']>

/** Facts that differ from those of the mock's response. */
interface Facts extends Partial<CallFacts> {
  /** Replaces the recorded status. */
  status?: number
  change?: (body: string) => string
}

/** Records calls on a mock, as `--calls` does. */
export class Recording {
  readonly #pages: RecordedPage[] = []
  readonly #entries: RecordedCall[] = []
  #app: App | undefined

  /** Begins a page with a new mock. */
  async page(title: string, projects: Projects = [projectOf(PROJECT)]): Promise<this> {
    await this.#app?.server.close()
    const organization = {
      id: ORG,
      name: 'organization',
      projects: projects.map(({ id, name }) => ({ id, name })),
      apiKeys: [{ ...OWNER, roles: [{ orgId: ORG, roleName: 'ORG_OWNER' }] }]
    }
    const seed = JSON.stringify({ organizations: [organization] })
    const settings = { seed, publicUrl: 'https://atlas.example.com' }
    this.#app = await buildApp({ logStream: { write: () => undefined }, settings })
    this.continue(title, projects)
    return this
  }

  /** Begins a page with the present state of the mock. */
  continue(title: string, projects: Projects): void {
    this.#pages.push({
      id: `page_${this.#pages.length + 1}`,
      title,
      startedDateTime: '2026-11-01T00:00:00.000Z',
      pageTimings: {},
      _state: { id: ORG, name: 'organization', created: '2026-01-01T00:00:00.000Z', projects }
    })
  }

  /** Sends a request and records it. @returns the body of the response */
  async call(
    method: Method,
    path: string,
    body?: unknown,
    { status, change = text => text, ...facts }: Facts = {}
  ): Promise<Record<string, unknown>> {
    if (!this.#app) throw new Error('no page')
    const headers = { accept: VERSIONED, ...(body !== undefined && { 'content-type': VERSIONED }) }
    const { json = {} } = await asKey(this.#app, OWNER, { method, url: path, body, headers })
    const { journal } = this.#app.services
    const entry = journal.find(journal.newestId) as Entry
    const call = presentCall(`page_${this.#pages.length}`, entry, this.#app.services)
    const { response } = call
    const content = { ...response.content, text: change(response.content.text ?? '') }
    this.#entries.push({
      ...call,
      response: { ...response, status: status ?? response.status, content },
      _mock: { ...call._mock, ...facts }
    })
    return json as Record<string, unknown>
  }

  /** Writes the file. @returns its path */
  async write(folder: string): Promise<string> {
    await this.#app?.server.close()
    const path = `${folder}/1-1.har`
    const creator = { name: 'atlas-integrations-mock', version: '0.0.0' }
    const file: CallsFile = { log: { version: '1.2', creator, pages: this.#pages, entries: this.#entries } }
    writeFileSync(path, JSON.stringify(file))
    return path
  }
}

/** Replays a recording on a target. */
export async function compareRecording(
  { url }: Target,
  recording: Recording,
  folder: string,
  options: Partial<ComparisonOptions> = {}
) {
  return await compare({
    pages: pagesOfCalls(await readCalls([await recording.write(folder)])),
    target: new Transport(new URL(url)),
    credential: KEY,
    orgId: ACME,
    sources: createSources(),
    signal: new AbortController().signal,
    ...options
  })
}

/** Returns the state of a project. */
export function projectOf(id: string, more: object = {}) {
  return { id, name: `name-${id.slice(-2)}`, created: '2026-11-01T00:00:00.000Z', ...more }
}
