// Sends the calls of a page, and reverts their effects.

import { asObject, tryParseJson } from '../base/json.ts'
import { isCreation, isOfProject, MAX_PROJECTS } from '../calls/scope.ts'
import type { Skipped } from './comparison-report.ts'
import { namesNoProject, operationOf, type Undo, undoOf } from './effects.ts'
import { OwnProjects, type OwnProjectsOptions, PROJECT_REQUESTS } from './own-projects.ts'
import { PageNames } from './page-names.ts'
import { type Page, type PageCall, VERSIONED } from './pages.ts'
import { FIXTURE_NAMES, templateOf } from './placeholders.ts'
import { CompareError, type ServiceReply, type ServiceRequest } from './transport.ts'

const UNDO_HEADERS = [['Accept', VERSIONED]] as const

/** The response to a call and that of its source, with the ids and names of the source; or why it was not sent. */
export interface ReplayOutcome {
  call: PageCall
  reply?: ServiceReply
  recorded?: ServiceReply | undefined
  why?: Skipped['why']
}

interface Replayed {
  outcomes: ReplayOutcome[]
  /** The first request of the page's state that the service rejected; no call is sent after it. */
  rejected?: string | undefined
  /** Why the replay cannot continue. */
  error?: CompareError
}

interface ReplayerOptions extends OwnProjectsOptions {
  /** The service is a mock for one page, with its organization and projects under their ids and names. */
  isSeeded?: boolean
}

/** Replays pages on a service, in projects that it creates. */
export class Replayer {
  /** Approximate number of requests to a service. */
  count = 0
  readonly #options: ReplayerOptions
  readonly #projects: OwnProjects
  #source: Page['source'] = 'exchange'
  #names: PageNames
  #undo: Undo[] = []
  /** Number of projects to replace because the service did not revert a change. */
  #notRestored = 0

  constructor(options: ReplayerOptions) {
    this.#options = options
    this.#projects = new OwnProjects(options)
    this.#names = new PageNames({ source: this.#source, calls: [] }, options.service)
  }

  /** Creates a project for the next page. @returns the response */
  async create(): Promise<ServiceReply> {
    const { project, reply } = await this.#projects.create()
    this.#names.addProject(project.name, FIXTURE_NAMES.projectName)
    return this.#names.show(reply)
  }

  /** Deletes all projects. @returns the response for the first */
  async remove(): Promise<ServiceReply | undefined> {
    const [removal] = await this.#projects.remove()
    return removal?.reply && this.#names.show(removal.reply)
  }

  /** Replays a page and reverts its effects. */
  async replay(page: Page): Promise<Replayed> {
    const outcomes: ReplayOutcome[] = []
    try {
      const isEmpty = page.calls.every(({ isOmitted }) => isOmitted)
      const rejected = isEmpty ? undefined : await this.#open(page)
      for (const call of rejected === undefined ? page.calls : []) {
        const outcome = await this.#replayCall(call)
        outcomes.push(outcome)
        // The other requests of an exchange depend on it.
        if (page.source === 'exchange' && !((outcome.reply?.status ?? 0) < 300)) break
      }
      await this.#close()
      return { outcomes, rejected }
    } catch (error) {
      if (error instanceof CompareError) return { outcomes, error }
      throw error
    }
  }

