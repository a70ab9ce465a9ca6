import type { Seed } from '../../types/seed.d.ts'
import type { SchemaError } from '../base/ajv.ts'
import { countOf } from '../base/printable.ts'
import type { Terminal } from '../config/terminal.ts'
import { createRegistry, readTypeFiles } from '../integrations/registry.ts'
import { findShapeErrors, StateError } from '../state/document.ts'
import { importOrganizations } from '../state/import.ts'
import { readJsonFile, STANDARD_INPUT } from '../state/json-file.ts'
import { parseSeed, toState } from '../state/seed.ts'
import { openStore } from '../store/store.ts'
import { BodyValidator } from '../validation/body-validator.ts'

/** Exit code for an invalid seed, as at startup. */
const INVALID = 2

/** Names of what is counted, in the singular. */
const NAMES = {
  organizations: 'organization',
  projects: 'project',
  integrations: 'integration',
  apiKeys: 'API key',
  serviceAccounts: 'service account'
} as const

type SeedCounts = Record<keyof typeof NAMES, number>

/** Errors that are printed; the rest is counted. */
const MAX_ERRORS = 20

/**
 * Validates a seed. Prints the counts of its contents, or its errors with their JSON pointers, and sets exit code 2.
 *
 * @param file path of a seed file, the JSON itself, or `-` for standard input
 * @throws {StartError} if the seed cannot be read
 */
export async function checkSeed(file: string, asJson: boolean, terminal: Terminal): Promise<void> {
  const seed =
    file === '-'
      ? ((await readJsonFile('seed', nameOf(file), STANDARD_INPUT)) as Seed)
      : await parseSeed(file)
  const errors = findErrors(seed)
  if (errors.length > 0) terminal.exitCode = INVALID
  if (asJson) {
    terminal.print(JSON.stringify(errors.length > 0 ? { errors } : countSeed(seed)))
  } else if (errors.length > 0) {
    const lines = errors.map(({ path, detail }) => `invalid seed at ${path || '/'}: ${detail}`)
    const shown = lines.slice(0, MAX_ERRORS)
    if (lines.length > MAX_ERRORS) shown.push(`… ${lines.length - MAX_ERRORS} more`)
    for (const line of shown) terminal.warn(line)
  } else {
    terminal.print(`${nameOf(file)}: ${describe(countSeed(seed))}`)
  }
}

/** Returns all errors that the schema finds or, if there are none, the first of the contents. */
function findErrors(seed: Seed): SchemaError[] {
  const errors = findShapeErrors('seed', seed)
  if (errors.length > 0) return errors
  const registry = createRegistry(readTypeFiles())
  const store = openStore(':memory:')
  try {
    importOrganizations({ store, registry }, toState(seed, { registry, validator: new BodyValidator() }))
    return []
  } catch (error) {
    if (!(error instanceof StateError)) throw error
    return [{ path: error.path, detail: error.message }]
  } finally {
    store.close()
  }
}

function nameOf(file: string): string {
  if (file === '-') return 'standard input'
  return file.trimStart().startsWith('{') ? 'seed' : file
}

function countSeed({ organizations }: Seed): SeedCounts {
  const projects = organizations.flatMap(({ projects = [] }) => projects)
  return {
    organizations: organizations.length,
    projects: projects.length,
    integrations: projects.flatMap(({ integrations = [] }) => integrations).length,
    apiKeys: organizations.flatMap(({ apiKeys = [] }) => apiKeys).length,
    serviceAccounts: organizations.flatMap(({ serviceAccounts = [] }) => serviceAccounts).length
  }
}

function describe(counts: SeedCounts): string {
  const texts = Object.entries(NAMES).map(([key, name]) => countOf(counts[key as keyof SeedCounts], name))
  return texts.join(', ')
}
