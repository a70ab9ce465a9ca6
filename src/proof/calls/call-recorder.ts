// Records calls with the state before them.

import type { IncomingHttpHeaders } from 'node:http'
import type { CallsFile, RecordedCall, RecordedPage } from '../../../types/calls.d.ts'
import { PACKAGE } from '../../assets.ts'
import { escapeControls } from '../../base/printable.ts'
import { originOf, splitTarget } from '../../base/request-target.ts'
import type { Settings } from '../../config/config.ts'
import type { Registry } from '../../integrations/registry.ts'
import { type Entry, isChallenge } from '../../journal/entry.ts'
import { harEntry } from '../../journal/har.ts'
import { type Journal, journalCapacity } from '../../journal/journal.ts'
import { queryOf } from '../../journal/target.ts'
import type { OrganizationState } from '../../state/document.ts'
import { exportState } from '../../state/export.ts'
import type { Store } from '../../store/store.ts'
import { factsOf } from '../label/classify.ts'
import { checkFolder, writeCalls } from './folder.ts'
import { RECORDED_HEADERS } from './scope.ts'

/** What a recorder reads. */
export interface CallSources {
  store: Store
  registry: Registry
  settings: Pick<Settings, 'publicUrl' | 'tls'>
}

/** An operation of the control plane. */
interface StateChange {
  operation: string
  /** Null: all. */
  sandbox: string | null
}

/** What a recorder follows. */
export interface Recorded {
  journal: Journal
  changeListeners: Set<(change: StateChange) => void>
}

/** The calls on one organization between two changes of its state by the control plane. */
interface OpenPage {
  id: string
  orgId: string | undefined
  title: string
  /** ISO 8601. */
  started: string
  state: Buffer | undefined
  /** In the order of their responses. */
  calls: Entry[]
}

/** Operations of the control plane that change the contents of organizations, or the roles of their callers. */
const STATE_CHANGES = ['reset', 'putState', 'restoreSnapshot', 'patchPrincipal']

/** The recorders whose mocks are not closed. */
const open = new Set<CallRecorder>()

/**
 * Records the calls on the Atlas API in pages, as sent, but without credentials. Keeps what the journal forgets: the
 * calls before a reset, of removed sandboxes, and those that it evicts.
 */
export class CallRecorder {
  readonly #folder: string
  readonly #sources: CallSources
  readonly #pages: OpenPage[] = []
  /** The present page of each organization. */
  readonly #open = new Map<string | undefined, OpenPage>()
  /** JSON of the organizations whose next page has not begun; missing: a sandbox in its initial state. */
  readonly #states = new Map<string, Buffer>()
  /** The calls without credentials that got a challenge, by its nonce. */
  readonly #challenges = new Map<string, { page: OpenPage; entry: Entry }>()
  readonly #maxBytes = 4 * journalCapacity()
  /** Bytes of the states that are kept, and an estimate for the calls. */
  #bytes = 0
  /** Whether the limit was reached: no more calls and states are kept. */
  #isFull = false
  #left = 0

