import { readFileSync } from 'node:fs'
import { createSources } from '../base/sources.ts'
import { StartError } from '../catalogue/errors.ts'
import { DEFAULTS } from '../config/config.ts'
import { createServices, type Services } from '../services.ts'

const STANDARD_INPUT = '-'

/** Names of what is counted, in the singular. */
const NAMES = {
  organizations: 'organization',
  projects: 'project',
  integrations: 'integration',
  apiKeys: 'API key',
  serviceAccounts: 'service account'
} as const

type SeedCounts = Record<keyof typeof NAMES, number>

/**
 * Validates a seed and counts its contents.
 *
 * @param file path of a seed file, the JSON itself, or `-` for standard input
 * @returns one line: text or JSON
 * @throws {StartError} with the JSON pointer of the error
 */
export function checkSeed(file: string, asJson: boolean): string {
  const seed = file === STANDARD_INPUT ? readStandardInput() : file
  const services = createServices({ ...DEFAULTS, seed }, createSources(), [])
  services.store.close()
  const counts = countSeed(services.seed)
  return asJson ? JSON.stringify(counts) : `${nameOf(file)}: ${describe(counts)}`
}

function readStandardInput(): string {
  const text = readFileSync(0, 'utf8')
  // `createServices` treats anything else as a path.
  if (!text.trimStart().startsWith('{')) {
    throw new StartError('cannot read the seed: standard input must be JSON that begins with {')
  }
  return text
}

function nameOf(file: string): string {
  if (file === STANDARD_INPUT) return 'standard input'
  return file.trimStart().startsWith('{') ? 'seed' : file
}

function countSeed({ organizations }: Services['seed']): SeedCounts {
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
  const texts = Object.entries(NAMES).map(([key, name]) => {
    const count = counts[key as keyof SeedCounts]
    return `${count} ${name}${count === 1 ? '' : 's'}`
  })
  return texts.join(', ')
}
