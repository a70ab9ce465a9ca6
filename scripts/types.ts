import { compile, type JSONSchema } from 'json-schema-to-typescript'
import { buildApp, controlContext } from '../src/app.ts'
import { readAsset } from '../src/assets.ts'
import { parameterNames } from '../src/base/request-target.ts'
import type { ControlContext } from '../src/control-api/control-operation.ts'
import { KNOWN_NAMES } from '../src/control-api/known-names.ts'
import { CONTROL_OPERATIONS } from '../src/control-api/operations.ts'
import { readControlSchemas, rejectsEmptyBody } from '../src/control-api/schemas.ts'
import { createComponents } from './openapi/create-document.ts'
import { toTypeSchemas } from './type-schemas.ts'
import { writeChanged } from './write-file.ts'

const TARGET = 'types/wire.d.ts'
const REASONS_TARGET = 'types/reasons.d.ts'

/** Schemas whose types are generated one by one. */
export const TYPED_SCHEMAS = [
  'calls',
  'evidence',
  'exchange',
  'integration-type',
  'seed',
  'settings',
  'state'
] as const

/** Schemas of which only definitions with a title become types. */
const INLINED = ['integration-type', 'seed']

/** Returns the TypeScript types of requests and responses. */
export async function renderTypes(): Promise<string> {
  const { server, services } = await buildApp({ settings: { logLevel: 'silent' } })
  const names = nameTypes(controlContext(services))
  const schemas = toTypeSchemas([...createComponents(services.registry), ...readControlSchemas()])
  await server.close()
  const root = { title: 'Wire', type: 'object', definitions: { ...names, ...schemas } } as JSONSchema
  const text = await compile(root, 'Wire', {
    additionalProperties: false,
    unreachableDefinitions: true,
    ignoreMinAndMaxItems: true,
    bannerComment: '/** Generated from schemas/ by `npm run docs`; do not edit. */',
    style: STYLE
  })
  const types = withoutRemarks(text).replace('export interface Wire {}\n', '')
  return withTypeParameter(types + renderFunctions()) + BODY_MATCH
}

/** Makes matchers generic: the integration type determines the fields of the body. */
function withTypeParameter(text: string): string {
  return text
    .replace(/(?<=^export \w+ (Matcher|VerifyBody|WaitBody))\b/gm, '<Type extends TypeMatch = TypeMatch>')
    .replace(/(?<=\bmatch\??: Matcher)$/gm, '<Type>')
    .replace(/\(body: (VerifyBody|WaitBody)\)/g, '<Type extends TypeMatch>(body: $1<Type>)')
}

const BODY_MATCH = `/** An integration type, or any of a list. */
export type TypeMatch = IntegrationType | readonly IntegrationType[]
/** Values of the body fields that an integration type has; of any fields, if the type is not known. */
export type BodyMatch<Type> = Type extends NonNullable<ThirdPartyIntegration['type']>
  ? { [Field in keyof Extract<ThirdPartyIntegration, { type?: Type }>]?: unknown }
  : { [k: string]: unknown }
`

/** Returns the type of each operation of the control plane as a function of path parameter, body and query. */
function renderFunctions(): string {
  const schemas = new Map(readControlSchemas().map(schema => [schema.$id, schema]))
  const propertiesOf = (name: string) => Object(schemas.get(name)?.['properties']) as Record<string, object>
  const filters = Object.keys(propertiesOf('RequestFilter'))
  const describeQuery = (query: Readonly<Record<string, object>>) => {
    const names = Object.keys(query)
    if (names.join() === filters.join()) return ['query?: RequestFilter']
    const fields = Object.entries(query).map(([name, schema]) => `${name}?: ${typeOf(schema)}`)
    return names.length > 0 ? [`query?: { ${fields.join('; ')} }`] : []
  }
  const lines = CONTROL_OPERATIONS.filter(({ success }) => success.contentType !== 'text/event-stream').map(
    ({ operationId, path, body, query = {}, success: { schema, status }, handle }) => {
      const parameters = [
        ...parameterNames(path).map(name => `${name}: string`),
        ...(body === undefined ? [] : [`body${rejectsEmptyBody(schemas.get(body)) ? '' : '?'}: ${body}`]),
        ...describeQuery(query)
      ]
      const isList = schema !== undefined && 'results' in propertiesOf(schema)
      const result = isList ? `${schema}['results']` : (schema ?? (status === 204 ? 'void' : 'string'))
      const isAsync = handle.constructor.name === 'AsyncFunction'
      return `  ${operationId}: (${parameters.join(', ')}) => ${isAsync ? `Promise<${result}>` : result}\n`
    }
  )
  return `/**\n * The operations of the control plane as functions; of a list, the results.\n */\nexport interface ControlFunctions {\n${lines.join('')}}\n`
}

/** Returns the type of a query parameter. */
function typeOf({ type, enum: values }: { type?: string; enum?: unknown[] }): string {
  return values?.map(value => `'${value}'`).join(' | ') ?? (type === 'integer' ? 'number' : `${type}`)
}

/** Returns the schemas of the closed sets of names. */
function nameTypes(context: ControlContext): Record<string, object> {
  const { operation, method, errorId, errorCode, integrationType, role } = KNOWN_NAMES
  const methods = method.names()
  const codes = errorCode.names(context)
  const otherIds = errorId.names(context).filter(id => !codes.includes(id))
  const union = (description: string, names: readonly string[]) => ({ description, enum: names })
  return {
    OperationId: union('operationId of a request to the Atlas API.', operation.names(context)),
    Method: union('HTTP method.', [...methods, ...methods.map(name => name.toLowerCase())]),
    ErrorId: {
      description: 'Id of an error of the catalogue.',
      anyOf: [{ tsType: 'ErrorCode' }, { enum: otherIds }]
    },
    ErrorCode: union('Error code of the catalogue.', codes),
    IntegrationType: union('Type of a third-party integration.', integrationType.names(context)),
    RoleName: union('Role on an organization or on a project.', role.names())
  }
}

