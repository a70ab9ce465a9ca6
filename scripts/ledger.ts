import { readdirSync } from 'node:fs'
import { assetUrl, readAsset } from '../src/assets.ts'
import type { ErrorRow } from '../src/catalogue/errors.ts'
import { LABELS, type Provenance } from '../src/catalogue/evidence.ts'
import type { PropertySchema } from '../src/catalogue/vocabulary.ts'
import { type Behaviour, type Exchange, expand, type Rule } from '../src/compare/exchange.ts'
import { createRegistry, type IntegrationType, readTypeFiles } from '../src/integrations/registry.ts'
import { RATE_LIMITS } from '../src/rate-limits/rate-limits.ts'
import { bodySchema } from '../src/validation/body-schemas.ts'

const EXCHANGES = 'fixtures/exchanges'

/** A statement about Atlas with its evidence. */
export interface LedgerRow extends Provenance {
  /** As in `analogousTo`: `<theme>/<title>`, `<TYPE>/<field>`, `rate-limits/<group>`, or the id of an error. Not unique. */
  name: string
  /** The statement, with the type and field that it is about. */
  title: string
  /** The statement without type and field. */
  statement: string
}

/** An exchange, with the cases that have its evidence, that states something about Atlas. */
export type BehaviourRule = Rule & Provenance

/**
 * Rows removed on 2026-11-30: orders of checks that no client can notice, whose exchanges were deleted, and statements
 * that are not about Atlas, now features of the mock. Nine others of that day became rows again on 2026-12-01.
 */
export const REMOVED = { orders: 11, features: 6 }

/** How responses show a secret. */
export const SHOWN = {
  last4: 'responses replace all but the last four characters with `*`',
  url: 'responses show scheme, host, `/****` and the last four characters',
  masked: 'responses show `******` if it is set',
  never: 'responses omit it',
  plain: 'responses show it unchanged'
} as const

/** The redaction of a secret field, with its provenance. */
export type Secret = readonly [name: string, secret: NonNullable<PropertySchema['x-secret']>]

/** The secret fields of alert notifications. */
export const NOTIFICATION_SECRETS = secretsOf(Object.entries(bodySchema('GroupAlertsConfig').properties))

/** Returns all rows by kind. */
export function readLedger(): Record<string, LedgerRow[]> {
  const types = createRegistry(readTypeFiles()).all
  const ofField = <Fact extends Provenance>(fact: Fact, type: string, field: string, statement: string) => ({
    ...fact,
    name: `${type}/${field}`,
    title: `${type} ${field}: ${statement}`,
    statement
  })
  const ofSecret = (type: string, [field, secret]: Secret) =>
    ofField(secret, type, field, SHOWN[secret.shown])
  return {
    behaviours: themes().flatMap(theme =>
      rulesOf(theme).map(rule => ({ ...rule, name: `${theme}/${rule.title}`, statement: rule.title }))
    ),
    'facts of fields': [
      ...types.flatMap(({ name, facts, fields }) => [
        { ...facts, name, title: `the type ${name}`, statement: 'the type' },
        ...facts.facts.map(fact => ofField(fact, name, fact.field, fact.fact)),
        ...secretsOf(fields).map(secret => ofSecret(name, secret)),
        ...fields.flatMap(([field, { 'x-unenforced': fact }]) =>
          fact
            ? [ofField(fact, name, field, `values may violate the documented pattern ${fact.pattern}`)]
            : []
        )
      ]),
      ...NOTIFICATION_SECRETS.map(secret => ofSecret('notifications', secret))
    ],
    'rate limits': Object.entries(RATE_LIMITS).map(([group, row]) => ({
      ...row,
      name: `rate-limits/${group}`,
      title: `rate limit of ${group}: ${row.capacity} requests, ${row.refill} more per minute`,
      statement: `${row.capacity} ${row.refill} ${row.scope}`
    })),
    errors: readErrors(types).map(row => ({
      ...row,
      name: row.id,
      title: `error ${row.errorCode}: ${detailOf(row)}`,
      statement: row.id
    }))
  }
}

/**
 * Returns the rows that count. Statements that have the same evidence and differ only in type or field are one row; an
 * error with the label of a behaviour that raises it is that row.
 */
