import { readdirSync } from 'node:fs'
import { assetUrl, readAsset } from '../src/assets.ts'
import type { ErrorRow } from '../src/catalogue/errors.ts'
import { LABELS, type Provenance } from '../src/catalogue/evidence.ts'
import type { PropertySchema } from '../src/catalogue/vocabulary.ts'
import type { Behaviour, Exchange } from '../src/compare/exchange.ts'
import { createRegistry, type IntegrationType, readTypeFiles } from '../src/integrations/registry.ts'
import { RATE_LIMITS } from '../src/rate-limits/rate-limits.ts'
import { bodySchema } from '../src/validation/body-schemas.ts'

const EXCHANGES = 'fixtures/exchanges'

/** A statement about Atlas with its evidence. */
export interface LedgerRow extends Provenance {
  /** As in `analogousTo`: `<theme>/<title>`, `<TYPE>/<field>`, `rate-limits/<group>`, or the id of an error. Not unique. */
  name: string
}

/** The redaction of a secret field, with its provenance. */
export type Secret = readonly [name: string, secret: NonNullable<PropertySchema['x-secret']>]

/** The secret fields of alert notifications. */
export const NOTIFICATION_SECRETS = secretsOf(Object.entries(bodySchema('GroupAlertsConfig').properties))

/** Returns all rows by kind. */
export function readLedger(): Record<string, LedgerRow[]> {
  const types = createRegistry(readTypeFiles()).all
  const named = (prefix: string, [field, secret]: Secret) => ({ ...secret, name: `${prefix}/${field}` })
  return {
    behaviours: themes().flatMap(theme =>
      behavioursOf(theme).map(behaviour => ({ ...behaviour, name: `${theme}/${behaviour.title}` }))
    ),
    'facts of fields': [
      ...types.flatMap(({ name, facts, fields }) => [
        { ...facts, name },
        ...facts.facts.map(fact => ({ ...fact, name: `${name}/${fact.field}` })),
        ...secretsOf(fields).map(secret => named(name, secret)),
        ...fields.flatMap(([field, { 'x-unenforced': fact }]) =>
          fact ? [{ ...fact, name: `${name}/${field}` }] : []
        )
      ]),
      ...NOTIFICATION_SECRETS.map(secret => named('notifications', secret))
    ],
    'rate limits': Object.entries(RATE_LIMITS).map(([group, row]) => ({
      ...row,
      name: `rate-limits/${group}`
    })),
    errors: readErrors(types).map(row => ({ ...row, name: row.id }))
  }
}

/** Returns the number of rows with each label. */
export function countLabels(rows: readonly LedgerRow[]): number[] {
  return LABELS.map(label => rows.filter(({ evidence }) => evidence === label).length)
}

/** Returns the names of all themes, `recorded` first. */
export function themes(): string[] {
  const names = readdirSync(assetUrl(EXCHANGES)).map(name => name.replace('.json', ''))
  return ['recorded', ...names.filter(name => name !== 'recorded').sort()]
}

/** Returns the exchanges of a theme that state something about Atlas. */
export function behavioursOf(theme: string): Behaviour[] {
  return exchangesOf(theme).filter((exchange): exchange is Behaviour => exchange.evidence !== undefined)
}

/** Returns the exchanges of a theme that show a feature of the mock. */
export function featuresOf(theme: string): Exchange[] {
  return exchangesOf(theme).filter(({ feature }) => feature)
}

function exchangesOf(theme: string): Exchange[] {
  return readAsset<Exchange[]>(`${EXCHANGES}/${theme}.json`)
}

/** Returns the catalogue with the errors of single types. */
export function readErrors(types: readonly IntegrationType[]): ErrorRow[] {
  const { rows } = readAsset<{ rows: ErrorRow[] }>('schemas/errors.json')
  return [...rows, ...types.flatMap(type => type.facts.errors ?? [])]
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
