import { readdirSync } from 'node:fs'
import { assetUrl, readAsset } from '../src/assets.ts'
import { OPERATION_ROWS } from '../src/atlas/atlas-operation.ts'
import { raisedBy } from '../src/atlas/operation-errors.ts'
import { OPERATIONS } from '../src/atlas/operations/operations.ts'
import type { ErrorRow } from '../src/catalogue/errors.ts'
import { LABELS, type Provenance } from '../src/catalogue/evidence.ts'
import type { PropertySchema } from '../src/catalogue/vocabulary.ts'
import { createRegistry, type IntegrationType, readTypeFiles } from '../src/integrations/registry.ts'
import { type Exchange, expand, type Rule } from '../src/proof/compare/exchange.ts'
import { RATE_LIMITS } from '../src/rate-limits/rate-limits.ts'
import { bodySchema } from '../src/validation/body-schemas.ts'
import type { EvidenceCase, EvidenceRow } from '../types/evidence.d.ts'

const EXCHANGES = 'fixtures/exchanges'

/** How responses show a secret. */
const { secrets: SHOWN } = readAsset<{ secrets: Record<string, string> }>('scripts/fidelity.json')

/** What the request of an exchange is about. */
export interface Subject {
  operation: string | null
  /** The integration types for which it holds. */
  types: readonly string[]
}

/** Returns the names of all files of exchanges, `recorded` first. */
export function themes(): string[] {
  const names = readdirSync(assetUrl(EXCHANGES)).map(name => name.replace('.json', ''))
  return ['recorded', ...names.filter(name => name !== 'recorded').sort()]
}

export function readTheme(theme: string): Rule[] {
  return readAsset<Rule[]>(`${EXCHANGES}/${theme}.json`)
}

/** Returns all rows, and the cases of each. @param subjectOf returns what the exchange with an id is about */
export function readLedger(subjectOf: (id: string) => Subject): EvidenceRow[] {
  const registry = createRegistry(readTypeFiles())
  const types = registry.all
  const rules = themes()
    .flatMap(readTheme)
    .flatMap(rule => (rule.feature ? [] : ruleRow(rule as Rule & Provenance, subjectOf)))
  const limits = Object.entries(RATE_LIMITS).map(([group, row]): EvidenceRow => {
    const { capacity, refill, scope } = row
    const title = `${capacity} requests for each caller${scope === 'user' ? '' : ` and ${scope}`}, ${refill} more per minute`
    const operations = Object.keys(OPERATION_ROWS).filter(id => OPERATION_ROWS[id]?.rateGroup === group)
    const known = rowOf(row, `rate-limit-${kebab(group)}`, 'rate limit', title)
    return { ...known, page: 'rate-limits', operations }
  })
  const ofAtlas = readErrors(types).filter(({ feature }) => !feature)
  const raising = raisedBy(OPERATIONS, { registry })
  const errors = ofAtlas.map((row): EvidenceRow => {
    const { errorCode, status, form, note } = row
    const raisedIn = raising.get(row.id) ?? []
    const operations = raisedIn.length < OPERATIONS.length ? [...raisedIn] : []
    const shown = form === 'empty' ? String(status) : `${status} ${errorCode}`
    const answer = { answer: shown, ...(note !== undefined && { note }) }
    return {
      ...rowOf(row, `error-${kebab(row.id)}`, 'error', detailOf(row)),
      ...answer,
      operations,
      page: 'errors'
    }
  })
  return [...rules, ...types.flatMap(typeRows), ...notificationRows(), ...limits, ...errors]
}

function rowOf(
  { evidence: label, analogousTo, source, date }: Provenance,
  id: string,
  kind: EvidenceRow['kind'],
  title: string
): Omit<EvidenceRow, 'page'> {
  const origin = { label, ...(analogousTo !== undefined && { analogousTo }), source, date }
  return { id, kind, title, ...origin, types: [], operations: [], cases: [] }
}

/** Returns the row of a rule, with its cases. */
function ruleRow(rule: Rule & Provenance, subjectOf: (id: string) => Subject): EvidenceRow {
  const { id, page = '', title, note, confirmed, cases = [] } = rule
  const [own, ...expanded] = expand(rule)
  // A case with a label of its own is about its own.
  const shared = expanded.filter((_, at) => cases[at]?.evidence === undefined)
  return {
    ...rowOf(rule, id, 'behaviour', title),
    page,
    answer: answerOf(own as Exchange),
    ...(note !== undefined && { note }),
    ...(confirmed !== undefined && { confirmed }),
    ...topicsOf([own as Exchange, ...shared], subjectOf),
    cases: cases.map(
      ({ id, title, note, evidence, analogousTo, source, date, confirmed }, at): EvidenceCase => {
        const answer = answerOf(expanded[at] as Exchange)
        const members = { note, label: evidence, analogousTo, source, date, confirmed }
        const known = Object.entries(members).filter(([, value]) => value !== undefined)
        const topics = evidence && topicsOf([expanded[at] as Exchange], subjectOf)
        return { id, title, answer, ...Object.fromEntries(known), ...topics }
      }
    )
  }
}

