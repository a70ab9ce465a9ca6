import { readFileSync } from 'node:fs'
import type { ErrorObject, ValidateFunction } from 'ajv'
import type { Role } from '../../types/wire.d.ts'
import { createAjv } from '../ajv.ts'
import { readAsset } from '../assets.ts'
import { ha1Of, sha256 } from '../auth/secrets.ts'
import type { BodyValidator } from '../body-validator.ts'
import { StartError } from '../errors.ts'
import type { Registry } from '../integrations/registry.ts'
import type { IntegrationSettings } from '../store/integrations.ts'
import type { Store } from '../store/store.ts'
import { type OrganizationState, type ProjectState, StateError } from './document.ts'
import { importOrganizations } from './import.ts'
import { parseJson } from './read.ts'
import { initialSettings } from './settings.ts'

interface SeedPrincipal {
  roles: Role[]
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

let compiled: ValidateFunction | undefined

/** A seed with its secrets, and the state derived from it. */
export interface LoadedSeed {
  seed: Seed
  organizations: OrganizationState[]
}

/**
 * Reads and validates a seed.
 *
 * @param setting path of a file, or the JSON itself; undefined: the built-in seed
 * @throws {StartError} with the JSON pointer of the error
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
  if (Number.isNaN(Date.parse(created))) throw fault('/created', 'is not a valid time')
  const reader = new SeedReader(isBuiltIn ? undefined : { registry, validator }, created)
  return {
    seed,
    organizations: asSeedErrors(() => seed.organizations.map((row, at) => reader.organization(row, at)))
  }
}

/**
 * Inserts the seed into an empty database.
 *
 * @returns whether the database was empty
 * @throws {StartError} with the JSON pointer of the error
 */
export function plantSeed(
  store: Store,
  registry: Registry,
  organizations: readonly OrganizationState[]
): boolean {
  return asSeedErrors(() =>
    store.transaction(() => {
      const isEmpty = store.organizations.isEmpty()
      if (isEmpty) importOrganizations(store, registry, organizations)
      return isEmpty
    })
  )
}

/** Converts a StateError to an error about the seed. @throws {StartError} */
function asSeedErrors<T>(work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (error instanceof StateError) throw fault(error.path, error.message)
    throw error
  }
}

function parseSeed(setting: string | undefined): Seed {
  if (setting === undefined) return readAsset<Seed>(BUILT_IN)
  const isJson = setting.trimStart().startsWith('{')
  try {
    return parseJson(isJson ? setting : readFileSync(setting, 'utf8')) as Seed
  } catch (error) {
    // The message must not show secrets: omit the message of JSON.parse, and a setting that looks like JSON.
    const isPath = !isJson && !/[{\n]/.test(setting)
    const cause =
      error instanceof SyntaxError
        ? 'not valid JSON'
        : isPath
          ? (error as Error).message
          : 'neither a file nor JSON that begins with {'
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
  return new StartError(`invalid seed at ${path || '/'}: ${text}`)
}

/** Converts a seed to state: secrets to hashes, bodies to settings. */
class SeedReader {
  readonly #types: { registry: Registry; validator: BodyValidator } | undefined
  readonly #created: string

  /**
   * @param types for the validation of bodies; undefined for the built-in seed, which the tests validate: it would
   *   take a quarter of the startup time
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
