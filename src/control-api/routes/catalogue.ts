import type { IntegrationField, IntegrationTypeInfo } from '../../../types/wire.d.ts'
import { publicUrl } from '../../assets.ts'
import type { ProjectResource, PropertySchema } from '../../catalogue/vocabulary.ts'
import type { IntegrationType } from '../../integrations/registry.ts'
import { findRow, unsureRows } from '../../proof-hooks.ts'
import type { ControlOperation } from '../control-operation.ts'

/** Health, errors, integration types and organizations. */
export const CATALOGUE_OPERATIONS: readonly ControlOperation[] = [
  {
    operationId: 'getHealth',
    method: 'GET',
    path: '/health',
    summary: 'Return the Health of the Mock',
    description: 'Succeeds when the mock is ready. Public, and available with the control plane off.',
    isOpen: true,
    success: { status: 200, schema: 'Health' },
    handle: (_request, { services }) => {
      // Fails if the database cannot be read.
      services.store.organizations.isEmpty()
      return {
        status: 'ok',
        startId: services.control.startId,
        keepsState: services.settings.db !== ':memory:'
      }
    }
  },
  {
    operationId: 'listErrors',
    method: 'GET',
    path: '/errors',
    summary: 'Return All Rows of the Error Catalogue',
    description:
      'Every error with its text, its evidence and the operations that can raise it. Trigger an error with `Prefer: errorCode=…` or a fault.',
    success: { status: 200, schema: 'ErrorList' },
    handle: (_request, { services, raisedBy }) => {
      const operations = raisedBy()
      const results = services.catalogue.rows.map(row => ({
        id: row.id,
        errorCode: row.errorCode,
        status: row.status,
        detail: row.detail,
        parameters: (row.parameters ?? []).map(({ name }) => name),
        evidence: row.evidence,
        source: row.source,
        date: row.date,
        operations: operations.get(row.id) ?? []
      }))
      return { results }
    }
  },
  {
    operationId: 'listIntegrationTypes',
    method: 'GET',
    path: '/types',
    summary: 'Return All Integration Types',
    description:
      'Every type of third-party, log and metric integrations with fields, translations and examples. Public, and available with the control plane off.',
    isOpen: true,
    isCompressed: true,
    success: { status: 200, schema: 'IntegrationTypeList' },
    handle: (_request, { services }) => ({ results: services.registry.all.map(describeType) })
  },
  {
    operationId: 'listAllOrganizations',
    method: 'GET',
    path: '/organizations',
    summary: 'Return All Organizations With Their Projects',
    description:
      'All organizations, including sandboxes, with their projects in creation order, regardless of roles.',
    acceptsSandbox: true,
    success: { status: 200, schema: 'OrganizationList' },
    handle: ({ sandbox }, { services: { store } }) => {
      const sandboxes = new Set(store.sandboxes.list())
      const all = store.organizations.list().filter(({ id }) => sandbox === undefined || id === sandbox)
      const results = all.map(({ id, name }) => ({
        id,
        name,
        isSandbox: sandboxes.has(id),
        projects: store.projects.namesByOrganization(id).map(({ id, name }) => ({ id, name }))
      }))
      return { results }
    }
  }
]

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
  'x-terraform'
] as const satisfies readonly (keyof IntegrationField)[]

/** Number of fields in the console's card of a type that does not name them. */
const CARD_SIZE = 3

function describeType(type: IntegrationType<ProjectResource>): IntegrationTypeInfo {
  const { name, resource, idField, typeField, facts, fields, body, file } = type
  const { label, docs, rejectedWith = null, alerts, shown, zh } = facts
  const { page, ...unsure } = unsureRows(name) ?? { guess: 0, contradicted: 0, page: 'docs/FIDELITY.md' }
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
    unsure: { ...unsure, url: publicUrl(page) },
    receivesAlerts: alerts !== undefined,
    alertRows: facts.facts.flatMap(({ id, alert: part, fact: title, evidence: label }) =>
      part ? [{ part, label, title, url: publicUrl(findRow(id)?.page ?? '') }] : []
    ),
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