  /** Creates what exists before the first call of a page. @returns the first request that the service rejected */
  async #open(page: Page): Promise<string | undefined> {
    const { service, orgId, isSeeded } = this.#options
    this.#source = page.source
    this.#names = new PageNames(page, service)
    this.#names.add(page.org.id, orgId)
    for (const { id, name } of page.projects) {
      const project = isSeeded ? { id, name } : await this.#projects.take()
      this.#names.add(id, project.id)
      this.#names.addProject(project.name, name)
    }
    for (const content of page.contents) {
      const reply = await this.#send(content)
      if (typeof reply === 'string') continue
      if (reply.status >= 300) {
        return `${content.method} ${templateOf(content.path)} returned ${reply.status}`
      }
      this.#names.addContent(content, reply)
    }
    return undefined
  }

  async #replayCall(call: PageCall): Promise<ReplayOutcome> {
    const { recorded, host } = call
    const isLost = this.#names.usesMissingId(call)
    const why = call.isOmitted ? call.why : isLost ? 'not replayed' : undefined
    const reply = why ?? (await this.#send(call))
    if (typeof reply === 'string') {
      this.#names.addIds(recorded)
      return { call, why: reply }
    }
    this.#names.addIds(recorded, reply)
    if (call.expected) this.#names.numberLike(call.expected, reply)
    return {
      call,
      reply: this.#names.show(reply, host),
      recorded: recorded && this.#names.showRecorded(recorded, host)
    }
  }

  async #close(): Promise<void> {
    const undo = new Map(this.#undo.map(call => [`${call.method} ${call.path}`, call]))
    this.#undo = []
    // In reverse order: an alert configuration may refer to an integration.
    for (const { method, path } of undo.values()) {
      if (this.#projects.isChanged(path)) continue
      this.count++
      if (this.#options.isSeeded) continue
      const { status } = await this.#options.service.send({ method, path, headers: UNDO_HEADERS })
      if (status < 300 || status === 404) continue
      this.#projects.markChanged(path)
      if (++this.#notRestored > MAX_PROJECTS) {
        throw new CompareError(`cannot restore projects: ${method} ${templateOf(path)} returned ${status}`)
      }
    }
    await this.#projects.release()
  }

  /** Sends a request, and remembers how to revert its effect. @returns the response, or why it was not sent */
  async #send(call: PageCall): Promise<ServiceReply | Skipped['why']> {
    const { service, isSeeded } = this.#options
    const sent = this.#names.toCall(call)
    if (!isSeeded) {
      if (isCreation(sent)) return await this.#createFor(call, sent)
      if (isRename(sent)) return await this.#renameFor(call, sent)
      // What the mock does not know may cost money on the service.
      const isExchange = this.#source === 'exchange'
      const isKnown = isExchange || operationOf(sent.method, sent.path) !== undefined
      const isHarmless = isExchange && namesNoProject(sent.path)
      if (!isHarmless && !(isKnown && (await this.#projects.allows(sent)))) return 'outside a project'
    }
    const reply = await (call.isAnonymous ? service.sendAnonymously(sent) : service.send(sent))
    const undo = undoOf(sent, reply)
    if (undo) this.#undo.unshift(...undo)
    else this.#projects.markChanged(sent.path)
    // A changed project is replaced.
    this.count += undo ? 1 : PROJECT_REQUESTS
    return reply
  }

  /** Creates a project of the page under another name. @returns the response, or why the call was not sent */
  async #createFor(call: PageCall, sent: ServiceRequest): Promise<ServiceReply | Skipped['why']> {
    const { name, orgId } = asObject(tryParseJson(String(sent.body))) ?? {}
    if (typeof name !== 'string' || orgId !== this.#options.orgId) return 'outside a project'
    const isNew = call.recorded?.status === 201
    const known = isNew ? undefined : this.#names.projectNamed(name)
    // The mock may have rejected the name. The response of a fault says nothing about it.
    if (known === undefined && !isNew && !call.why) return 'outside a project'
    const created = await this.#projects.createFor(sent, known)
    if (!created) return 'too many projects'
    this.#names.addProject(created.name, name)
    return created.reply
  }

  /** Gives a project of the page another name than the call. @returns the response, or why the call was not sent */
  async #renameFor(call: PageCall, sent: ServiceRequest): Promise<ServiceReply | Skipped['why']> {
    // The mock may have rejected the name.
    if ((call.recorded?.status ?? 400) >= 300 && !call.why) return 'outside a project'
    const { name } = JSON.parse(String(sent.body)) as { name: string }
    const renamed = await this.#projects.renameFor(sent, this.#names.projectNamed(name))
    if (!renamed) return 'outside a project'
    this.#names.addProject(renamed.name, name)
    return renamed.reply
  }
}

/** Returns whether a request renames a project. */
function isRename({ method, path, body }: ServiceRequest): boolean {
  return (
    method === 'PATCH' &&
    isOfProject(path) &&
    typeof asObject(tryParseJson(String(body)))?.['name'] === 'string'
  )
}