/** Returns the types and the operations of exchanges. */
function topicsOf(exchanges: readonly Exchange[], subjectOf: (id: string) => Subject) {
  const subjects = exchanges.map(({ id }) => subjectOf(id))
  const types = new Set(subjects.flatMap(({ types }) => types))
  // Private endpoints have a path in place of an operation.
  const operations = new Set(subjects.flatMap(({ operation: id }) => (id?.startsWith('/') ? [] : (id ?? []))))
  return { types: [...types], operations: [...operations] }
}

/** Returns the page of a type, which for some is that of their resource; HIP_CHAT can only be rejected. */
function pageOf({ name, resource }: IntegrationType): string {
  return name === 'HIP_CHAT' ? 'all-types-create' : kebab(resource === 'integrations' ? name : resource)
}

/** Returns the rows of a type: itself, and those of its fields. */
function typeRows(type: IntegrationType): EvidenceRow[] {
  const { name, facts, fields } = type
  const page = pageOf(type)
  const own = { ...rowOf(facts, `type-${kebab(name)}`, 'type', `the type ${name}`), page, types: [name] }
  const fieldRows = [
    ...facts.facts.map(fact => ({ ...fact, title: fact.fact })),
    ...secretsOf(fields).map(([field, secret]) => secretRow(name, field, secret)),
    ...fields.flatMap(([field, { 'x-unenforced': fact }]) => {
      const id = `${kebab(name)}-${kebab(field)}-pattern`
      const title = `values may violate the documented pattern ${fact?.pattern}`
      return fact ? [{ ...fact, id, field, title }] : []
    })
  ]
  return [own, ...fieldRows.map(row => fieldRow(row, page, [name]))]
}

/** Returns the rows of the secrets in alert notifications. */
function notificationRows(): EvidenceRow[] {
  const secrets = secretsOf(Object.entries(bodySchema('GroupAlertsConfig').properties))
  return secrets.map(([field, secret]) =>
    fieldRow(secretRow('notifications', field, secret), 'alert-configurations', [])
  )
}

type FieldFact = Provenance & { id: string; field: string; title: string; shows?: EvidenceRow['shows'] }

function fieldRow(fact: FieldFact, page: string, types: string[]): EvidenceRow {
  const { id, field, title, shows } = fact
  return { ...rowOf(fact, id, 'field', title), page, field, ...(shows && { shows }), types }
}

function secretRow(owner: string, field: string, secret: NonNullable<PropertySchema['x-secret']>): FieldFact {
  const id = `${kebab(field.startsWith(owner) ? field : `${owner}-${field}`)}-shown`
  return { ...secret, id, field, title: SHOWN[secret.shown] ?? '', shows: 'secret' }
}

/** Returns the rows, and their cases with a label of their own: what counts as a row. */
export function labelled(rows: readonly EvidenceRow[]): EvidenceRow[] {
  const ofCases = (row: EvidenceRow) =>
    row.cases.flatMap(one =>
      one.label ? ({ ...row, ...one, title: `${row.title}: ${one.title}`, cases: [] } as EvidenceRow) : []
    )
  return rows.flatMap(row => [row, ...ofCases(row)])
}

/** Returns the label of each statement: of rows and of cases. */
export function statementLabels(rows: readonly EvidenceRow[]): EvidenceRow['label'][] {
  return rows.flatMap(({ label, cases }) => [label, ...cases.map(one => one.label ?? label)])
}

/** Returns the number of each label. */
export function countLabels(labels: readonly EvidenceRow['label'][]): number[] {
  return LABELS.map(label => labels.filter(one => one === label).length)
}

/** Returns status and error code of an exchange's response. */
export function answerOf({ response: { status, headers, rawBody } }: Exchange): string {
  const code = headers['X-Error-Code'] ?? /"error(?:Code)?" ?: ?"(\w+)"/.exec(rawBody ?? '')?.[1]
  return code ? `${status} ${code}` : String(status)
}

/** Returns the catalogue with the errors of single types. */
export function readErrors(types: readonly IntegrationType[]): ErrorRow[] {
  const { rows } = readAsset<{ rows: ErrorRow[] }>('schemas/errors.json')
  return [...rows, ...types.flatMap(type => type.facts.errors ?? [])]
}

/** Returns the text of an error with named placeholders. */
function detailOf({ detail, parameters = [] }: ErrorRow): string {
  let next = 0
  return detail.replaceAll('%s', () => `{${parameters[next++]?.name}}`)
}

/** Returns the secret fields with their provenance, those of objects and of the objects in an array too. */
function secretsOf(
  fields: readonly (readonly [string, Omit<PropertySchema, 'description'>])[]
): [name: string, secret: NonNullable<PropertySchema['x-secret']>][] {
  return fields.flatMap(([name, { 'x-secret': secret, properties, items }]) => [
    ...(secret ? [[name, secret] as [string, typeof secret]] : []),
    ...secretsOf(Object.entries(properties ?? items?.properties ?? {})).map(
      ([inner, nested]) => [`${name}.${inner}`, nested] as [string, typeof nested]
    )
  ])
}

/** Returns a name as in ids: `apiKey` and `API_KEY` become `api-key`. */
export function kebab(name: string): string {
  const words = name.replace(/([a-z])([A-Z])/g, '$1-$2').toLowerCase()
  return words.replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '')
}
