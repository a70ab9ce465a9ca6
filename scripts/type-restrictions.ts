export type Schema = Record<string, unknown>

type Properties = Readonly<Record<string, Schema>>

/** A combination of properties that a schema allows. */
interface Case {
  properties: Properties
  required: readonly string[]
}

/** Properties that must not all be present with values that satisfy their schemas. */
interface Clause {
  required?: string[]
  properties?: Readonly<Record<string, { required?: string[]; enum?: unknown[] }>>
}

/** The schema of a property that must be absent. */
const ABSENT: Schema = { tsType: 'never' }

/** Returns whether a branch only restricts combinations of properties. */
export function isRestriction(branch: object): boolean {
  return Object.keys(branch).every(keyword => ['required', 'not', 'properties'].includes(keyword))
}

/**
 * Returns the union of the combinations of properties that a schema allows, for an intersection with its own type;
 * undefined: any. Ignores restrictions on values that are not an enumeration.
 */
export function restrictionOf(schema: Schema, properties: Properties): Schema | undefined {
  const { oneOf, not, minProperties, maxProperties } = schema
  const names =
    minProperties === 1
      ? Object.keys(properties)
      : ((oneOf ?? []) as Clause[]).flatMap(({ required = [] }) => required)
  const excluded = minProperties === 1 && maxProperties !== 1 ? [] : names
  const given = names.map(name => {
    const others = excluded.filter(other => other !== name).map(other => [other, ABSENT])
    const value = { ...properties[name], description: undefined }
    return { properties: { [name]: value, ...Object.fromEntries(others) }, required: [name] }
  })
  const { anyOf = [not] } = Object(not) as { anyOf?: unknown[] }
  const start: Case[] = given.length > 0 ? given : [{ properties: {}, required: [] }]
  const cases = anyOf.reduce<Case[]>((all, clause) => exclude(all, Object(clause), properties), start)
  const isAny = cases.every(one => Object.keys(one.properties).length === 0)
  return isAny ? undefined : { oneOf: withoutSpecialCases(cases).map(one => ({ ...CLOSED, ...one })) }
}

const CLOSED = { type: 'object', additionalProperties: false }

/** Returns the cases without combinations that satisfy a clause. */
function exclude(cases: readonly Case[], clause: Clause, properties: Properties): Case[] {
  const ways = violations(clause, properties)
  return cases.flatMap(one => {
    const isAbsent = ([name, value]: [string, Schema]) => value === ABSENT && one.properties[name] === ABSENT
    const isImpossible = ([name, value]: [string, Schema]) => value === ABSENT && one.required.includes(name)
    if (ways.length === 0 || ways.some(way => Object.entries(way).every(isAbsent))) return [one]
    const possible = ways.filter(way => !Object.entries(way).some(isImpossible))
    return possible.map(way => ({ ...one, properties: { ...one.properties, ...way } }))
  })
}

/** Returns the ways in which a value can violate a clause; none if one cannot be expressed. */
function violations({ required = [], properties = {} }: Clause, own: Properties): Properties[] {
  const found = required.map(name => {
    const { required: inner, enum: values } = properties[name] ?? {}
    if (values) {
      const others = (own[name]?.['enum'] as unknown[] | undefined)?.filter(value => !values.includes(value))
      return others && { [name]: { enum: others } }
    }
    const absent = Object.fromEntries((inner ?? []).map(key => [key, ABSENT]))
    return { [name]: inner ? { ...CLOSED, properties: absent } : ABSENT }
  })
  return found.every(way => way !== undefined) ? found : []
}

/** Removes the cases that another one includes. */
function withoutSpecialCases(cases: readonly Case[]): Case[] {
  const includes = (one: Case, other: Case) =>
    Object.entries(one.properties).every(([name, value]) => other.properties[name] === value)
  return cases.filter(one => !cases.some(other => other !== one && includes(other, one)))
}
