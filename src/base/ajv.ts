import { Ajv, type ErrorObject, type Options, type ValidateFunction } from 'ajv'
import addFormats from 'ajv-formats'
import { didYouMean, TYPOS } from './did-you-mean.ts'
import { countOf } from './printable.ts'

/**
 * Returns a validator for the package's own schemas. Tests check the schemas against JSON Schema, because doing so at
 * run time would dominate the startup time. Errors contain the schema, for `describeErrors`.
 */
export function createAjv(options: Options = {}): Ajv {
  const ajv = new Ajv({ ...options, meta: false, validateSchema: false, verbose: true })
  addFormats.default(ajv, ['date-time'])
  // `x-checked`: a check in code beyond the schema; `x-expected`: a pattern in words. `x-suggested` and `x-body` are for
  // the types: names of which others are allowed, and the schema of a body that the Atlas API checks.
  ajv.addVocabulary(['x-body', 'x-checked', 'x-expected', 'x-suggested'])
  // How a setting is a flag; `x-type` is the generated type of what the schema does not describe.
  ajv.addVocabulary(['x-argument', 'x-group', 'x-separator', 'x-type'])
  return ajv
}

export interface SchemaError {
  /** JSON pointer; empty for the value itself. */
  path: string
  detail: string
}

/** Keywords whose errors only summarize the errors of their branches. */
const SUMMARIES = ['anyOf', 'if', 'not', 'oneOf']

/** Maximum number of allowed names in a sentence. */
const MAX_NAMES = 25

const TYPES: Readonly<Record<string, string>> = {
  array: 'an array',
  boolean: 'a boolean',
  integer: 'an integer',
  null: 'null',
  number: 'a number',
  object: 'an object',
  string: 'a string'
}

/**
 * Words errors of a validator of `createAjv`. Errors of several branches at one place become one.
 *
 * @param noun what a property is to the reader: a field of a body, or a parameter of a query
 */
export function describeErrors(
  errors: readonly ErrorObject[],
  noun: 'field' | 'parameter' = 'field'
): SchemaError[] {
  const specific = withoutOtherTypes(errors).filter(({ keyword }) => !SUMMARIES.includes(keyword))
  const places = Map.groupBy(specific.length > 0 ? specific : errors, placeOf)
  return [...places].flatMap(([path, found]) =>
    [...new Set(describeAt(found, noun))].map(detail => ({ path, detail }))
  )
}

/** Returns the errors of a value; empty if it is valid. @param validate made by `createAjv` */
export function schemaErrors(validate: ValidateFunction, value: unknown): SchemaError[] {
  return validate(value) ? [] : describeErrors(validate.errors as ErrorObject[])
}

function placeOf({ instancePath, keyword, params }: ErrorObject): string {
  return keyword === 'discriminator' ? `${instancePath}/${params['tag']}` : instancePath
}

function describeAt(errors: readonly ErrorObject[], noun: string): string[] {
  const types = new Set(
    errors.filter(({ keyword }) => keyword === 'type').flatMap(({ params }) => params['type'] as string[])
  )
  const needed = errors.filter(isAlternative).map(({ params }) => `'${params['missingProperty']}'`)
  const others = errors.filter(error => error.keyword !== 'type' && !isAlternative(error))
  return [
    ...(types.size > 0 ? [describeTypes([...types])] : []),
    ...(needed.length > 0 ? [`needs ${listOf(needed)}`] : []),
    ...others.map(error => describe(error, noun))
  ]
}

/** Returns the sentence for a value of another type. @param types names of JSON Schema */
export function describeTypes(types: readonly string[]): string {
  return `must be ${listOf(types.map(type => TYPES[type] ?? type))}`
}

export function describeMissing(name: unknown): string {
  return `needs '${name}'`
}

