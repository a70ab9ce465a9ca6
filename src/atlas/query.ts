import { readAsset } from '../assets.ts'
import { AtlasError } from '../catalogue/errors.ts'

/** An OpenAPI 3.0 parameter of `schemas/parameters.json`. */
export interface ParameterSchema {
  in: 'path' | 'query'
  description: string
  schema: {
    type: 'boolean' | 'integer' | 'string'
    default?: boolean | number
    minimum?: number
    maximum?: number
    pattern?: string
    enum?: string[]
    example?: string
  }
  /** A smaller minimum than the documented one: such a value counts as the documented minimum. */
  acceptedMinimum?: number
}

const PARAMETERS = readAsset<Record<string, ParameterSchema>>('schemas/parameters.json')

/** @throws {Error} if `schemas/parameters.json` does not describe the parameter */
export function parameterOf(name: string): ParameterSchema {
  const parameter = PARAMETERS[name]
  if (!parameter) throw new Error(`schemas/parameters.json has no ${name}`)
  return parameter
}

/** The form of an id in a path or a body. */
export const OBJECT_ID = new RegExp(parameterOf('groupId').schema.pattern as string)

/** The query parameters, defaults included. */
export interface Query {
  envelope: boolean
  pretty: boolean
  includeCount: boolean
  itemsPerPage: number
  pageNum: number
  /** Prefix that names must start with. */
  name: string
  /** Filters of a list; empty: all. */
  integrationType: string
  providerType: string
}

/** The parameters of every operation. */
export const FLAGS = ['envelope', 'pretty'] as const

/** Default values; an empty name matches all. */
const DEFAULTS: Readonly<Record<string, boolean | number | string>> = Object.fromEntries(
  Object.entries(PARAMETERS).flatMap(([name, { in: place, schema }]) =>
    place === 'query' ? [[name, schema.default ?? '']] : []
  )
)

export type RawQuery = Record<string, string | string[] | undefined>

/**
 * Parses the query parameters of an operation and ignores others. The first of duplicates wins, as in JAX-RS.
 *
 * @throws {AtlasError} INVALID_QUERY_PARAMETER
 */
export function parseQuery(raw: RawQuery, names: readonly (keyof Query)[]): Query {
  const query: Record<string, boolean | number | string> = { ...DEFAULTS }
  for (const name of names) {
    const text = first(raw[name])
    if (text !== undefined) query[name] = parseValue(name, text)
  }
  return query as unknown as Query
}

/** Returns whether a flag is set, for errors raised before the query is validated. */
export function isFlagSet(raw: RawQuery, name: 'envelope' | 'pretty'): boolean {
  return first(raw[name])?.toLowerCase() === 'true'
}

function first(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value
}

function parseValue(name: string, text: string): boolean | number | string {
  const { schema, acceptedMinimum } = parameterOf(name)
  const { type, minimum = 0, maximum = 0 } = schema
  if (type === 'string') return text
  if (type === 'boolean' && /^(true|false)$/i.test(text)) return text.toLowerCase() === 'true'
  if (type === 'integer' && /^[+-]?\d{1,10}$/.test(text)) {
    const number = Number(text)
    // MongoDB's own clients send pageNum=0: the Terraform provider's alert configurations, the CLI's `config init`.
    if (number >= (acceptedMinimum ?? minimum) && number <= maximum) return Math.max(number, minimum)
  }
  throw new AtlasError('INVALID_QUERY_PARAMETER', [name], { code: 'query-parameter', attribute: name })
}
