import { readFileSync } from 'node:fs'
import { Ajv, type ErrorObject } from 'ajv'
import addFormats from 'ajv-formats'
import { readAsset } from './assets.ts'
import { isCidr } from './auth/access-list.ts'
import { ORGANIZATION_ROLES, PROJECT_ROLES } from './auth/roles.ts'
import { ha1Of, sha256 } from './auth/secrets.ts'
import type { BodyValidator } from './body-validator.ts'
import { AtlasError, StartError } from './errors.ts'
import type { Registry } from './integrations/registry.ts'
import { readSettings } from './integrations/service.ts'
import type { Principal } from './store/principals.ts'
import type { Store } from './store/store.ts'

/** A role as Atlas's API prints it. */
interface SeedRole {
  roleName: string
  orgId?: string
  groupId?: string
}

interface SeedPrincipal {
  roles: SeedRole[]
  accessList?: string[]
}

export interface SeedApiKey extends SeedPrincipal {
  publicKey: string
  privateKey: string
}

export interface SeedServiceAccount extends SeedPrincipal {
  clientId: string
  clientSecret: string
}

export interface SeedOrganization {
  id: string
  name: string
  projects?: {
    id: string
    name: string
    integrations?: ({ id: string; type: string } & Record<string, unknown>)[]
  }[]
  apiKeys?: SeedApiKey[]
  serviceAccounts?: SeedServiceAccount[]
}

/** The document of `schemas/seed.json`. */
export interface Seed {
  created?: string
  organizations: SeedOrganization[]
}

const BUILT_IN = 'fixtures/seed.json'
const CREATED = '2026-01-01T00:00:00Z'

/**
 * Reads the seed and fills an empty database with it; a database that holds anything is left alone.
 *
 * @param setting a file's path or the JSON itself; undefined for the built-in seed
 * @throws {StartError} with the path of the fault
 */
export function loadSeed(
  setting: string | undefined,
  store: Store,
  registry: Registry,
  validator: BodyValidator
): Seed {
  const seed = readSeed(setting)
  checkShape(seed)
  store.transaction(() => {
    if (store.organizations.isEmpty()) new Planter(store, registry, validator, seed).plant()
  })
  return seed
}

