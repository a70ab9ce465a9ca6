import { versionedType } from '../atlas/media-type.ts'
import { asObject, tryParseJson } from '../base/json.ts'
import type { Sources } from '../base/sources.ts'
import { CompareError } from './compare-error.ts'
import { isCreation, isWithin, splitPath, type Undo, undoOf } from './effects.ts'
import { operationOf } from './operations.ts'
import type { Page, PageCall, PageRequest } from './page.ts'
import { PageNames } from './page-names.ts'
import { FIXTURE_NAMES, templateOf } from './placeholders.ts'
import { createProject, NAME_PREFIX, requireOwner, sendCreation } from './project.ts'
import { deleteProject, lookUp, type Project, type Removal } from './project-lookup.ts'
import type { Skipped } from './result.ts'
import type { ServiceClient } from './service-client.ts'
import type { Call, Reply } from './transport.ts'

/** Maximum number of projects at a time. */
export const MAX_PROJECTS = 10

/** Requests that create, check and delete a project. */
export const PROJECT_REQUESTS = 7

/** Selects a version of every operation: each accepts a date after its own. */
const UNDO_HEADERS = [['Accept', versionedType('2025-03-12')]] as const

/** The response to a call and that of its source, with the ids and names of the source; or why it was not sent. */
export interface Outcome {
  call: PageCall
  reply?: Reply
  recorded?: Reply | undefined
  why?: Skipped['why']
}

/** Options of a {@link Replayer}. */
interface ReplayerOptions {
  service: ServiceClient
  orgId: string
  sources: Pick<Sources, 'randomBytes'>
  /** The service is a mock for one page, with its organization and projects under their ids and names. */
  isSeeded?: boolean
  /** Called if a project could not be deleted. @param isForeign the id now belongs to another project */
  onProjectLeft?: ((project: Project, isForeign: boolean) => void) | undefined
}

/** A project that the replayer created. */
interface OwnProject extends Project {
  isUsed: boolean
  /** Not every change can be reverted. */
  isChanged: boolean
}

/** Replays pages on a service, in projects that it creates. */
export class Replayer {
  /** Approximate number of requests to a service. */
  count = 0
  readonly #service: ServiceClient
  readonly #options: ReplayerOptions
  #projects: OwnProject[] = []
  #source: Page['source'] = 'exchange'
  #names: PageNames
  #undo: Undo[] = []
  /** Resources of projects whose state the service rejected. */
  #rejected = new Set<string>()

  constructor(options: ReplayerOptions) {
    this.#options = options
    this.#service = options.service
    this.#names = new PageNames({ source: this.#source, calls: [] }, options.service)
  }

