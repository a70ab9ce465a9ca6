export type Schema = Record<string, unknown>

/** The schema of a property that must be absent. */
const ABSENT: Schema = { tsType: 'never' }

/** Returns whether a branch only restricts combinations of properties. */
export function isRestriction(branch: object): boolean {
  return Object.keys(branch).every(keyword => ['required', 'not', 'properties'].includes(keyword))
}

/**
 * Returns the restrictions on combinations of properties as unions, whose intersection with the schema's own type
 * forbids the others. Ignores those on values that are not an enumeration.
 *
 * @param properties with converted schemas
 */
export function restrictionsOf(schema: Schema, properties: Readonly<Record<string, Schema>>): Schema[] {
  const { oneOf, not, minProperties, maxProperties } = schema
  const alternatives = ((oneOf ?? []) as { required?: string[] }[]).flatMap(({ required = [] }) => required)
  const names = minProperties === 1 ? Object.keys(properties) : []
  const present = (name: string, others: readonly string[] = []) => {
    const absent = others.filter(other => other !== name).map(other => [other, ABSENT])
    const value = { ...properties[name], description: undefined }
    return objectOf({ [name]: value, ...Object.fromEntries(absent) }, [name])
  }
  const unions = [
    alternatives.map(name => present(name, alternatives)),
    names.map(name => present(name, maxProperties === 1 ? names : [])),
    ...clausesOf(not).map(clause => violations(clause, properties))
  ]
  return unions.filter(union => union.length > 0).map(union => ({ oneOf: union }))
}

function objectOf(properties: Readonly<Record<string, Schema>>, required: readonly string[] = []): Schema {
  return { type: 'object', additionalProperties: false, properties, required }
}

/** Properties that must not all be present with values that satisfy their schemas. */
interface Clause {
  required?: string[]
  properties?: Readonly<Record<string, { required?: string[]; enum?: unknown[] }>>
}

function clausesOf(not: unknown): Clause[] {
  const { anyOf, ...clause } = Object(not) as Clause & { anyOf?: Clause[] }
  return anyOf ?? [clause]
}

/** Returns the ways in which a value can violate a clause; none if one cannot be expressed. */
function violations(
  { required = [], properties = {} }: Clause,
  own: Readonly<Record<string, { enum?: unknown[] }>>
): Schema[] {
  const found = required.map(name => {
    const { required: inner, enum: values } = properties[name] ?? {}
    if (values) {
      const others = own[name]?.enum?.filter(value => !values.includes(value))
      return others && { [name]: { enum: others } }
    }
    return { [name]: inner ? objectOf(Object.fromEntries(inner.map(key => [key, ABSENT]))) : ABSENT }
  })
  return found.every(violation => violation !== undefined) ? found.map(violation => objectOf(violation)) : []
}