const STYLE = { semi: false, singleQuote: true, printWidth: 110, trailingComma: 'none' } as const

/** Removes the compiler's remarks on references. */
function withoutRemarks(text: string): string {
  return text
    .replace(/ \*\n \* This interface was referenced by [\s\S]*?"\.\n/g, '')
    .replace(/\/\*\*\n \* This (?:interface|type) was referenced by [\s\S]*?"\.\n \*\/\n/g, '')
}

/** Returns the types of a schema. */
export async function renderSchemaTypes(name: (typeof TYPED_SCHEMAS)[number]): Promise<string> {
  // Restrictions, which an interface cannot express.
  const isOmitted = (key: string, object: object) =>
    ['not', 'oneOf', 'dependencies', 'patternProperties'].includes(key) ||
    (key === 'allOf' && 'properties' in object)
  const imported: Record<string, Set<string>> = { state: new Set(), wire: new Set() }
  const whole = readAsset<JSONSchema>(`schemas/${name}.json`)
  const schema = JSON.stringify(
    name === 'settings' ? withEveryProperty(whole) : whole,
    function (this: object, key, found: Record<string, unknown>) {
      if (isOmitted(key, this)) return undefined
      const value = INLINED.includes(name) ? inlined(found, whole) : found
      const [, definition] = /^State#\/definitions\/(\w+)$/.exec(String(value?.['$ref'])) ?? []
      if (definition !== undefined) {
        const tsType = definition[0]?.toUpperCase() + definition.slice(1)
        imported['state']?.add(tsType)
        return { tsType }
      }
      const { 'x-type': tsType, description } = Object(value) as { 'x-type'?: string; description?: string }
      if (tsType !== undefined) {
        for (const [name] of tsType.replace('Record<', '').matchAll(/\b[A-Z]\w+/g))
          imported['wire']?.add(name)
        return { tsType, description }
      }
      return description !== undefined && Object.keys(value).length === 1
        ? { ...value, tsType: 'unknown' }
        : value
    }
  )
  const types = await compile(JSON.parse(schema) as JSONSchema, name, {
    bannerComment: `/** Generated from schemas/${name}.json by \`npm run docs\`; do not edit. */`,
    additionalProperties: false,
    cwd: 'schemas/',
    ignoreMinAndMaxItems: true,
    style: STYLE
  })
  const lines = Object.entries(imported)
    .filter(([, names]) => names.size > 0)
    .map(([file, names]) => `import type { ${[...names].sort().join(', ')} } from './${file}.d.ts'\n`)
  return withoutRemarks(types).replace('\n', () => `\n${lines.join('')}`)
}

/** Returns what a reference refers to, but for a definition of the same file with a title. */
function inlined(value: Record<string, unknown>, schema: JSONSchema): Record<string, unknown> {
  const { $ref, ...rest } = Object(value) as Record<string, unknown>
  const [, file, name = ''] = /^([\w-]+\.json)?#\/definitions\/(\w+)$/.exec(String($ref)) ?? []
  const { definitions } = file === undefined ? schema : readReferred(file)
  const definition = definitions?.[name]
  if (!definition) return value
  return definition.title && file === undefined ? { $ref } : inlined({ ...definition, ...rest }, schema)
}

/** Returns a schema whose references are valid in other files. */
function readReferred(file: string): JSONSchema {
  const text = JSON.stringify(readAsset(`schemas/${file}`))
  return JSON.parse(text.replaceAll('"#/definitions/', `"${file}#/definitions/`)) as JSONSchema
}

/** Returns the schema of settings with every key; the value of a setting without a default may be undefined. */
function withEveryProperty(schema: JSONSchema): JSONSchema {
  const properties = Object.entries(schema.properties ?? {}).map(([key, setting]) => {
    const { type, default: fallback } = setting
    const tsType = `${type === 'array' ? 'readonly string[]' : type} | undefined`
    return [key, fallback === undefined ? { ...setting, tsType } : setting] as const
  })
  return { ...schema, properties: Object.fromEntries(properties), required: properties.map(([key]) => key) }
}

/** Returns the types of the details of each reason code: the placeholders of its text. */
export function renderReasonTypes(): string {
  const reasons = readAsset<Record<string, { en: string }>>('schemas/reasons.json')
  const lines = Object.entries(reasons).map(([code, { en }]) => {
    const details = [...en.matchAll(/\{(\w+)(\|)?[^}]*\}/g)].map(
      ([, name, isList]) => `${name}: ${isList ? 'readonly string[]' : 'string | number'}`
    )
    return `  '${code}': ${details.length > 0 ? `{ ${details.join('; ')} }` : 'object'}`
  })
  const banner = '/** Generated from schemas/reasons.json by `npm run docs`; do not edit. */'
  return `${banner}\nexport interface ReasonDetails {\n${lines.join('\n')}\n}\n`
}

/* c8 ignore start -- the command; the test imports the functions */
if (import.meta.main) {
  writeChanged(TARGET, await renderTypes())
  writeChanged(REASONS_TARGET, renderReasonTypes())
  for (const name of TYPED_SCHEMAS) writeChanged(`types/${name}.d.ts`, await renderSchemaTypes(name))
}
/* c8 ignore stop */