export function distinctRows(ledger: Record<string, LedgerRow[]>): Record<string, LedgerRow[]> {
  const raised = new Set(
    themes()
      .flatMap(rulesOf)
      .flatMap(rule => expand(rule).map(exchange => `${errorCodeOf(exchange)} ${rule.evidence}`))
  )
  const kinds = Object.entries(ledger).map(([kind, rows]) => {
    const byStatement = new Map(
      rows.map(row => [JSON.stringify([row.statement, row.evidence, row.source]), row])
    )
    const distinct = [...byStatement.values()]
    const counted =
      kind === 'errors'
        ? distinct.filter(({ name, evidence }) => !raised.has(`${name} ${evidence}`))
        : distinct
    return [kind, counted]
  })
  return Object.fromEntries(kinds)
}

/** Returns all statements: the exchanges, those of cases included, and the other rows of the ledger. */
export function statementsOf({ behaviours: _, ...others }: Record<string, LedgerRow[]>): Provenance[] {
  return [...themes().flatMap(behavioursOf), ...Object.values(others).flat()]
}

/** Returns the number of rows or statements with each label. */
export function countLabels(rows: readonly Provenance[]): number[] {
  return LABELS.map(label => rows.filter(({ evidence }) => evidence === label).length)
}

/** Returns the names of all themes, `recorded` first. */
export function themes(): string[] {
  const names = readdirSync(assetUrl(EXCHANGES)).map(name => name.replace('.json', ''))
  return ['recorded', ...names.filter(name => name !== 'recorded').sort()]
}

/** Returns the rules of a theme that state something about Atlas; a case with a label of its own is one of them. */
export function rulesOf(theme: string): BehaviourRule[] {
  return readTheme(theme)
    .flatMap(splitByLabel)
    .filter((rule): rule is BehaviourRule => rule.evidence !== undefined)
}

/** Returns a rule without its cases that have a label of their own, then these. */
function splitByLabel({ cases = [], ...rule }: Rule): Rule[] {
  const own = cases.filter(({ evidence }) => evidence !== undefined)
  const shared = cases.filter(({ evidence }) => evidence === undefined)
  const [, ...others] = expand({ ...rule, cases: own })
  return [{ ...rule, cases: shared }, ...others]
}

/** Returns the exchanges of these rules, those of cases included. */
export function behavioursOf(theme: string): Behaviour[] {
  return rulesOf(theme).flatMap(expand) as Behaviour[]
}

/** Returns the exchanges of a theme that show a feature of the mock. */
export function featuresOf(theme: string): Exchange[] {
  return readTheme(theme)
    .filter(({ feature }) => feature)
    .flatMap(expand)
}

function readTheme(theme: string): Rule[] {
  return readAsset<Rule[]>(`${EXCHANGES}/${theme}.json`)
}

/** Returns the error code of an exchange's response; undefined: none. */
export function errorCodeOf({ response: { headers, rawBody } }: Exchange): string | undefined {
  return headers['X-Error-Code'] ?? /"error(?:Code)?" ?: ?"(\w+)"/.exec(rawBody ?? '')?.[1]
}

/** Returns the catalogue with the errors of single types. */
export function readErrors(types: readonly IntegrationType[]): ErrorRow[] {
  const { rows } = readAsset<{ rows: ErrorRow[] }>('schemas/errors.json')
  return [...rows, ...types.flatMap(type => type.facts.errors ?? [])]
}

/** Returns the text of an error with named placeholders. */
export function detailOf({ detail, parameters = [] }: ErrorRow): string {
  let next = 0
  return detail.replaceAll('%s', () => `{${parameters[next++]?.name}}`)
}

/** Returns the secret fields with their provenance, those of objects and of the objects in an array too. */
export function secretsOf(
  fields: readonly (readonly [string, Omit<PropertySchema, 'description'>])[]
): Secret[] {
  return fields.flatMap(([name, { 'x-secret': secret, properties, items }]): Secret[] => [
    ...(secret ? [[name, secret] as const] : []),
    ...secretsOf(Object.entries(properties ?? items?.properties ?? {})).map(
      ([inner, nested]) => [`${name}.${inner}`, nested] as const
    )
  ])
}
