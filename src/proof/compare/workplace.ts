// Sends the calls of a page to a mock of its own, or into projects of an account.

import { asObject, tryParseJson } from '../../base/json.ts'
import { isCreation, isOfProject, MAX_PROJECTS } from '../calls/scope.ts'
import type { Skipped } from './comparison-report.ts'
import { namesNoProject, operationOf, type Undo, undoOf } from './effects.ts'
import { type NamedReply, OwnProjects, type OwnProjectsOptions } from './own-projects.ts'
import type { PageNames } from './page-names.ts'
import { type PageCall, VERSIONED } from './pages.ts'
import { templateOf } from './placeholders.ts'
import type { ServiceClient } from './service-client.ts'
import { CompareError, type ServiceReply, type ServiceRequest } from './transport.ts'

/** A project under its id and name. */
interface NamedProject {
  id: string
  name: string
}

/** The response to a request, or why there is none to compare. */
type Outcome = ServiceReply | Skipped['why']

/** Where pages are replayed. */
export interface Workplace {
  readonly service: ServiceClient
  readonly orgId: string
  /** Returns the project in place of one of a page. */
  take(project: NamedProject): Promise<NamedProject>
  send(call: PageCall, sent: ServiceRequest, names: PageNames): Promise<Outcome>
  /** Reverts the effects of a page. */
  close(): Promise<void>
}

async function sendTo(
  service: ServiceClient,
  { isAnonymous }: PageCall,
  sent: ServiceRequest
): Promise<ServiceReply> {
  return await (isAnonymous ? service.sendAnonymously(sent) : service.send(sent))
}

/** Returns a mock with the organization and the projects of one page. */
export function ownMock(service: ServiceClient, orgId: string): Workplace {
  return {
    service,
    orgId,
    take: async project => project,
    send: (call, sent) => sendTo(service, call, sent),
    close: async () => undefined
  }
}

const UNDO_HEADERS = [['Accept', VERSIONED]] as const

/** An account with projects of others: only projects that the comparison creates receive requests. */
export class Account implements Workplace {
  readonly service: ServiceClient
  readonly orgId: string
  readonly projects: OwnProjects
  #undo: Undo[] = []
  /** Number of projects to replace because the service did not revert a change. */
  #notRestored = 0

  constructor(options: OwnProjectsOptions) {
    this.service = options.service
    this.orgId = options.orgId
    this.projects = new OwnProjects(options)
  }

  async take(): Promise<NamedProject> {
    return await this.projects.take()
  }

  /** Sends a request that affects only own projects, and remembers how to revert its effect. */
  async send(call: PageCall, sent: ServiceRequest, names: PageNames): Promise<Outcome> {
    if (isCreation(sent)) return await this.#createFor(call, sent, names)
    if (isRename(sent)) return await this.#renameFor(call, sent, names)
    // What the mock does not know may cost money on the service.
    const isKnown = call.isFixture || operationOf(sent.method, sent.path) !== undefined
    const isHarmless = call.isFixture && namesNoProject(sent.path)
    if (!isHarmless && !(isKnown && (await this.projects.allows(sent)))) return 'outside a project'
    const reply = await sendTo(this.service, call, sent)
    const undo = undoOf(sent, reply)
    if (undo) this.#undo.unshift(...undo)
    else this.projects.markChanged(sent.path)
    return reply
  }

  async close(): Promise<void> {
    const undo = new Map(this.#undo.map(call => [`${call.method} ${call.path}`, call]))
    this.#undo = []
    // In reverse order: an alert configuration may refer to an integration.
    for (const { method, path } of undo.values()) {
      if (this.projects.isChanged(path)) continue
      const { status } = await this.service.send({ method, path, headers: UNDO_HEADERS })
      if (status < 300 || status === 404) continue
      this.projects.markChanged(path)
      if (++this.#notRestored > MAX_PROJECTS) {
        throw new CompareError(`cannot restore projects: ${method} ${templateOf(path)} returned ${status}`)
      }
    }
    await this.projects.release()
  }

  /** Creates a project of the page under another name. */
  async #createFor(call: PageCall, sent: ServiceRequest, names: PageNames): Promise<Outcome> {
    const { name, orgId } = asObject(tryParseJson(String(sent.body))) ?? {}
    if (typeof name !== 'string' || orgId !== this.orgId) return 'outside a project'
    const isNew = call.recorded?.status === 201
    const known = isNew ? undefined : names.projectNamed(name)
    // The mock may have rejected the name. The response of a fault says nothing about it.
    if (known === undefined && !isNew && !call.why && !call.isFixture) return 'outside a project'
    return addName(names, name, await this.projects.createFor(sent, known))
  }

  /** Gives a project of the page another name than the call. */
  async #renameFor(call: PageCall, sent: ServiceRequest, names: PageNames): Promise<Outcome> {
    // The mock may have rejected the name.
    if ((call.recorded?.status ?? 400) >= 300 && !call.why) return 'outside a project'
    const { name } = JSON.parse(String(sent.body)) as { name: string }
    return addName(names, name, await this.projects.renameFor(sent, names.projectNamed(name)))
  }
}

function addName(names: PageNames, shown: string, found: NamedReply): Outcome {
  if (typeof found === 'string') return found
  names.addProject(found.name, shown)
  return found.reply
}

/** Returns whether a request renames a project. */
function isRename({ method, path, body }: ServiceRequest): boolean {
  return (
    method === 'PATCH' &&
    isOfProject(path) &&
    typeof asObject(tryParseJson(String(body)))?.['name'] === 'string'
  )
}
