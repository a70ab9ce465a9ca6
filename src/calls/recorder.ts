import type { IncomingHttpHeaders } from 'node:http'
import { PACKAGE } from '../assets.ts'
import { createSources } from '../base/sources.ts'
import type { Catalogue } from '../catalogue/errors.ts'
import type { Registry } from '../integrations/registry.ts'
import { type Entry, isChallenge } from '../journal/entry.ts'
import type { OrganizationState } from '../state/document.ts'
import { exportState } from '../state/export.ts'
import type { Store } from '../store/store.ts'
import type { PageState, RecordedCall, RecordedPage } from './file.ts'
import { writeCalls } from './folder.ts'
import { createCallFormat } from './har.ts'
import { StandIns } from './stand-ins.ts'
import { readVocabulary } from './vocabulary.ts'

const MAX_BYTES = 256 * 1_048_576

/** Returns the maximum estimated bytes of the calls that a mock keeps until it closes. @param memory 0: no limit */
function capacityOf(memory: number): number {
  return memory > 0 ? Math.min(MAX_BYTES, memory / 4) : MAX_BYTES
}

/** Operations of the control plane that change the contents of organizations, or the roles of their callers. */
const STATE_CHANGES = ['reset', 'putState', 'restoreSnapshot', 'patchPrincipal']

interface Page {
  id: string
  orgId: string | undefined
  title: string
  /** ISO 8601. */
  started: string
  state: PageState | null
  /** In the order of their responses: entries of the journal, each replaced when it is converted. */
  calls: (Entry | RecordedCall)[]
  /** Converted. */
  shown?: RecordedPage
}

/** What a recorder reads. */
export interface RecorderSources {
  store: Store
  registry: Registry
  catalogue: Catalogue
}

/**
 * Records the calls on the Atlas API in pages. Keeps what the journal forgets: the calls before a reset, of removed
 * sandboxes, and those that it evicts.
 */
export class Recorder {
  readonly #sources: RecorderSources
  readonly #pages: Page[] = []
  /** By organization. */
  readonly #open = new Map<string | undefined, Page>()
  /** Organizations as they are when their next page begins. Missing: a sandbox in its initial state. */
  readonly #states = new Map<string, PageState>()
  /** The calls without credentials that got a challenge, by its nonce. */
  readonly #challenges = new Map<string, { page: Page; entry: Entry }>()
  readonly #standIns: StandIns
  readonly #toCall: (entry: Entry, page: string) => RecordedCall
  readonly #folder: string
  readonly #onSave: () => void
  readonly #maxBytes = capacityOf(process.constrainedMemory())
  #bytes = 0
  #left = 0
  #isSaved = false

  /** @param folder for the file @param onSave called when the file is written */
  constructor(folder: string, sources: RecorderSources, onSave: () => void) {
    this.#folder = folder
    this.#onSave = onSave
    this.#sources = sources
    // Not the mock's own random numbers, which a test may fix.
    const key = createSources().randomBytes(32)
    this.#standIns = new StandIns(key, readVocabulary(sources.registry))
    this.#toCall = createCallFormat(sources, this.#standIns)
    this.captureAll()
  }

  /** Records a call, unless it only obtains credentials or comes from the console itself. */
  record(entry: Entry): void {
    if (entry.operation?.content === 'token' || entry.isBackground) return
    if (entry.scheme === 'digest') this.#forgetChallenge(entry)
    if (this.#bytes > this.#maxBytes) this.#left++
    else {
      this.#bytes += entry.size
      const page = this.#pageOf(entry)
      page.calls.push(entry)
      const nonce = isChallenge(entry) && nonceIn(String(entry.responseHeaders['www-authenticate']))
      if (nonce) this.#challenges.set(nonce, { page, entry })
    }
  }

