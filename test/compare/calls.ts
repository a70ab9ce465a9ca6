import { writeFileSync } from 'node:fs'
import { createSources } from '../../src/base/sources.ts'
import { readCalls } from '../../src/calls/read.ts'
import { type CallsOptions, compareCalls } from '../../src/compare/compare.ts'
import { Transport } from '../../src/compare/transport.ts'
import { type Mock, startMock } from '../../src/index.ts'
import { harEntry } from '../../src/journal/har.ts'
import type { CallFacts, CallsFile, RecordedCall, RecordedPage } from '../../types/calls.d.ts'
import type { Method } from '../../types/wire.d.ts'
import { ACME } from '../app.ts'
import { KEY, type Target } from './target.ts'

/** The organization and the project of recorded pages. */
export const ORG = '5f00000000000000000000a1'
export const PROJECT = '5f00000000000000000000b1'

const VERSIONED = 'application/vnd.atlas.2025-03-12+json'

/** The path of a project's resource. */
export const inProject = (rest: string, project = PROJECT) => `/api/atlas/v2/groups/${project}${rest}`

type Projects = NonNullable<NonNullable<RecordedPage['_state']>['projects']>

/** Facts that differ from those of a successful call of an owner. */
interface Facts extends Partial<CallFacts> {
  /** Replaces the recorded response. */
  status?: number
  change?: (body: string) => string
}

/** Records calls on a mock, as `--calls` does. */
export class Recording {
  readonly #pages: RecordedPage[] = []
  readonly #entries: RecordedCall[] = []
  #mock: Mock | undefined

  /** Begins a page with a new mock. */
  async page(title: string, projects: Projects = [projectOf(PROJECT)]): Promise<this> {
    await this.#mock?.close()
    const roles = [{ orgId: ORG, roleName: 'ORG_OWNER' as const }]
    const organization = {
      id: ORG,
      name: 'organization',
      projects: projects.map(({ id, name }) => ({ id, name })),
      apiKeys: [{ publicKey: 'owner', privateKey: 'secret', roles }]
    }
    this.#mock = await startMock({ seed: { organizations: [organization] }, listen: false })
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
    facts: Facts = {}
  ): Promise<Record<string, unknown>> {
    const { status: forced, change = (text: string) => text, ...mock } = facts
    if (!this.#mock) throw new Error('no page')
    const as = { publicKey: 'owner', privateKey: 'secret' }
    const headers = { accept: VERSIONED, ...(body !== undefined && { 'content-type': VERSIONED }) }
    const reply = await this.#mock.inject({ method, url: path, body, as, headers })
    const url = `https://atlas.example.com${path}`
    const reserved = (text: string) => text.replaceAll('http://localhost', 'https://atlas.example.com')
    const text = change(reserved(reply.body))
    const status = forced ?? reply.status
    const shown = harEntry({
      time: '2026-11-01T00:00:00.000Z',
      duration: 1,
      httpVersion: '1.1',
      request: {
        method,
        url,
        headers,
        query: [],
        body: body === undefined ? undefined : { text: JSON.stringify(body) }
      },
      response: {
        status,
        headers: Object.fromEntries(
          Object.entries(reply.headers).map(([name, value]) => [name, reserved(String(value))])
        ),
        body: { text }
      }
    })
    this.#entries.push({
      pageref: `page_${this.#pages.length}`,
      ...shown,
      _mock: {
        operation: '',
        integrationType: null,
        errorCode: null,
        reason: null,
        caller: 'owner',
        executed: true,
        notCompared: null,
        unlike: [],
        rows: [],
        ...mock
      }
    })
    return (reply.body === '' ? {} : JSON.parse(reply.body)) as Record<string, unknown>
  }

  /** Writes the file. @returns its path */
  async write(folder: string): Promise<string> {
    await this.#mock?.close()
    const path = `${folder}/1-1.har`
    const file: CallsFile = {
      log: {
        version: '1.2',
        creator: { name: 'atlas-integrations-mock', version: '0.0.0' },
        pages: this.#pages,
        entries: this.#entries
      }
    }
    writeFileSync(path, JSON.stringify(file))
    return path
  }
}

/** Replays a recording on a target. */
export async function compareRecording(
  { url }: Target,
  recording: Recording,
  folder: string,
  options: Partial<CallsOptions> = {}
) {
  return await compareCalls({
    calls: await readCalls([await recording.write(folder)]),
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
