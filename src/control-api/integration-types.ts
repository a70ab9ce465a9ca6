import type { IntegrationField, IntegrationTypeInfo } from '../../types/wire.d.ts'
import type { IntegrationType, Registry } from '../integrations/registry.ts'
import type { PropertySchema } from '../vocabulary.ts'

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
  'format',
  'example',
  'x-absent',
  'x-emptyIsMissing',
  'x-shownAs',
  'x-undocumented',
  'x-zh',
  'x-terraform',
  'x-go'
] as const satisfies readonly (keyof IntegrationField)[]

/** Returns every integration type in Atlas's order as its file describes it. */
export function describeTypes({ all }: Pick<Registry, 'all'>): IntegrationTypeInfo[] {
  return all.map(describeType)
}

function describeType(type: IntegrationType): IntegrationTypeInfo {
  const { name, resource, idField, typeField, facts, fields, body, file } = type
  const { label, docs, refused = null, evidence, alerts, zh } = facts
  const required = [...body.required]
  const rankOf = (field: string) => (required.includes(field) ? required.indexOf(field) : required.length)
  const requiredFirst = fields.toSorted(([a], [b]) => rankOf(a) - rankOf(b))
  return {
    type: name,
    resource,
    idField,
    typeField,
    label,
    description: file.description,
    docs,
    refused,
    evidence,
    receivesAlerts: alerts !== undefined,
    requiredToCreate: [...body.requiredToCreate],
    schema: {
      type: 'object',
      properties: Object.fromEntries(requiredFirst.map(([field, schema]) => [field, describeField(schema)])),
      required,
      ...(file['x-terraform'] === null && { 'x-terraform': null })
    },
    examples: (file['x-examples'] ?? []).map(({ summary, value }) => ({ summary, value })),
    ...(zh && { zh })
  }
}

function describeField(schema: Omit<PropertySchema, 'description'>): IntegrationField {
  const given = new Map<string, unknown>(Object.entries(schema))
  const shown = SHOWN.filter(keyword => given.has(keyword)).map(keyword => [keyword, given.get(keyword)])
  const {
    items,
    properties,
    'x-secret': secret,
    'x-checks': checks,
    'x-absentOnUpdate': absentOnUpdate
  } = schema
  const members = Object.entries(properties ?? {}).map(([name, member]) => [name, describeField(member)])
  return {
    ...Object.fromEntries(shown),
    ...(items && { items: describeField(items) }),
    ...(properties && { properties: Object.fromEntries(members) }),
    ...(secret && { 'x-secret': { shown: secret.shown } }),
    ...(checks && { 'x-checks': checks.map(({ parameters: _, ...check }) => check) }),
    ...(absentOnUpdate && { 'x-absentOnUpdate': { error: absentOnUpdate.error } })
  }
}
