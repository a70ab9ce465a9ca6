import type { Fields } from './terraform-module.ts'
import type { ProviderRequest, Send } from './terraform-requests.ts'

/** The parameters that MongoDB's SDK for Go adds to each request for a list, and to those that return a list. */
export const PAGE = 'includeCount=true&itemsPerPage=100&pageNum=1'

/** A list of resources. */
export interface List {
  links: { href: string; rel: string }[]
  results: (Fields & { id: string })[]
  totalCount: number
}

/** The part of an AtlasProject that the tests use. */
export interface ProjectSpec {
  name: string
  orgId: string
  accessList?: Fields[]
  /** Tags are newer than release 2.15.0: main of 2026-08-05. */
  tags?: Fields[]
  /** By type. */
  integrations: Record<string, Fields>
}

/** What the operator reads of a project except from stubs, by the part of the path after the project's id. */
export type Reads = Record<string, unknown>

/**
 * The requests of the MongoDB Atlas Kubernetes Operator for its resources, in its order.
 *
 * https://github.com/mongodb/mongodb-atlas-kubernetes, release 2.15.0: `internal/controller/atlasproject`,
 * `internal/controller/atlasthirdpartyintegrations`, `internal/translation`
 */
export class Operator {
  readonly #send: Send

  constructor(send: Send) {
    this.#send = send
  }

  /** Reads an AtlasThirdPartyIntegration with an external project reference. @param status expected */
  async readIntegration(groupId: string, type: string, status = 200): Promise<Fields & { id: string }> {
    await this.#send({ method: 'GET', path: `/groups/${groupId}` })
    return await this.#send({ method: 'GET', path: `/groups/${groupId}/integrations/${type}`, status })
  }

  async createIntegration(groupId: string, type: string, settings: Fields) {
    const read = await this.readIntegration(groupId, type, 404)
    const path = `/groups/${groupId}/integrations/${type}?${PAGE}`
    const written = await this.#send<List>({ method: 'POST', path, body: { id: '', type, ...settings } })
    return { read, written }
  }

  async updateIntegration(groupId: string, type: string, settings: Fields): Promise<List> {
    const { id } = await this.readIntegration(groupId, type)
    const path = `/groups/${groupId}/integrations/${type}?${PAGE}`
    return await this.#send({ method: 'PUT', path, body: { id, type, ...settings } })
  }

  async deleteIntegration(groupId: string, type: string): Promise<void> {
    await this.#send({ method: 'GET', path: `/groups/${groupId}` })
    await this.#send({ method: 'DELETE', path: `/groups/${groupId}/integrations/${type}`, status: 204 })
  }

  /** Looks for the project by name, as every pass does first. @param status expected */
  async findProject(name: string, status = 200): Promise<Fields & { id: string }> {
    return await this.#send({ method: 'GET', path: `/groups/byName/${name}`, status })
  }

  /** Creates the project, in the first pass. */
  async createProject({ name, orgId }: ProjectSpec): Promise<Fields & { id: string }> {
    const body = {
      clusterCount: 0,
      created: '0001-01-01T00:00:00Z',
      name,
      orgId,
      regionUsageRestrictions: 'NONE',
      withDefaultAlertsSettings: true
    }
    return await this.#send({ method: 'POST', path: '/groups', status: 201, body })
  }

  /**
   * Reconciles an AtlasProject whose project exists.
   *
   * @param applied types of integrations that the operator applied before
   */
  async reconcileProject(spec: ProjectSpec, applied: readonly string[] = []): Promise<Reads> {
    const { id } = await this.findProject(spec.name)
    const reads: Reads = {}
    const get = async (part: string, request: Partial<ProviderRequest> = {}) =>
      await this.#send({ method: 'GET', path: `/groups/${id}/${part}`, ...request })
    const read = async (part: string) => {
      reads[part] = await get(part)
    }

    if (spec.tags) await this.#send({ method: 'PATCH', path: `/groups/${id}`, body: { tags: spec.tags } })
    await read(`accessList?${PAGE}`)
    await this.#applyAccessList(id, spec, reads[`accessList?${PAGE}`] as List)
    for (const provider of ['AWS', 'AZURE', 'GCP']) await get(`privateEndpoint/${provider}/endpointService`)
    await get('privateEndpoint/regionalMode')
    for (const provider of ['AWS', 'GCP', 'AZURE']) await get(`peers?${PAGE}&providerName=${provider}`)
    await read(`integrations?${PAGE}`)
    await this.#applyIntegrations(id, spec, applied, reads[`integrations?${PAGE}`] as List)
    for (const part of ['encryptionAtRest', 'auditLog']) await get(part)
    await read('settings')
    await get('customDBRoles/roles')
    await read(`teams?${PAGE}`)
    await get('backupCompliancePolicy', { version: '2023-10-01' })
    return reads
  }

  /** Adds the entries if some are missing, then reads whether each is active. */
  async #applyAccessList(id: string, { accessList }: ProjectSpec, { results }: List): Promise<void> {
    if (!accessList) return
    const path = `/groups/${id}/accessList`
    const isApplied = accessList.every(({ cidrBlock }) =>
      results.some(entry => entry['cidrBlock'] === cidrBlock)
    )
    if (!isApplied)
      await this.#send({ method: 'POST', path: `${path}?${PAGE}`, status: 201, body: accessList })
    for (const { cidrBlock } of accessList) {
      await this.#send({ method: 'GET', path: `${path}/${encodeURIComponent(String(cidrBlock))}/status` })
    }
  }

  /** Deletes what was applied before and is not in the resource any more; then writes every integration. */
  async #applyIntegrations(
    id: string,
    { integrations }: ProjectSpec,
    applied: readonly string[],
    { results }: List
  ): Promise<void> {
    const path = `/groups/${id}/integrations`
    const existing = results.map(({ type }) => String(type))
    for (const type of existing) {
      if (type in integrations || !applied.includes(type)) continue
      await this.#send({ method: 'DELETE', path: `${path}/${type}`, status: 204 })
    }
    for (const [type, settings] of Object.entries(integrations)) {
      const method = existing.includes(type) ? 'PUT' : 'POST'
      await this.#send({ method, path: `${path}/${type}?${PAGE}`, body: { id: '', type, ...settings } })
    }
  }

  async deleteProject(name: string): Promise<void> {
    const { id } = await this.findProject(name)
    for (const provider of ['AWS', 'AZURE', 'GCP']) {
      const path = `/groups/${id}/privateEndpoint/${provider}/endpointService`
      await this.#send({ method: 'GET', path })
    }
    await this.#send({ method: 'GET', path: `/groups/${id}/teams?${PAGE}` })
    await this.#send({ method: 'DELETE', path: `/groups/${id}`, status: 202 })
  }
}
