import type { Fields } from './terraform-module.ts'
import type { ProviderRequest, Send } from './terraform-requests.ts'

const LIST = '?includeCount=true&itemsPerPage=100&pageNum=1'

/** A response with an id. */
export type Identified = Fields & { id: string }

/** A project, and the responses that the provider reads with it. */
export type ProjectState = readonly [project: Identified, ...details: unknown[]]

/**
 * The requests of the Terraform provider for each action on a resource, in its order.
 *
 * https://github.com/mongodb/terraform-provider-mongodbatlas (August 2026): `internal/service`, `internal/common/autogen`
 */
export class Provider {
  readonly #send: Send

  constructor(send: Send) {
    this.#send = send
  }

  async createProject(body: Fields): Promise<ProjectState> {
    const { id } = await this.#send<Identified>({ method: 'POST', path: '/groups', status: 201, body })
    const path = `/groups/${id}/settings`
    const settings = await this.#send({ method: 'GET', path })
    await this.#send({ method: 'PATCH', path, body: settings })
    return await this.readProject(id)
  }

  async readProject(id: string): Promise<ProjectState> {
    const project = await this.#send<Identified>({ method: 'GET', path: `/groups/${id}` })
    const details: unknown[] = []
    for (const part of [`teams${LIST}`, 'limits', 'settings', 'ipAddresses', 'managedSlowMs']) {
      details.push(await this.#send({ method: 'GET', path: `/groups/${id}/${part}` }))
    }
    return [project, ...details]
  }

  /** Sends the settings, too, if some have changed. */
  async updateProject(id: string, change: { name: string; settings?: Fields }): Promise<ProjectState> {
    const path = `/groups/${id}`
    await this.#send({ method: 'PATCH', path, body: { name: change.name, tags: [] } })
    const settings = await this.#send<Fields>({ method: 'GET', path: `${path}/settings` })
    if (change.settings) {
      await this.#send({
        method: 'PATCH',
        path: `${path}/settings`,
        body: { ...settings, ...change.settings }
      })
    }
    const enable = { method: 'POST', path: `${path}/managedSlowMs/enable`, status: 204 } as const
    await this.#send(enable)
    const state = await this.readProject(id)
    await this.#send(enable)
    return state
  }

  async deleteProject(id: string): Promise<void> {
    const query = '?includeCount=true&includeDeletedWithRetainedBackups=false&itemsPerPage=100&pageNum=1'
    await this.#send({ method: 'GET', path: `/groups/${id}/clusters${query}`, version: '2024-08-05' })
    await this.#send({ method: 'DELETE', path: `/groups/${id}`, status: 202 })
  }

  async createEntry(groupId: string, entry: Fields): Promise<Fields> {
    const path = `/groups/${groupId}/accessList`
    await this.#send({ method: 'POST', path: path + LIST, status: 201, body: [entry] })
    return await this.read(`${path}/${encodeURIComponent(String(entry['cidrBlock']))}`)
  }

  /** Reads the entry, too, until it is no longer found. @param path of the entry */
  async deleteEntry(path: string): Promise<void> {
    await this.remove(path)
    await this.#send({ method: 'GET', path, status: 404 })
  }

  /** Creates or updates the window. @param version `preview` in newer releases */
  async setWindow(groupId: string, body: Fields, version?: 'preview'): Promise<Fields> {
    const request = { path: `/groups/${groupId}/maintenanceWindow`, ...(version && { version }) }
    await this.#send({ method: 'PATCH', ...request, body })
    return await this.#send({ method: 'GET', ...request })
  }

  async createIntegration(groupId: string, type: string, fields: Fields): Promise<Identified> {
    const path = `/groups/${groupId}/integrations/${type}`
    await this.#send({ method: 'POST', path: path + LIST, body: { type, ...fields } })
    return await this.read(path)
  }

  /** Sends the response of a GET with the changed fields and, if there is one, the key in full. */
  async updateIntegration(groupId: string, type: string, change: Fields): Promise<Identified> {
    const path = `/groups/${groupId}/integrations/${type}`
    const current = await this.read(path)
    // MongoDB's SDK leaves out null.
    const set = Object.entries({ ...current, ...change }).filter(([, value]) => value !== null)
    await this.#send({ method: 'PUT', path: path + LIST, body: Object.fromEntries(set) })
    return await this.read(path)
  }

  /** Sends the response of a GET, without the fields that the server computes, with the changed fields. */
  async updateAlert(path: string, change: Fields): Promise<Identified> {
    const { groupId: _group, created: _created, updated: _updated, ...current } = await this.read(path)
    return await this.#send({ method: 'PUT', path, body: { ...current, ...change } })
  }

  async updateExport(path: string, body: Fields): Promise<Fields> {
    return await this.#send({ method: 'PUT', path, ...versionOf(path), body })
  }

  /** Creates an alert configuration, a log or a metric integration. */
  async create(path: string, body: Fields): Promise<Identified> {
    return await this.#send({ method: 'POST', path, ...versionOf(path), status: 201, body })
  }

  /** Reads any resource except a project. */
  async read(path: string): Promise<Identified> {
    return await this.#send({ method: 'GET', path, ...versionOf(path) })
  }

  async remove(path: string): Promise<void> {
    const version = path.includes('/integrations/') ? { version: 'v1.0' as const } : versionOf(path)
    await this.#send({ method: 'DELETE', path, ...version, status: 204 })
  }
}

function versionOf(path: string): Pick<ProviderRequest, 'version'> {
  return /(log|metric)Integrations/.test(path) ? { version: '2025-03-12' } : {}
}
