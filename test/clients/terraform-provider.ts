import type { Fields } from './terraform-module.ts'
import type { Send } from './terraform-requests.ts'

const EXPORT_VERSION = '2025-03-12'
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
    const path = `/groups/${groupId}/accessList${LIST}`
    await this.#send({ method: 'POST', path, status: 201, body: [entry] })
    return await this.readEntry(groupId, String(entry['cidrBlock']))
  }

  async readEntry(groupId: string, entry: string, status = 200): Promise<Fields> {
    const path = `/groups/${groupId}/accessList/${encodeURIComponent(entry)}`
    return await this.#send({ method: 'GET', path, status })
  }

  /** Reads the entry, too, until it is no longer found. */
  async deleteEntry(groupId: string, entry: string): Promise<void> {
    const path = `/groups/${groupId}/accessList/${encodeURIComponent(entry)}`
    await this.#send({ method: 'DELETE', path, status: 204 })
    await this.readEntry(groupId, entry, 404)
  }

  /** Creates or updates the window. @param version `preview` in newer releases */
  async setWindow(groupId: string, body: Fields, version?: 'preview'): Promise<Fields> {
    const path = `/groups/${groupId}/maintenanceWindow`
    await this.#send({ method: 'PATCH', path, body, ...(version && { version }) })
    return await this.readWindow(groupId, version)
  }

  async readWindow(groupId: string, version?: 'preview'): Promise<Fields> {
    const path = `/groups/${groupId}/maintenanceWindow`
    return await this.#send({ method: 'GET', path, ...(version && { version }) })
  }

  async deleteWindow(groupId: string): Promise<void> {
    await this.#send({ method: 'DELETE', path: `/groups/${groupId}/maintenanceWindow`, status: 204 })
  }

  async createIntegration(groupId: string, type: string, fields: Fields): Promise<Identified> {
    const path = `/groups/${groupId}/integrations/${type}`
    await this.#send({ method: 'POST', path: path + LIST, body: { type, ...fields } })
    return await this.readIntegration(groupId, type)
  }

  async readIntegration(groupId: string, type: string): Promise<Identified> {
    return await this.#send({ method: 'GET', path: `/groups/${groupId}/integrations/${type}` })
  }

  /** Sends the response of a GET with the changed fields and, if there is one, the key in full. */
  async updateIntegration(groupId: string, type: string, change: Fields): Promise<Identified> {
    const current = await this.readIntegration(groupId, type)
    // MongoDB's SDK leaves out null.
    const set = Object.entries({ ...current, ...change }).filter(([, value]) => value !== null)
    const path = `/groups/${groupId}/integrations/${type}${LIST}`
    await this.#send({ method: 'PUT', path, body: Object.fromEntries(set) })
    return await this.readIntegration(groupId, type)
  }

  async deleteIntegration(groupId: string, type: string): Promise<void> {
    const path = `/groups/${groupId}/integrations/${type}`
    await this.#send({ method: 'DELETE', path, version: 'v1.0', status: 204 })
  }

  async createAlert(groupId: string, body: Fields): Promise<Identified> {
    return await this.#send({ method: 'POST', path: `/groups/${groupId}/alertConfigs`, status: 201, body })
  }

  async readAlert(groupId: string, id: string): Promise<Identified> {
    return await this.#send({ method: 'GET', path: `/groups/${groupId}/alertConfigs/${id}` })
  }

  /** Sends the response of a GET, without the fields that the server computes, with the changed fields. */
  async updateAlert(groupId: string, id: string, change: Fields): Promise<Identified> {
    const {
      groupId: _group,
      created: _created,
      updated: _updated,
      ...current
    } = await this.readAlert(groupId, id)
    const path = `/groups/${groupId}/alertConfigs/${id}`
    return await this.#send({ method: 'PUT', path, body: { ...current, ...change } })
  }

  async deleteAlert(groupId: string, id: string): Promise<void> {
    await this.#send({ method: 'DELETE', path: `/groups/${groupId}/alertConfigs/${id}`, status: 204 })
  }

  async createExport(collection: string, body: Fields): Promise<Fields> {
    return await this.#send({ method: 'POST', path: collection, version: EXPORT_VERSION, status: 201, body })
  }

  async readExport(path: string): Promise<Fields> {
    return await this.#send({ method: 'GET', path, version: EXPORT_VERSION })
  }

  async updateExport(path: string, body: Fields): Promise<Fields> {
    return await this.#send({ method: 'PUT', path, version: EXPORT_VERSION, body })
  }

  async deleteExport(path: string): Promise<void> {
    await this.#send({ method: 'DELETE', path, version: EXPORT_VERSION, status: 204 })
  }
}
