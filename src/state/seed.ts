import { existsSync } from 'node:fs'
import type { Seed } from '../../types/seed.d.ts'
import { readAsset } from '../assets.ts'
import { StartError } from '../catalogue/errors.ts'
import type { Registry } from '../integrations/registry.ts'
import type { IntegrationSettings } from '../store/integrations.ts'
import type { Store } from '../store/store.ts'
import type { BodyValidator } from '../validation/body-validator.ts'
import { checkShape, type OrganizationState, StateError } from './document.ts'
import { importOrganizations } from './import.ts'
import { parseJsonText, readJsonFile } from './json-file.ts'
import { toState } from './seed-state.ts'

const BUILT_IN = 'fixtures/seed.json'

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
export async function readSeed(
  setting: string | undefined,
  registry: Registry,
  validator: BodyValidator
): Promise<LoadedSeed> {
  const seed = setting === undefined ? readAsset<Seed>(BUILT_IN) : await parseSeed(setting)
  const types = { registry, validator }
  return asSeedErrors(() => {
    // The tests validate the built-in seed: it would take a quarter of the startup time.
    const unchecked = (_types: object, _type: string, body: object) => body as IntegrationSettings
    if (setting === undefined) return { seed, organizations: toState(seed, types, unchecked) }
    checkShape('seed', seed)
    return { seed, organizations: toState(seed, types) }
  })
}

/**
 * Inserts the seed into an empty database.
 *
 * @throws {StartError} with the JSON pointer of the error
 */
export function seedIfEmpty(
  store: Store,
  registry: Registry,
  organizations: readonly OrganizationState[]
): void {
  asSeedErrors(() =>
    store.transaction(() => {
      if (store.organizations.isEmpty()) importOrganizations(store, registry, organizations)
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

/**
 * Reads a seed without checking it.
 *
 * @throws {StartError} if the seed cannot be read
 */
export async function parseSeed(setting: string): Promise<Seed> {
  if (setting.trimStart().startsWith('{')) return parseJsonText('seed', setting) as Seed
  // A setting that looks like JSON may contain secrets.
  if (/[{\n]/.test(setting) && !existsSync(setting)) {
    throw new StartError('cannot read the seed: neither a file nor JSON that begins with {')
  }
  return (await readJsonFile('seed', setting)) as Seed
}