  /** Ends the pages whose organization an operation of the control plane has changed. @param sandbox null: all */
  change({ operation, sandbox }: { operation: string; sandbox: string | null }): void {
    if (!STATE_CHANGES.includes(operation)) return
    if (sandbox !== null) this.#capture(sandbox)
    else if (operation === 'patchPrincipal') for (const id of [...this.#open.keys()]) this.#capture(id)
    else this.captureAll()
  }

  /** Begins new pages with the present state of all organizations. */
  captureAll(): void {
    this.#open.clear()
    this.#states.clear()
    for (const { id } of this.#sources.store.organizations.list()) this.#capture(id)
  }

  /** Writes the calls to a new file, once; none without calls. @throws {StartError} if it cannot be written */
  save(): void {
    if (this.#isSaved) return
    this.#isSaved = true
    this.#onSave()
    if (this.#pages.some(({ calls }) => calls.length > 0)) writeCalls(this.#folder, this.chunks())
  }

  /** Yields the file as JSON in chunks. @param orgId undefined: all organizations */
  *chunks(orgId?: string): Generator<string> {
    const isWanted = (page: Page) => page.calls.length > 0 && (orgId === undefined || page.orgId === orgId)
    const pages = this.#pages.filter(isWanted)
    const { name, version } = PACKAGE
    const comment =
      this.#left > 0
        ? `the last ${this.#left} calls were not recorded: they exceed the memory limit`
        : undefined
    const head = JSON.stringify({ version: '1.2', creator: { name, version }, comment })
    yield `{"log":${head.slice(0, -1)},"pages":[`
    let separator = ''
    for (const page of pages) {
      yield `${separator}\n${JSON.stringify(this.#shownPage(page))}`
      separator = ','
    }
    yield '],"entries":['
    separator = ''
    for (const page of pages) {
      for (let at = 0; at < page.calls.length; at++) {
        yield `${separator}\n${JSON.stringify(this.#shownCall(page, at))}`
        separator = ','
      }
    }
    yield ']}}\n'
  }

  /** Removes the challenge that a Digest call follows: only together are they one call. */
  #forgetChallenge({ headers }: Entry): void {
    const nonce = nonceIn((JSON.parse(headers) as IncomingHttpHeaders).authorization)
    const challenge = this.#challenges.get(nonce ?? '')
    if (!challenge) return
    const { page, entry } = challenge
    this.#challenges.delete(nonce ?? '')
    // It is not there if the calls have been read meanwhile.
    const at = page.calls.lastIndexOf(entry)
    if (at >= 0) page.calls.splice(at, 1)
  }

  #pageOf({ orgId, time }: Entry): Page {
    const open = this.#open.get(orgId)
    if (open) return open
    const { store } = this.#sources
    const isSandbox = orgId !== undefined && store.sandboxes.find(orgId) !== undefined
    const page: Page = {
      id: `page_${this.#pages.length + 1}`,
      orgId,
      // The name of another organization is a user's value.
      title: (isSandbox && store.organizations.find(orgId)?.name) || 'no sandbox',
      started: new Date(time).toISOString(),
      state: orgId === undefined ? null : (this.#states.get(orgId) ?? this.#initialState(orgId)),
      calls: []
    }
    this.#pages.push(page)
    this.#open.set(orgId, page)
    return page
  }

  #capture(orgId: string | undefined): void {
    this.#open.delete(orgId)
    if (orgId === undefined) return
    this.#states.delete(orgId)
    const [organization] = exportState(this.#sources.store, 0, orgId).organizations
    if (organization) this.#states.set(orgId, stateOf(organization))
  }

  #initialState(orgId: string): PageState | null {
    const sandbox = this.#sources.store.sandboxes.find(orgId)
    return sandbox ? stateOf(JSON.parse(sandbox.baseline) as OrganizationState) : null
  }

  #shownPage(page: Page): RecordedPage {
    page.shown ??= {
      id: page.id,
      title: page.title,
      startedDateTime: page.started,
      pageTimings: {},
      _state: this.#standIns.value(page.state) as PageState | null
    }
    return page.shown
  }

  #shownCall(page: Page, at: number): RecordedCall {
    const call = page.calls[at] as Entry | RecordedCall
    if ('pageref' in call) return call
    const shown = this.#toCall(call, page.id)
    page.calls[at] = shown
    return shown
  }
}

function nonceIn(header = ''): string | undefined {
  return /nonce="([^"]+)"/.exec(header)?.[1]
}

function stateOf({ id, name, projects = [], logIntegrations }: OrganizationState): PageState {
  return { id, name, projects, ...(logIntegrations && { logIntegrations }) }
}