  /** Creates a project for the next page. @returns the response */
  async create(signal?: AbortSignal): Promise<Reply> {
    const { orgId } = this.#options
    const { project, reply } = await createProject(this.#service, orgId, this.#newName(), signal)
    this.#projects.push({ ...project, isUsed: false, isChanged: false })
    await requireOwner(this.#service, project)
    this.#names.addProject(project.name, FIXTURE_NAMES.projectName)
    return this.#names.show(reply)
  }

  /**
   * Replays a page and reverts its effects.
   *
   * @returns the outcomes of its calls, none if the service rejects a part of the state of recorded calls
   * @throws {CompareError} if an effect remains: later responses would differ
   */
  async replay(page: Page, signal?: AbortSignal): Promise<{ outcomes: Outcome[]; rejected?: string }> {
    const rejected = await this.#open(page, signal)
    const isDropped = rejected !== undefined && page.source === 'calls'
    const outcomes: Outcome[] = []
    for (const call of isDropped ? [] : page.calls) {
      const outcome = await this.#replayCall(call, signal)
      outcomes.push(outcome)
      // The other requests of an exchange depend on it.
      if (page.source === 'exchange' && !((outcome.reply?.status ?? 0) < 300)) break
    }
    await this.#close(signal)
    return { outcomes, ...(isDropped && { rejected }) }
  }

  /** Creates what exists before the first call of a page. @returns the first request that the service rejected */
  async #open(page: Page, signal?: AbortSignal): Promise<string | undefined> {
    const { orgId, isSeeded } = this.#options
    this.#source = page.source
    this.#rejected.clear()
    this.#names = new PageNames(page, this.#service)
    this.#names.add(page.org.id, orgId)
    for (const { id, name } of page.projects) {
      const project = isSeeded ? { id, name } : await this.#take(signal)
      this.#names.add(id, project.id)
      this.#names.addProject(project.name, name)
    }
    let rejected: string | undefined
    for (const content of page.contents) {
      const reply = await this.#send(content, signal)
      if (typeof reply === 'string') continue
      if (reply.status < 300) this.#names.addContent(content, reply)
      else {
        rejected ??= `${content.method} ${templateOf(content.path)} returned ${reply.status}`
        this.#rejected.add(resourceOf(content))
      }
    }
    return rejected
  }

  async #replayCall(call: PageCall, signal?: AbortSignal): Promise<Outcome> {
    const { recorded, isBodyMissing, host } = call
    const isRejected = this.#rejected.has(resourceOf(call))
    const why = call.isOmitted
      ? call.why
      : isRejected
        ? 'earlier state'
        : this.#names.needsLost(call)
          ? 'not replayed'
          : undefined
    const reply = why ?? (await this.#send(call, signal))
    if (typeof reply === 'string') {
      this.#names.learn(recorded)
      return { call, why: reply }
    }
    this.#names.learn(recorded, reply)
    const { body } = isBodyMissing || !recorded ? reply : recorded
    return {
      call,
      reply: this.#names.show(reply, host),
      recorded: recorded && this.#names.showRecorded({ ...recorded, body }, host)
    }
  }

  async #close(signal?: AbortSignal): Promise<void> {
    const paths = new Map(this.#undo.map(undo => [`${undo.method} ${undo.path}`, undo]))
    this.#undo = []
    const changed = this.#projects.filter(({ isChanged }) => isChanged)
    // In reverse order: an alert configuration may refer to an integration.
    for (const { method, path } of paths.values()) {
      if (changed.some(({ id }) => path.includes(id))) continue
      this.count++
      if (this.#options.isSeeded) continue
      const { status } = await this.#service.send({ method, path, headers: UNDO_HEADERS }, signal)
      if (status >= 300 && status !== 404) {
        throw new CompareError(`cannot restore the project: ${method} ${path} returned ${status}`)
      }
    }
    await this.remove(changed)
    for (const project of this.#projects) project.isUsed = false
  }

  /** Deletes projects, by default all that the replayer created. */
  async remove(projects: readonly Project[] = this.#projects): Promise<Removal[]> {
    const removals: Removal[] = []
    for (const project of projects) {
      const removal = await deleteProject(this.#service, project)
      if (!removal.isDeleted) this.#options.onProjectLeft?.(project, removal.isForeign === true)
      removals.push({ ...removal, ...(removal.reply && { reply: this.#names.show(removal.reply) }) })
    }
    this.#projects = this.#projects.filter(project => !projects.includes(project))
    return removals
  }

  /** Returns an unused project with its default contents. */
  async #take(signal?: AbortSignal): Promise<Project> {
    if (this.#projects.every(({ isUsed }) => isUsed)) await this.create(signal)
    const project = this.#projects.find(({ isUsed }) => !isUsed) as OwnProject
    project.isUsed = true
    return project
  }

  /** Sends a request, and remembers how to revert its effect. @returns the response, or why it was not sent */
  async #send(call: PageCall, signal?: AbortSignal): Promise<Reply | Skipped['why']> {
    const sent = this.#names.toCall(call)
    const { projectId, resource } = splitPath(sent.path)
    const project = this.#projects.find(({ id }) => id === projectId)
    if (!this.#options.isSeeded) {
      if (isCreation(sent)) return await this.#createFor(call, sent, signal)
      if (project && resource === '' && sent.method !== 'GET') await this.#requireName(project)
      if (!this.#mayReach(sent)) return 'outside a project'
    }
    const reply = await (call.isAnonymous
      ? this.#service.sendAnonymously(sent, signal)
      : this.#service.send(sent, signal))
    const undo = undoOf(sent, reply)
    if (undo) this.#undo.unshift(...undo)
    else if (project) project.isChanged = true
    // Its replacement.
    this.count += undo ? 1 : PROJECT_REQUESTS
    return reply
  }

  /** Returns whether a request affects only the replayer's projects, and no service but the mock's. */
  #mayReach({ method, path, body }: Call): boolean {
    const ids = this.#projects.map(({ id }) => id)
    const { projectId = '', resource } = splitPath(path)
    const isKnown = this.#source === 'exchange' || operationOf(method, path) !== undefined
    if (isWithin(method, path, ids)) return isKnown
    const change = asObject(tryParseJson(String(body)))
    const isChange =
      method === 'DELETE' || (method === 'PATCH' && change !== undefined && !('name' in change))
    return isKnown && isChange && resource === '' && ids.includes(projectId)
  }

  /** Creates a project of the page under a name of its own. @returns the response, or why the call was not sent */
  async #createFor(call: PageCall, sent: Call, signal?: AbortSignal): Promise<Reply | Skipped['why']> {
    const { orgId } = this.#options
    const body = asObject(tryParseJson(String(sent.body)))
    const given = body?.['name']
    if (typeof given !== 'string' || body?.['orgId'] !== orgId) return 'outside a project'
    const known = this.#names.projectNamed(given)
    // The mock may have rejected the name. The response of a fault says nothing about it.
    if (known === undefined && call.recorded?.status !== 201 && !call.why) return 'outside a project'
    const free = this.#projects.find(({ isUsed }) => !isUsed)
    if (this.#projects.length === MAX_PROJECTS) {
      if (!free) return 'not replayed'
      await this.remove([free])
    }
    const name = known ?? this.#newName()
    const request = { ...sent, body: JSON.stringify({ ...body, name }) }
    const { project, reply } = await sendCreation(this.#service, request, { orgId, name }, signal)
    if (project) this.#projects.push({ ...project, isUsed: true, isChanged: true })
    this.#names.addProject(name, given)
    return reply
  }

  /** @throws {CompareError} if a project no longer has its name */
  async #requireName(project: OwnProject): Promise<void> {
    const found = await lookUp(this.#service, project)
    if (found === 'own' || found === 'missing') return
    throw new CompareError(`the service no longer shows the project ${project.name} by its id`)
  }

  #newName(): string {
    return NAME_PREFIX + this.#options.sources.randomBytes(3).toString('hex')
  }
}

/** Returns the project and its resource in the path of a request. */
function resourceOf({ path }: PageRequest): string {
  const { projectId, resource } = splitPath(path)
  return `${projectId} ${resource}`
}
