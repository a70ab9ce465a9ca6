import type { IntegrationField, IntegrationTypeInfo } from '../../types/wire.d.ts'
import type { ProjectResource, PropertySchema } from '../catalogue/vocabulary.ts'
import type { IntegrationType, Registry } from '../integrations/registry.ts'

/** Keywords copied unchanged. The other keywords lose their provenance. */
const SHOWN = [
  'title',
  'description',
  'type',
  'enum',
  'default',
  'nullable',
  'readOnly',
  'writeOnly',
  'minLength',
  'maxLength',
  'minItems',
  'maxItems',
  'uniqueItems',
  'format',
  'example',
  'x-absent',
  'x-emptyIsMissing',
  'x-limits',
  'x-maxBytes',
  'x-shownAs',
  'x-undocumented',
  'x-when',
  'x-zh',
  'x-terraform',
  'x-go'
] as const satisfies readonly (keyof IntegrationField)[]

/** Number of fields in the console's card of a type that does not name them. */
const CARD_SIZE = 3

/** Returns the types of all resources as their files describe them: third-party, log and metric integrations. */
export function describeTypes({ all }: Pick<Registry, 'all'>): IntegrationTypeInfo[] {
  return all.map(describeType)
}

function describeType(type: IntegrationType<ProjectResource>): IntegrationTypeInfo {
  const { name, resource, idField, typeField, facts, fields, body, file } = type
  const { label, docs, rejectedWith = null, evidence, alerts, shown, zh } = facts
  const required = body.required.filter(field => field !== typeField)
  const rankOf = (field: string) => (required.includes(field) ? required.indexOf(field) : required.length)
  const requiredFirst = fields.toSorted(([a], [b]) => rankOf(a) - rankOf(b))
  const firstNames = requiredFirst.slice(0, CARD_SIZE).map(([field]) => field)
  return {
    type: name,
    resource,
    idField,
    typeField,
    label,
    description: file.description,
    docs,
    rejectedWith,
    evidence,
    receivesAlerts: alerts !== undefined,
    requiredToCreate: [...body.requiredToCreate],
    shown: shown ?? firstNames,
    schema: {
      type: 'object',
      properties: Object.fromEntries(requiredFirst.map(([field, schema]) => [field, describeField(schema)])),
      required,
      ...(file['x-terraform'] === null && { 'x-terraform': null })
    },
    examples: (file['x-examples'] ?? []).map(({ summary, value }) => ({ summary, value })),
    zh
  }
}

function describeField(schema: PropertySchema): IntegrationField {
  const given = new Map<string, unknown>(Object.entries(schema))
  const shown = SHOWN.filter(keyword => given.has(keyword)).map(keyword => [keyword, given.get(keyword)])
  const { items, properties, required, 'x-secret': secret, 'x-checks': checks } = schema
  const { 'x-immutable': immutable, 'x-absentOnUpdate': absentOnUpdate } = schema
  return {
    ...Object.fromEntries(shown),
    ...(properties && { properties: describeFields(properties) }),
    ...(required && { required }),
    ...(items && { items: describeItems(items) }),
    ...(secret && { 'x-secret': { shown: secret.shown } }),
    ...(checks && { 'x-checks': checks.map(({ parameters: _, ...check }) => check) }),
    ...(immutable && { 'x-immutable': { error: immutable.error } }),
    ...(absentOnUpdate && { 'x-absentOnUpdate': { error: absentOnUpdate.error } })
  }
}

function describeItems({
  type,
  enum: values,
  properties,
  required
}: NonNullable<PropertySchema['items']>): NonNullable<IntegrationField['items']> {
  return {
    type: type === 'object' ? type : 'string',
    ...(values && { enum: values }),
    ...(properties && { properties: describeFields(properties) }),
    ...(required && { required })
  }
}

function describeFields(
  properties: Readonly<Record<string, PropertySchema>>
): Record<string, IntegrationField> {
  return Object.fromEntries(Object.entries(properties).map(([name, schema]) => [name, describeField(schema)]))
}
