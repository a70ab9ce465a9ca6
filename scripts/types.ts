import { writeFileSync } from 'node:fs'
import { compile, type JSONSchema } from 'json-schema-to-typescript'
import { readAsset } from '../src/assets.ts'
import { readControlSchemas } from '../src/control-api/schemas.ts'
import { createRegistry, readTypeFiles } from '../src/integrations/registry.ts'
import { createComponents } from '../src/openapi/components.ts'

const TARGET = 'types/wire.d.ts'
const REASONS_TARGET = 'types/reasons.d.ts'
const STATE_TARGET = 'types/state.d.ts'

/** Returns whether a branch only restricts combinations of properties, which an interface cannot express. */
function isRestriction(branch: object): boolean {
  return Object.keys(branch).every(key => ['required', 'not', 'properties'].includes(key))
}

/** Converts OpenAPI's `nullable` and references to JSON Schema. */
function toJsonSchema(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(toJsonSchema)
  if (typeof value !== 'object' || value === null) return value
  const { $id: _id, ...rest } = value as Record<string, unknown>
  // A field may be named `nullable`.
  const isNullable = rest['nullable'] === true
  const keywords = Object.entries(rest).filter(
    ([key, item]) => key !== 'nullable' || typeof item === 'object'
  )
  const entries = keywords.map(([key, item]) => {
    if (key === '$ref') return [key, `#/definitions/${String(item).replace('#', '')}`]
    const isAnything = key === 'items' && typeof item === 'object' && Object.keys(item as object).length === 0
    return [key, isAnything ? { tsType: 'unknown' } : toJsonSchema(item)]
  })
  const schema = Object.fromEntries(entries) as Record<string, unknown>
  // A schema with a description only allows any value.
  if (Object.keys(schema).join() === 'description' && typeof schema['description'] === 'string') {
    schema['tsType'] = 'unknown'
  }
  if (isNullable && typeof schema['type'] === 'string') schema['type'] = [schema['type'], 'null']
  return schema
}

/** Returns the TypeScript types of requests and responses. */
export async function renderTypes(): Promise<string> {
  const components = [...createComponents(createRegistry(readTypeFiles())), ...readControlSchemas()]
  const definitions = Object.fromEntries(
    components.map(component => {
      const { title: _title, oneOf, ...schema } = component
      // Keywords next to the branches of a union do not add information.
      const isUnion = Array.isArray(oneOf) && !oneOf.every(isRestriction)
      return [component.$id, toJsonSchema(isUnion ? { oneOf } : schema)]
    })
  )
  const root = { title: 'Wire', type: 'object', definitions } as JSONSchema
  const text = await compile(root, 'Wire', {
    additionalProperties: false,
    unreachableDefinitions: true,
    ignoreMinAndMaxItems: true,
    bannerComment: '/** Generated from schemas/ by `npm run docs`; do not edit. */',
    style: STYLE
  })
  return withoutRemarks(text).replace('export interface Wire {}\n', '')
}

const STYLE = { semi: false, singleQuote: true, printWidth: 110, trailingComma: 'none' } as const

/** Removes the compiler's remarks on references. */
function withoutRemarks(text: string): string {
  return text
    .replace(/ \*\n \* This interface was referenced by [\s\S]*?"\.\n/g, '')
    .replace(/\/\*\*\n \* This (?:interface|type) was referenced by [\s\S]*?"\.\n \*\/\n/g, '')
}

/** Returns the types of a state document. */
export async function renderStateTypes(): Promise<string> {
  const schema = JSON.stringify(readAsset('schemas/state.json'), (key, value) =>
    // Restrictions, which an interface cannot express.
    ['not', 'oneOf'].includes(key) ? undefined : value
  )
  const types = await compile(JSON.parse(schema) as JSONSchema, 'State', {
    bannerComment: '/** Generated from schemas/state.json by `npm run docs`; do not edit. */',
    style: STYLE
  })
  return withoutRemarks(types)
}

/** Returns the types of the details of each reason code: the placeholders of its text. */
export function renderReasonTypes(): string {
  const reasons = readAsset<Record<string, { en: string }>>('schemas/reasons.json')
  const lines = Object.entries(reasons).map(([code, { en }]) => {
    const details = [...en.matchAll(/\{(\w+)\}/g)].map(([, name]) => `${name}: string | number`)
    return `  '${code}': ${details.length > 0 ? `{ ${details.join('; ')} }` : 'object'}`
  })
  const banner = '/** Generated from schemas/reasons.json by `npm run docs`; do not edit. */'
  return `${banner}\nexport interface ReasonDetails {\n${lines.join('\n')}\n}\n`
}

/* c8 ignore start -- the command; the test imports the functions */
if (import.meta.main) {
  writeFileSync(TARGET, await renderTypes())
  writeFileSync(REASONS_TARGET, renderReasonTypes())
  writeFileSync(STATE_TARGET, await renderStateTypes())
}
/* c8 ignore stop */
