import { readFileSync } from 'node:fs'
import type { ErrorObject, ValidateFunction } from 'ajv'
import { createAjv } from '../ajv.ts'
import { readAsset } from '../assets.ts'
import { ha1Of, sha256 } from '../auth/secrets.ts'
import type { BodyValidator } from '../body-validator.ts'
import { StartError } from '../errors.ts'
import type { Registry } from '../integrations/registry.ts'
import type { IntegrationSettings } from '../store/integrations.ts'
import type { Store } from '../store/store.ts'
import { type OrganizationState, type ProjectState, type RoleState, StateFault } from './document.ts'
import { importOrganizations } from './import.ts'
import { parseJson } from './read.ts'
import { initialSettings } from './settings.ts'

interface SeedPrincipal {
  roles: RoleState[]
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

interface SeedProject {
  id: string
  name: string
  integrations?: ({ id: string; type: string } & Record<string, unknown>)[]
}

export interface SeedOrganization {
  id: string
  name: string
  projects?: SeedProject[]
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

/** The seed's schema, compiled once in a process. */
let compiled: ValidateFunction | undefined

/** A seed with its secrets, and the rows that it stands for. */
export interface LoadedSeed {
  seed: Seed
  organizations: OrganizationState[]
}

/**
 * Reads a seed and checks it as a start does.
 *
 * @param setting a file's path or the JSON itself; undefined for the built-in seed
 * @throws {StartError} with the path of the fault
 */
export function readSeed(
  setting: string | undefined,
  registry: Registry,
  validator: BodyValidator
): LoadedSeed {
  const seed = parseSeed(setting)
  const isBuiltIn = setting === undefined
  if (!isBuiltIn) checkShape(seed)
  const created = seed.created ?? CREATED
  if (Number.isNaN(Date.parse(created))) throw fault('/created', 'no such time')
  const reader = new SeedReader(isBuiltIn ? undefined : { registry, validator }, created)
  return {
    seed,
    organizations: told(() => seed.organizations.map((row, at) => reader.organization(row, at)))
  }
}

/**
 * Fills an empty database with the seed; one that holds anything is left alone.
 *
 * @returns whether the database was empty
 * @throws {StartError} with the path of the fault
 */
export function plantSeed(
  store: Store,
  registry: Registry,
  organizations: readonly OrganizationState[]
): boolean {
  return told(() =>
    store.transaction(() => {
      const isEmpty = store.organizations.isEmpty()
      if (isEmpty) importOrganizations(store, registry, organizations)
      return isEmpty
    })
  )
}

/** A fault in the rows, told as the seed's. @throws {StartError} */
function told<T>(work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (error instanceof StateFault) throw fault(error.path, error.message)
    throw error
  }
}

function parseSeed(setting: string | undefined): Seed {
  if (setting === undefined) return readAsset<Seed>(BUILT_IN)
  const isJson = setting.trimStart().startsWith('{')
  try {
    return parseJson(isJson ? setting : readFileSync(setting, 'utf8')) as Seed
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
  compiled ??= createAjv().compile(readAsset<object>('schemas/seed.json'))
  if (compiled(seed)) return
  const [{ instancePath, message = '', params }] = compiled.errors as [ErrorObject]
  const extra = params['additionalProperty'] === undefined ? '' : `: ${params['additionalProperty']}`
  throw fault(instancePath, message + extra)
}

function fault(path: string, text: string): StartError {
  return new StartError(`the seed is wrong at ${path || '/'}: ${text}`)
}

/** Turns a seed into rows: secrets into hashes, bodies into settings. */
class SeedReader {
  readonly #types: { registry: Registry; validator: BodyValidator } | undefined
  readonly #created: string

  /**
   * @param types what bodies are checked with; undefined for the built-in seed, which the tests check: to do it
   *   at every start would cost a quarter of it
   */
  constructor(types: { registry: Registry; validator: BodyValidator } | undefined, created: string) {
    this.#types = types
    this.#created = created
  }

  organization({ id, name, projects = [], ...principals }: SeedOrganization, at: number): OrganizationState {
    const { apiKeys = [], serviceAccounts = [] } = principals
    return {
      id,
      name,
      created: this.#created,
      projects: projects.map((row, index) => this.#project(row, `/organizations/${at}/projects/${index}`)),
      apiKeys: apiKeys.map(({ privateKey, ...key }) => ({ ...key, ha1: ha1Of(key.publicKey, privateKey) })),
      serviceAccounts: serviceAccounts.map(({ clientSecret, ...account }) => ({
        ...account,
        secretHash: sha256(clientSecret)
      }))
    }
  }

  #project({ id, name, integrations = [] }: SeedProject, path: string): ProjectState {
    const rows = integrations.map(({ id, type, ...body }, at) => ({
      id,
      type,
      created: this.#created,
      settings: this.#types
        ? initialSettings(this.#types, type, body, `${path}/integrations/${at}`)
        : (body as IntegrationSettings)
    }))
    return { id, name, created: this.#created, integrations: rows }
  }
}
