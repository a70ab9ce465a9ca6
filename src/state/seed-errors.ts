import type { Seed } from '../../types/seed.d.ts'
import type { SchemaError } from '../base/schema-errors.ts'
import type { Registry } from '../integrations/registry.ts'
import { openStore } from '../store/store.ts'
import type { BodyValidator } from '../validation/body-validator.ts'
import { collectErrors, findShapeErrors } from './document.ts'
import { importOrganizations } from './import.ts'
import { parseSeed } from './seed.ts'
import { toState } from './seed-state.ts'

/**
 * Finds all errors of a seed: those of the schema or, if there are none, those of the contents.
 *
 * @param setting path of a file, or the JSON itself
 * @throws {StartError} if the seed cannot be read
 */
export async function findSeedErrors(
  setting: string,
  registry: Registry,
  validator: BodyValidator
): Promise<{ seed: Seed; errors: SchemaError[] }> {
  const seed = await parseSeed(setting)
  const errors = findShapeErrors('seed', seed)
  if (errors.length > 0) return { seed, errors }
  const step = collectErrors(errors)
  const store = openStore(':memory:')
  try {
    const organizations = toState(seed, { registry, validator }, step)
    importOrganizations(store, registry, organizations, step)
  } finally {
    store.close()
  }
  return { seed, errors }
}
