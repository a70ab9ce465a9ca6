import type { CreatedSandbox, Sandbox, SandboxBody } from '../../types/wire.d.ts'
import type { ClientTarget } from '../client/environment.ts'
import type { ServiceContext } from '../integrations/registry.ts'
import type { OrganizationState, ProjectState } from '../state/document.ts'
import { importOrganization } from '../state/import.ts'
import { readProjectDetails, readSettingsAt } from '../state/seed.ts'
import type { Organization } from '../store/organizations.ts'
import { hashPair, newPair } from './new-secrets.ts'
import { ControlProblem } from './problem.ts'

/** Base path of the control plane. */
export const CONTROL_PATH = '/_mock/v1'

type ConnectionSettings = Pick<ClientTarget, 'controlToken' | 'caFile'>

type ViewSource = Omit<Sandbox, 'controlUrl' | 'projects'> & {
  projects?: readonly { id: string; name: string }[]
}

/** Creates, describes and removes sandboxes: organizations for one test. */
export class Sandboxes {
  readonly #context: ServiceContext
  readonly #connection: ConnectionSettings

  constructor(context: ServiceContext, connection: ConnectionSettings) {
    this.#context = context
    this.#connection = connection
  }

  /** @param url of the mock @throws {StateError} with the JSON pointer of the error in the body */
  create(body: SandboxBody, url: string): CreatedSandbox {
    const { name, projects = [{ name: 'project' }], apiAccessListRequired } = body
    const { store, sources } = this.#context
    const id = sources.objectId()
    const created = new Date(sources.now()).toISOString()
    const rows = projects.map((project, at) => this.#project(project, created, `/projects/${at}`))
    const target = { ...this.#connection, url, orgId: id, projectId: rows[0]?.id }
    const owner = newPair(sources, target)
    const reader = newPair(sources, target)
    const hashed = [
      hashPair(owner, [{ orgId: id, roleName: 'ORG_OWNER' }]),
      hashPair(reader, [{ orgId: id, roleName: 'ORG_READ_ONLY' }])
    ]
    const organization: OrganizationState = {
      id,
      // SQLite stores UTF-8, which cannot encode a lone surrogate.
      name: name?.toWellFormed() ?? `sandbox-${id}`,
      created,
      ...(apiAccessListRequired && { apiAccessListRequired }),
      projects: rows,
      apiKeys: hashed.map(({ apiKey }) => apiKey),
      serviceAccounts: hashed.map(({ serviceAccount }) => serviceAccount)
    }
    store.transaction(() =>
      importOrganization(this.#context, { ...organization, baseline: organization }, '')
    )
    // Not read again: that would take an eighth of the time.
    const { projects: views, ...sandbox } = this.#view(organization, url)
    return { ...sandbox, projects: views as CreatedSandbox['projects'], owner, reader }
  }

  /** @param url of the mock @throws {ControlProblem} 404 */
  describe(id: string, url: string): Sandbox {
    this.check(id)
    const { name, created } = this.#context.store.organizations.find(id) as Organization
    const projects = this.#context.store.projects.namesByOrganization(id)
    return this.#view({ id, name, created: new Date(created).toISOString(), projects }, url)
  }

  list(url: string): Sandbox[] {
    return this.#context.store.sandboxes.list().map(id => this.describe(id, url))
  }

  /** Removes a sandbox and its contents. @throws {ControlProblem} 404 */
  remove(id: string): void {
    this.check(id)
    this.#context.store.organizations.remove(id)
  }

  /** Checks that a sandbox exists. @throws {ControlProblem} 404 */
  check(id: string | undefined): void {
    if (id !== undefined && !this.#context.store.sandboxes.find(id))
      throw new ControlProblem(404, `unknown sandbox '${id}'`)
  }

  #view({ id, name, created, projects = [] }: ViewSource, url: string): Sandbox {
    const controlUrl = `${url}${CONTROL_PATH}/sandboxes/${id}`
    return { id, name, created, controlUrl, projects: projects.map(({ id, name }) => ({ id, name })) }
  }

  #project(
    { name, integrations = [], ...bodies }: NonNullable<SandboxBody['projects']>[number],
    created: string,
    path: string
  ): ProjectState {
    const rows = integrations.map(({ type, ...body }, at) => ({
      id: this.#context.sources.objectId(),
      type,
      created,
      settings: readSettingsAt(this.#context, type, body, `${path}/integrations/${at}`)
    }))
    return {
      id: this.#context.sources.objectId(),
      name: name.toWellFormed(),
      created,
      ...readProjectDetails(this.#context.validator, bodies, path),
      integrations: rows
    }
  }
}
