import { MATCHER_FIELD_NAMES } from '../alerts/alert-configs.ts'
import { readAsset } from '../assets.ts'
import { asObject } from '../base/json.ts'
import { ORGANIZATION_ROLES, PROJECT_ROLES } from '../catalogue/permissions.ts'
import type { SecretShown } from '../catalogue/vocabulary.ts'
import { createRegistry, type Registry, readTypeFiles } from '../integrations/registry.ts'

/** Words of media types, of responses and of errors that no schema lists. */
const OTHER_WORDS = [
  'api atlas v1.0 v2 byName groups orgs isByName',
  'application atlas charset csv form-data gzip html json octet-stream plain preview q text utf-8 vnd x-www-form-urlencoded xml yaml',
  'content error errorCode detail links href next parameters previous reason rel results self status totalCount',
  'alerts clusters containers databaseUsers peers processes teams users whitelist',
  'http https true false null'
]

/**
 * The names and values that are Atlas's own and not a user's: fields, enumeration values, types, roles, error codes and
 * the texts of checks.
 */
export interface Vocabulary {
  words: ReadonlySet<string>
  /** Names of fields whose values are secret, whatever they are, and how responses show them. */
  secretFields: ReadonlyMap<string, SecretShown>
}

let packageWords: ReadonlySet<string> | undefined

/** Returns the words of the package's own schemas and types. */
export function readWords(): ReadonlySet<string> {
  packageWords ??= readVocabulary(createRegistry(readTypeFiles())).words
  return packageWords
}

/** Returns the vocabulary of the schemas of the package and of the types of a mock. */
export function readVocabulary(registry: Registry): Vocabulary {
  const words = new Set(OTHER_WORDS.flatMap(line => line.split(' ')))
  const secretFields = new Map<string, SecretShown>()
  const add = (value: unknown) => {
    if (typeof value === 'string') words.add(value)
  }
  const walk = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(walk)
    const schema = asObject(value)
    if (!schema) return
    for (const [name, property] of Object.entries(asObject(schema['properties']) ?? {})) {
      words.add(name)
      const secret = asObject(asObject(property)?.['x-secret'])
      if (secret) secretFields.set(name, secret['shown'] as SecretShown)
    }
    for (const list of [schema['enum'], schema['parameters']]) if (Array.isArray(list)) list.forEach(add)
    for (const name of ['errorCode', 'x-absent', 'x-shownAs', 'default', 'sample']) add(schema[name])
    for (const member of Object.entries(asObject(schema['x-generated']) ?? {})) member.forEach(add)
    Object.values(schema).forEach(walk)
  }
  const types = [...registry.all, ...registry.of('orgLogIntegrations')]
  walk(types.map(({ file }) => file))
  walk(
    ['bodies', 'errors', 'parameters', 'state', 'wire'].map(name => readAsset<object>(`schemas/${name}.json`))
  )
  for (const { name } of types) words.add(name)
  for (const name of Object.keys(readAsset<object>('schemas/parameters.json'))) words.add(name)
  for (const { path } of Object.values(
    readAsset<Record<string, { path: string }>>('schemas/operations.json')
  )) {
    path.split('/').filter(Boolean).forEach(add)
  }
  for (const name of [...ORGANIZATION_ROLES, ...PROJECT_ROLES, ...MATCHER_FIELD_NAMES]) words.add(name)
  return { words, secretFields }
}