  /**
   * Starts to record.
   *
   * @param folder for the file
   * @throws {StartError} if the folder cannot be written
   */
  constructor(folder: string, sources: CallSources, { journal, changeListeners }: Recorded) {
    checkFolder(folder)
    this.#folder = folder
    this.#sources = sources
    this.#captureAll()
    journal.subscribe(entry => this.#record(entry))
    changeListeners.add(change => this.#beginPages(change))
    // Test runners end processes without closing mocks.
    if (!process.listeners('exit').includes(saveAll)) process.on('exit', saveAll)
    open.add(this)
  }

  /** Writes the calls to a new file, once; none without calls. @throws {StartError} if it cannot be written */
  save(): void {
    const isFirst = open.delete(this)
    if (isFirst && this.#pages.some(({ calls }) => calls.length > 0)) {
      writeCalls(this.#folder, this.#text())
    }
  }

  /** Returns the file as it is now. @param orgId undefined: all organizations */
  export(orgId?: string): CallsFile {
    const pages = this.#pagesOf(orgId)
    return { log: { ...this.#head(pages), entries: [...this.#calls(pages)] } }
  }

  /** Yields the file with a line for each call: the whole may be larger than a string. */
  *#text(): Generator<string> {
    const pages = this.#pagesOf(undefined)
    yield `{"log":${JSON.stringify(this.#head(pages)).slice(0, -1)},"entries":[`
    let separator = '\n'
    for (const call of this.#calls(pages)) {
      yield separator + JSON.stringify(call)
      separator = ',\n'
    }
    yield '\n]}}\n'
  }

  #pagesOf(orgId: string | undefined): OpenPage[] {
    return this.#pages.filter(page => page.calls.length > 0 && (orgId === undefined || page.orgId === orgId))
  }

  #head(pages: readonly OpenPage[]): Omit<CallsFile['log'], 'entries'> {
    const { name, version } = PACKAGE
    const comment = `the last ${this.#left} calls were not recorded: they exceed the memory limit`
    const creator = { name, version }
    return { version: '1.2', creator, ...(this.#left > 0 && { comment }), pages: pages.map(presentPage) }
  }

  *#calls(pages: readonly OpenPage[]): Generator<RecordedCall> {
    for (const { id, calls } of pages) {
      for (const entry of calls) yield presentCall(id, entry, this.#sources)
    }
  }

  /** Records a call, unless it only obtains credentials or comes from the console itself. */
  #record(entry: Entry): void {
    if (entry.operation?.content === 'token' || entry.isBackground) return
    if (entry.scheme === 'digest') this.#forgetChallenge(entry)
    if (this.#isFull) {
      if (!isChallenge(entry)) this.#left++
      return
    }
    this.#keep(entry.size)
    const page = this.#pageOf(entry)
    page.calls.push(entry)
    const nonce = isChallenge(entry) && nonceIn(String(entry.responseHeaders['www-authenticate']))
    if (nonce) this.#challenges.set(nonce, { page, entry })
  }

  #keep(bytes: number): void {
    this.#bytes += bytes
    if (this.#bytes > this.#maxBytes) this.#isFull = true
  }

  /** Removes the challenge that a Digest call follows: only together are they one call. */
  #forgetChallenge({ headers }: Entry): void {
    const nonce = nonceIn((JSON.parse(headers) as IncomingHttpHeaders).authorization) ?? ''
    const challenge = this.#challenges.get(nonce)
    if (!challenge) return
    this.#challenges.delete(nonce)
    this.#bytes -= challenge.entry.size
    const { calls } = challenge.page
    calls.splice(calls.lastIndexOf(challenge.entry), 1)
  }

  #pageOf({ orgId, time }: Entry): OpenPage {
    const known = this.#open.get(orgId)
    if (known) return known
    const { store } = this.#sources
    const isSandbox = orgId !== undefined && store.sandboxes.find(orgId) !== undefined
    const page: OpenPage = {
      id: `page_${this.#pages.length + 1}`,
      orgId,
      title: (isSandbox && store.organizations.find(orgId)?.name) || 'no sandbox',
      started: new Date(time).toISOString(),
      state: orgId === undefined ? undefined : (this.#states.get(orgId) ?? this.#initialState(orgId)),
      calls: []
    }
    // Its bytes stay counted.
    if (orgId !== undefined) this.#states.delete(orgId)
    this.#pages.push(page)
    this.#open.set(orgId, page)
    return page
  }

  #initialState(orgId: string): Buffer | undefined {
    const baseline = this.#sources.store.sandboxes.find(orgId)
    if (!baseline) return undefined
    const state = stateOf(JSON.parse(baseline) as OrganizationState)
    this.#keep(state.length)
    return state
  }

  /** Ends the pages whose organization an operation has changed. */
  #beginPages({ operation, sandbox }: StateChange): void {
    if (!STATE_CHANGES.includes(operation)) return
    if (sandbox !== null) this.#capture(sandbox)
    else if (operation === 'patchPrincipal') for (const id of [...this.#open.keys()]) this.#capture(id)
    else this.#captureAll()
  }

  /** Begins new pages with the present state of all organizations. */
  #captureAll(): void {
    this.#open.clear()
    for (const orgId of [...this.#states.keys()]) this.#forgetState(orgId)
    for (const { id } of this.#sources.store.organizations.list()) this.#capture(id)
  }

  #capture(orgId: string | undefined): void {
    this.#open.delete(orgId)
    if (orgId === undefined) return
    this.#forgetState(orgId)
    const { store } = this.#sources
    // A sandbox may be removed.
    if (this.#isFull || !store.organizations.find(orgId)) return
    const [organization] = exportState(store, 0, orgId).organizations
    if (!organization) return
    const state = stateOf(organization)
    this.#keep(state.length)
    this.#states.set(orgId, state)
  }

  #forgetState(orgId: string): void {
    this.#bytes -= this.#states.get(orgId)?.length ?? 0
    this.#states.delete(orgId)
  }
}

/** Returns the JSON of an organization without its callers. */
function stateOf(organization: OrganizationState): Buffer {
  const { apiKeys: _keys, serviceAccounts: _accounts, baseline: _baseline, ...state } = organization
  return Buffer.from(JSON.stringify(state))
}

function presentPage({ id, title, started, state }: OpenPage): RecordedPage {
  const _state = state ? (JSON.parse(state.toString()) as OrganizationState) : null
  return { id, title, startedDateTime: started, pageTimings: {}, _state }
}

/** Returns a call on a page as a file contains it. */
export function presentCall(
  pageref: string,
  entry: Entry,
  { registry, settings }: Omit<CallSources, 'store'>
): RecordedCall {
  const { method, target, body = '', status, responseBody: text = '' } = entry
  const headers = JSON.parse(entry.headers) as Readonly<Record<string, string>>
  const { path, query } = splitTarget(target)
  const protocol = settings.tls ? 'https' : 'http'
  const origin = originOf({ protocol, host: headers['host'] ?? '', originalUrl: target }, settings.publicUrl)
  const shown = harEntry({
    time: new Date(entry.time).toISOString(),
    duration: entry.duration,
    httpVersion: entry.httpVersion,
    request: {
      method,
      url: origin + path + (query === undefined ? '' : `?${query}`),
      headers: Object.fromEntries(
        Object.entries(headers).filter(([name]) => RECORDED_HEADERS.includes(name))
      ),
      query: queryOf(target).map(({ name, value = '' }) => ({ name, value })),
      body: body === '' ? undefined : { text: Buffer.from(body, 'latin1').toString() }
    },
    response:
      status === undefined
        ? undefined
        : { status, headers: namedHeaders(entry.responseHeaders), body: { text } }
  })
  return { pageref, ...shown, _mock: factsOf(entry, registry) }
}

/** Returns headers as texts by lower-case name. */
function namedHeaders(headers: Readonly<Record<string, unknown>>): Record<string, string | string[]> {
  const pairs = Object.entries(headers).filter(([, value]) => value !== undefined)
  const show = (value: unknown) => (Array.isArray(value) ? value.map(String) : String(value))
  return Object.fromEntries(pairs.map(([name, value]) => [name.toLowerCase(), show(value)]))
}

function saveAll(): void {
  for (const recorder of open) {
    try {
      recorder.save()
    } catch (error) {
      process.stderr.write(`atlas-mock: ${escapeControls((error as Error).message)}\n`)
    }
  }
}

function nonceIn(header = ''): string | undefined {
  return /nonce="([^"]+)"/.exec(header)?.[1]
}
