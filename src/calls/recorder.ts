import type { IncomingHttpHeaders } from 'node:http'
import type { CallsFile, RecordedPage } from '../../types/calls.d.ts'
import { PACKAGE } from '../assets.ts'
import { createSources } from '../base/sources.ts'
import type { Catalogue } from '../catalogue/errors.ts'
import type { Registry } from '../integrations/registry.ts'
import { type Entry, isChallenge } from '../journal/entry.ts'
import { type Journal, journalCapacity } from '../journal/journal.ts'
import { jsonChunks, lazyArray } from '../state/json-writer.ts'
import type { Store } from '../store/store.ts'
import { prepareFolder, writeCalls } from './folder.ts'
import { createCallFormat } from './har.ts'
import { type Page, Pages } from './pages.ts'
import { StandIns } from './stand-ins.ts'
import { readVocabulary } from './vocabulary.ts'

/** What a recorder reads. */
interface RecorderSources {
  store: Store
  registry: Registry
  catalogue: Catalogue
}

/** What a recorder observes. */
interface Observed {
  journal: Journal
  changeListeners: Set<(change: { operation: string; sandbox: string | null }) => void>
}

/** The recorders whose mocks are not closed. */
const open = new Set<Recorder>()

/**
 * Records the calls on the Atlas API in pages. Keeps what the journal forgets: the calls before a reset, of removed
 * sandboxes, and those that it evicts.
 */
export class Recorder {
  readonly #pages: Pages
  /** The calls without credentials that got a challenge, by its nonce. */
  readonly #challenges = new Map<string, { page: Page; entry: Entry }>()
  readonly #standIns: StandIns
  readonly #toCall: ReturnType<typeof createCallFormat>
  readonly #folder: string
  /** Of the calls, estimated. */
  readonly #maxBytes = 4 * journalCapacity(process.constrainedMemory())
  #bytes = 0
  #left = 0

  /**
   * Starts to record.
   *
   * @param folder for the file
   * @throws {StartError} if the folder cannot be written
   */
  constructor(folder: string, sources: RecorderSources, { journal, changeListeners }: Observed) {
    prepareFolder(folder)
    this.#folder = folder
    this.#pages = new Pages(sources.store)
    // Not the mock's own random numbers, which a test may fix.
    const key = createSources().randomBytes(32)
    this.#standIns = new StandIns(key, readVocabulary(sources.registry))
    this.#toCall = createCallFormat(sources, this.#standIns)
    journal.subscribe(entry => this.#record(entry))
    changeListeners.add(change => this.#pages.change(change))
    // Test runners end processes without closing mocks.
    if (!process.listeners('exit').includes(saveAll)) process.on('exit', saveAll)
    open.add(this)
  }

  /** Begins new pages with the present state of all organizations. */
  captureAll(): void {
    this.#pages.captureAll()
  }

  /** Writes the calls to a new file, once; none without calls. @throws {StartError} if it cannot be written */
  save(): void {
    const isFirst = open.delete(this)
    if (isFirst && this.#pages.all.some(({ calls }) => calls.length > 0)) {
      writeCalls(this.#folder, jsonChunks(this.export(), 1))
    }
  }

  /** Returns the file as it is now, to be written later with {@link jsonChunks}. @param orgId undefined: all organizations */
  export(orgId?: string): CallsFile {
    const isWanted = (page: Page) => page.calls.length > 0 && (orgId === undefined || page.orgId === orgId)
    const pages = this.#pages.all.filter(isWanted)
    // Copied: a reader may be slow, and a call may remove its challenge meanwhile.
    const calls = pages.flatMap(({ id, calls }) => calls.map(entry => ({ id, entry })))
    const { name, version } = PACKAGE
    const comment = `the last ${this.#left} calls were not recorded: they exceed the memory limit`
    return {
      log: {
        version: '1.2',
        creator: { name, version },
        ...(this.#left > 0 && { comment }),
        pages: lazyArray(pages, page => this.#toPage(page)),
        entries: lazyArray(calls, ({ id, entry }) => this.#toCall(entry, id))
      }
    }
  }

  #toPage({ id, title, started, state }: Page): RecordedPage {
    const shown = this.#standIns.value(state) as RecordedPage['_state']
    return { id, title, startedDateTime: started, pageTimings: {}, _state: shown }
  }

  /** Records a call, unless it only obtains credentials or comes from the console itself. */
  #record(entry: Entry): void {
    if (entry.operation?.content === 'token' || entry.isBackground) return
    if (entry.scheme === 'digest') this.#forgetChallenge(entry)
    if (this.#bytes > this.#maxBytes) {
      this.#left++
      return
    }
    this.#bytes += entry.size
    const page = this.#pages.pageOf(entry)
    page.calls.push(entry)
    const nonce = isChallenge(entry) && nonceIn(String(entry.responseHeaders['www-authenticate']))
    if (nonce) this.#challenges.set(nonce, { page, entry })
  }

  /** Removes the challenge that a Digest call follows: only together are they one call. */
  #forgetChallenge({ headers }: Entry): void {
    const nonce = nonceIn((JSON.parse(headers) as IncomingHttpHeaders).authorization) ?? ''
    const challenge = this.#challenges.get(nonce)
    if (!challenge) return
    this.#challenges.delete(nonce)
    const { calls } = challenge.page
    calls.splice(calls.lastIndexOf(challenge.entry), 1)
  }
}

function saveAll(): void {
  for (const recorder of open) {
    try {
      recorder.save()
    } catch (error) {
      process.stderr.write(`atlas-mock: ${(error as Error).message}\n`)
    }
  }
}

function nonceIn(header = ''): string | undefined {
  return /nonce="([^"]+)"/.exec(header)?.[1]
}
