import { readFileSync } from 'node:fs'
import { readAsset } from '../assets.ts'
import { ha1Of } from '../auth/digest.ts'
import { sha256 } from '../auth/secrets.ts'
import { parseTime } from '../base/sources.ts'
import { StartError } from '../catalogue/errors.ts'
import type { Registry } from '../integrations/registry.ts'
import type { IntegrationSettings } from '../store/integrations.ts'
import type { Store } from '../store/store.ts'
import type { BodyValidator } from '../validation/body-validator.ts'
import {
  checkShape,
  type OrganizationState,
  type ProjectState,
  parseJsonFile,
  StateError
} from './document.ts'
import { importOrganizations } from './import.ts'
import { type ProjectBodies, readProjectDetails, readSettingsAt } from './initial-contents.ts'
import type { Seed, SeedProject } from './seed-document.ts'

const BUILT_IN = 'fixtures/seed.json'
const CREATED = '2026-01-01T00:00:00Z'

/** A seed with its secrets, and the state derived from it. */
export interface LoadedSeed {
  seed: Seed
  organizations: OrganizationState[]
}

/** Converts the bodies in a seed to stored values. @param path JSON pointer */
interface Readers {
  settings(type: string, body: object, path: string): IntegrationSettings
  details(bodies: ProjectBodies, path: string): ReturnType<typeof readProjectDetails>
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
  // The tests validate the built-in seed: it would take a quarter of the startup time.
  const isBuiltIn = setting === undefined
  const readers: Readers = {
    settings: isBuiltIn
      ? (_type, body) => body as IntegrationSettings
      : (type, body, path) => readSettingsAt({ registry, validator }, type, body, path),
    details: (bodies, path) => readProjectDetails(validator, bodies, path)
  }
  return asSeedErrors(() => {
    if (!isBuiltIn) checkShape('seed', seed)
    return { seed, organizations: toState(seed, readers) }
  })
}

/** Converts a seed to state: secrets to hashes, bodies to settings. @throws {StateError} */
function toState({ organizations, created = CREATED }: Seed, read: Readers): OrganizationState[] {
  if (Number.isNaN(parseTime(created))) throw new StateError('/created', 'is not a valid time')
  const toProject = (
    { id, name, integrations = [], ...bodies }: SeedProject,
    path: string
  ): ProjectState => ({
    id,
    name,
    created,
    ...read.details(bodies, path),
    integrations: integrations.map(({ id, type, ...body }, at) => ({
      id,
      type,
      created,
      settings: read.settings(type, body, `${path}/integrations/${at}`)
    }))
  })
  return organizations.map(({ id, name, projects = [], apiKeys = [], serviceAccounts = [] }, at) => ({
    id,
    name,
    created,
    projects: projects.map((row, index) => toProject(row, `/organizations/${at}/projects/${index}`)),
    apiKeys: apiKeys.map(({ privateKey, ...key }) => ({ ...key, ha1: ha1Of(key.publicKey, privateKey) })),
    serviceAccounts: serviceAccounts.map(({ clientSecret, ...account }) => ({
      ...account,
      secretHash: sha256(clientSecret)
    }))
  }))
}

/**
 * Inserts the seed into an empty database.
 *
 * @returns whether the database was empty
 * @throws {StartError} with the JSON pointer of the error
 */
export function seedIfEmpty(
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
    if (!(error instanceof StateError)) throw error
    throw new StartError(`invalid seed at ${error.path || '/'}: ${error.message}`)
  }
}

function parseSeed(setting: string | undefined): Seed {
  if (setting === undefined) return readAsset<Seed>(BUILT_IN)
  const isJson = setting.trimStart().startsWith('{')
  try {
    return parseJsonFile(isJson ? setting : readFileSync(setting, 'utf8')) as Seed
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