function readSeed(setting: string | undefined): Seed {
  if (setting === undefined) return readAsset<Seed>(BUILT_IN)
  const isJson = setting.trimStart().startsWith('{')
  try {
    return JSON.parse(isJson ? setting : readFileSync(setting, 'utf8')) as Seed
  } catch (error) {
    // Neither JSON.parse's message nor a path that is no path is told: both would show the seed's secrets.
    const isPath = !isJson && !/[{\n]/.test(setting)
    const cause =
      error instanceof SyntaxError
        ? 'it is no JSON'
        : isPath
          ? (error as Error).message
          : 'it is neither a file nor JSON that begins with {'
    throw new StartError(`cannot read the seed${isPath ? ` ${setting}` : ''}: ${cause}`)
  }
}

function checkShape(seed: Seed): void {
  const ajv = new Ajv({ strictRequired: false })
  addFormats.default(ajv, ['date-time'])
  const validate = ajv.compile(readAsset<object>('schemas/seed.json'))
  if (validate(seed)) return
  const [{ instancePath, message = '', params }] = validate.errors as [ErrorObject]
  const extra = params['additionalProperty'] === undefined ? '' : `: ${params['additionalProperty']}`
  throw fault(instancePath, message + extra)
}

function fault(path: string, text: string): StartError {
  return new StartError(`the seed is wrong at ${path || '/'}: ${text}`)
}

/** Writes a seed into the tables and names the place of what does not fit together. */
class Planter {
  readonly #store: Store
  readonly #registry: Registry
  readonly #seed: Seed
  readonly #created: number
  readonly #validator: BodyValidator

  constructor(store: Store, registry: Registry, validator: BodyValidator, seed: Seed) {
    this.#store = store
    this.#registry = registry
    this.#validator = validator
    this.#seed = seed
    this.#created = Date.parse(seed.created ?? CREATED)
    if (Number.isNaN(this.#created)) throw fault('/created', 'no such time')
  }

  plant(): void {
    for (const [index, organization] of this.#seed.organizations.entries()) {
      const path = `/organizations/${index}`
      const { id, name } = organization
      this.#write(path, () => this.#store.organizations.insert({ id, name, created: this.#created }))
      this.#plantProjects(path, organization)
      for (const [at, key] of (organization.apiKeys ?? []).entries()) {
        const place = `${path}/apiKeys/${at}`
        this.#plantPrincipal(place, organization, { id: key.publicKey, kind: 'apiKey', ...key })
        this.#store.credentials.insertApiKey(key.publicKey, ha1Of(key.publicKey, key.privateKey))
      }
      for (const [at, account] of (organization.serviceAccounts ?? []).entries()) {
        const place = `${path}/serviceAccounts/${at}`
        this.#plantPrincipal(place, organization, {
          id: account.clientId,
          kind: 'serviceAccount',
          ...account
        })
        this.#store.credentials.insertServiceAccount(account.clientId, sha256(account.clientSecret))
      }
    }
  }

  #plantProjects(path: string, organization: SeedOrganization): void {
    for (const [index, project] of (organization.projects ?? []).entries()) {
      const place = `${path}/projects/${index}`
      const { id, name } = project
      const row = {
        id,
        orgId: organization.id,
        name,
        created: this.#created,
        withDefaultAlertsSettings: true
      }
      if (!this.#write(place, () => this.#store.projects.insert(row))) {
        throw fault(place, `the organization has a project of the name ${name} already`)
      }
      for (const [at, { id, type, ...settings }] of (project.integrations ?? []).entries()) {
        this.#plantIntegration(`${place}/integrations/${at}`, project.id, id, type, settings)
      }
    }
  }

  #plantIntegration(path: string, projectId: string, id: string, type: string, settings: object): void {
    const { set } = this.#refuse(path, () =>
      readSettings(this.#validator, this.#registry.resolve(type), settings, 'create')
    )
    const row = { id, projectId, type, settings: set, created: this.#created }
    const kept = this.#write(path, () => this.#store.integrations.insert(row))
    if (!kept) throw fault(path, `the project has a ${type} integration already`)
  }

  #plantPrincipal(
    path: string,
    { id: orgId, projects = [] }: SeedOrganization,
    principal: SeedPrincipal & Pick<Principal, 'id' | 'kind'>
  ): void {
    for (const [index, role] of principal.roles.entries()) {
      const place = `${path}/roles/${index}`
      const names: readonly string[] = role.orgId === undefined ? PROJECT_ROLES : ORGANIZATION_ROLES
      if (!names.includes(role.roleName)) throw fault(place, `roleName must be one of ${names.join(', ')}`)
      const isOwn = role.orgId === orgId || projects.some(project => project.id === role.groupId)
      if (!isOwn) throw fault(place, "a role must be on the key's own organization or on one of its projects")
    }
    const accessList = principal.accessList ?? []
    const wrong = accessList.findIndex(entry => !isCidr(entry))
    if (wrong >= 0) throw fault(`${path}/accessList/${wrong}`, 'must be an address or a CIDR block')
    const roles = principal.roles.map(({ roleName, orgId, groupId }) => ({
      roleName,
      orgId: orgId ?? null,
      projectId: groupId ?? null
    }))
    const { id, kind } = principal
    this.#write(path, () => this.#store.principals.insert({ id, kind, orgId, roles, accessList }))
  }

  /** A constraint of the database, told with the place in the seed. */
  #write<T>(path: string, work: () => T): T {
    try {
      return work()
    } catch (error) {
      throw fault(path, (error as Error).message)
    }
  }

  #refuse<T>(path: string, work: () => T): T {
    try {
      return work()
    } catch (error) {
      if (!(error instanceof AtlasError)) throw error
      const attribute = error.why['attribute'] === undefined ? '' : `/${error.why['attribute']}`
      throw fault(path + attribute, `${error.id} (${error.why.reason})`)
    }
  }
}
