import { readAsset } from '../assets.ts'
import { AtlasError } from '../errors.ts'

/** A parameter as OpenAPI 3.0 describes it: `schemas/parameters.json`. */
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
}

const PARAMETERS = readAsset<Record<string, ParameterSchema>>('schemas/parameters.json')

/** @throws {Error} for a parameter that `schemas/parameters.json` does not describe */
export function parameterOf(name: string): ParameterSchema {
  const parameter = PARAMETERS[name]
  if (!parameter) throw new Error(`schemas/parameters.json has no ${name}`)
  return parameter
}

/** The query's values in force, defaults included. */
export interface Query {
  envelope: boolean
  pretty: boolean
  includeCount: boolean
  itemsPerPage: number
  pageNum: number
  /** Filter by the beginning of a name. */
  name: string
}

/** The parameters of an operation that answers one thing, a list, and a list that a name filters. */
export const FLAGS = ['envelope', 'pretty'] as const
export const PAGING = ['envelope', 'includeCount', 'itemsPerPage', 'pageNum', 'pretty'] as const
export const NAMED_PAGING = [...PAGING, 'name'] as const

/** A filter without a default filters nothing. */
const DEFAULTS: Readonly<Record<string, boolean | number | string>> = Object.fromEntries(
  Object.entries(PARAMETERS).flatMap(([name, { in: place, schema }]) =>
    place === 'query' ? [[name, schema.default ?? '']] : []
  )
)

export type RawQuery = Record<string, string | string[] | undefined>

/**
 * Reads the query parameters that an operation has; others are ignored. Of one given twice the first holds,
 * as JAX-RS has it.
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

/** Whether a flag is set, for errors that are raised before the query is checked. */
export function isFlagged(raw: RawQuery, name: 'envelope' | 'pretty'): boolean {
  return first(raw[name])?.toLowerCase() === 'true'
}

function first(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value
}

function parseValue(name: string, text: string): boolean | number | string {
  const { type, minimum = 0, maximum = 0 } = parameterOf(name).schema
  if (type === 'string') return text
  if (type === 'boolean' && /^(true|false)$/i.test(text)) return text.toLowerCase() === 'true'
  if (type === 'integer' && /^[+-]?\d{1,10}$/.test(text)) {
    const number = Number(text)
    // MongoDB's own clients send it: the Terraform provider's alert configurations, the CLI's `config init`.
    if (name === 'pageNum' && number === 0) return 1
    if (number >= minimum && number <= maximum) return number
  }
  throw new AtlasError('INVALID_QUERY_PARAMETER', [name], { code: 'query-parameter', attribute: name })
}