function describe({ keyword, params, message = '', parentSchema = {} }: ErrorObject, noun: string): string {
  const limit = params['limit'] as number
  switch (keyword) {
    case 'required':
      return describeMissing(params['missingProperty'])
    case 'additionalProperties':
      return describeUnknown(
        noun,
        String(params['additionalProperty']),
        Object.keys(Object(parentSchema['properties'])).sort()
      )
    case 'x-checked':
      return describeUnknown(params['noun'], params['name'], params['known'])
    case 'enum':
      return describeValues(params['allowedValues'] as unknown[])
    case 'discriminator':
      return describeValues(valuesOf(parentSchema['oneOf'], params['tag']))
    case 'pattern':
      return String(parentSchema['x-expected'] ?? `must match ${params['pattern']}`)
    case 'format':
      return 'must be a time such as 2026-01-01T00:00:00Z'
    case 'minimum':
      return `must be at least ${limit}`
    case 'maximum':
      return `must be at most ${limit}`
    case 'minLength':
    case 'minItems':
    case 'minProperties':
      return `must have at least ${count(limit, keyword, noun)}`
    case 'maxLength':
    case 'maxItems':
    case 'maxProperties':
      return `must have at most ${count(limit, keyword, noun)}`
    case 'uniqueItems':
      return `must not repeat a value: items ${params['j']} and ${params['i']} are equal`
    case 'not':
      // The schema describes its violation.
      return parentSchema['not']?.description ?? message
    case 'oneOf':
      return describeExclusive(parentSchema['oneOf'], params['passingSchemas']) ?? message
    default:
      return message
  }
}

function describeValues(values: readonly unknown[]): string {
  return `must be ${values.length === 1 ? '' : 'one of '}${values.join(', ')}`
}

/** Returns the values of the property that tells the branches apart. */
function valuesOf(branches: unknown, tag: string): string[] {
  type Branch = { properties: Record<string, { enum: string[] } | undefined> }
  return (branches as Branch[]).flatMap(({ properties }) => properties[tag]?.enum ?? [])
}

/** Returns the sentence for an unknown name. @param allowed names, in the order for the reader */
export function describeUnknown(noun: string, name: string, allowed: readonly string[]): string {
  // The writer of a long name may have left out a word.
  const distance = Math.max(TYPOS, Math.floor(name.length / 3))
  const more = allowed.length > MAX_NAMES ? `, … ${allowed.length - MAX_NAMES} more` : ''
  const list = allowed.length === 0 ? '' : `; allowed: ${allowed.slice(0, MAX_NAMES).join(', ')}${more}`
  return `unknown ${noun} '${name}'${didYouMean(name, allowed, distance) || list}`
}

function describeExclusive(branches: unknown, passing: unknown): string | undefined {
  if (!Array.isArray(passing)) return undefined
  const fields = passing.flatMap((at: number) => (branches as { required?: string[] }[])[at]?.required ?? [])
  return `must not combine ${fields.map(name => `'${name}'`).join(' and ')}`
}

function count(limit: number, keyword: string, noun: string): string {
  const unit = keyword.endsWith('Length') ? 'character' : keyword.endsWith('Items') ? 'item' : noun
  return countOf(limit, unit)
}

function listOf(words: readonly string[]): string {
  const [last = '', ...others] = words.toReversed()
  return others.length === 0 ? last : `${others.toReversed().join(', ')} or ${last}`
}

/** Returns whether an error means that a branch of `oneOf` or `anyOf` lacks a property. */
function isAlternative({ keyword, schemaPath }: ErrorObject): boolean {
  return keyword === 'required' && /\/(oneOf|anyOf)\/\d+\/required$/.test(schemaPath)
}

/** Removes the errors of branches for another type if the value has the type of a branch. */
function withoutOtherTypes(errors: readonly ErrorObject[]): ErrorObject[] {
  const kept: ErrorObject[] = []
  for (const error of errors) {
    if (error.keyword === 'oneOf' || error.keyword === 'anyOf') {
      // The errors of the branches precede their summary.
      const inner = kept.splice(kept.findLastIndex(({ schemaPath }) => !isWithin(schemaPath, error)) + 1)
      const branches = Map.groupBy(inner, ({ schemaPath }) => branchOf(schemaPath, error))
      const fitting = [...branches.values()].filter(branch => !branch.some(item => isTypeOf(item, error)))
      for (const item of fitting.length > 0 ? fitting.flat() : inner) kept.push(item)
    }
    kept.push(error)
  }
  return kept
}

function isWithin(schemaPath: string, summary: ErrorObject): boolean {
  return schemaPath.startsWith(`${summary.schemaPath}/`)
}

function branchOf(schemaPath: string, summary: ErrorObject): string | undefined {
  return schemaPath.slice(summary.schemaPath.length + 1).split('/')[0]
}

/** Returns whether an error is about the type of the value that a summary is about. */
function isTypeOf({ keyword, instancePath }: ErrorObject, summary: ErrorObject): boolean {
  return keyword === 'type' && instancePath === summary.instancePath
}
