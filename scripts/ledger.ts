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
  /** The statement. */
  title: string
}

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
    title: `${type} ${field}: ${statement}`
  })
  const ofSecret = (type: string, [field, secret]: Secret) =>
    ofField(secret, type, field, SHOWN[secret.shown])
  return {
    behaviours: themes().flatMap(theme =>
      behavioursOf(theme).map(behaviour => ({ ...behaviour, name: `${theme}/${behaviour.title}` }))
    ),
    'facts of fields': [
      ...types.flatMap(({ name, facts, fields }) => [
        { ...facts, name, title: `the type ${name}` },
        ...facts.facts.map(fact => ofField(fact, name, fact.field, fact.fact)),
        ...secretsOf(fields).map(secret => ofSecret(name, secret)),
        ...fields.flatMap(([field, { 'x-unenforced': fact }]) =>
          fact ? [ofField(fact, name, field, 'values may violate the documented pattern')] : []
        )
      ]),
      ...NOTIFICATION_SECRETS.map(secret => ofSecret('notifications', secret))
    ],
    'rate limits': Object.entries(RATE_LIMITS).map(([group, row]) => ({
      ...row,
      name: `rate-limits/${group}`,
      title: `rate limit of ${group}: ${row.capacity} requests, ${row.refill} more per minute`
    })),
    errors: readErrors(types).map(row => ({
      ...row,
      name: row.id,
      title: `error ${row.errorCode}: ${detailOf(row)}`
    }))
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
