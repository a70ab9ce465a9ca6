// Finds the rows of the ledger that a call relies on.

import type { CallFacts } from '../../types/calls.d.ts'
import { readAsset } from '../assets.ts'
import { type Evidence, LABELS } from './evidence.ts'

/** What a call has in common with other calls that rely on the same behaviours. */
export interface CallClass extends Pick<CallFacts, 'integrationType' | 'errorCode' | 'reason'> {
  /** The operationId, or the path of a private endpoint; null: neither. */
  operation: string | null
  /** 0: no response. */
  status: number
  /** The field or parameter that the reason names. */
  attribute: string | null
  /** The top-level names in the body. */
  fields: readonly string[]
  /**
   * What the usual call does not have: `?<name>` for a parameter of the query, `<field>=null`, `=empty` or `=redacted`
   * for such a value, and what `journal/classify.ts` finds in path, headers and caller.
   */
  marks: readonly string[]
}

/** The part of a class that must be equal to that of a row. */
export type ClassKey = Pick<CallClass, 'operation' | 'status' | 'errorCode' | 'reason'>

/** A row of the ledger of evidence, which docs/FIDELITY.md shows. */
export interface EvidenceRow {
  /** As in `analogousTo` of the ledger. */
  id: string
  title: string
  label: Evidence
  source: string
  date: string
}

/** `fixtures/behaviours.json`, which `npm run docs` generates. */
export interface BehavioursFile {
  /** Label, source and date. Rows name them by position. */
  origins: [Evidence, string, string][]
  /** Exchanges by key, each with the rest of its class. */
  exchanges: (ClassKey & {
    rows: [
      id: string,
      origin: number,
      integrationType: string | null,
      attribute: string | null,
      fields: readonly string[],
      marks: readonly string[],
      special: number
    ][]
  })[]
  /** Errors by status code and error code. */
  errors: [id: string, origin: number, title: string, status: number, errorCode: string | null][]
  /** What responses show of a field: of a secret, of any, or if it was not sent. The id is type and field. */
  fields: [id: string, origin: number, title: string, shows: 'secret' | 'always' | 'default'][]
}

/** An exchange, with what distinguishes it from others of its key. */
export interface ExchangeRow extends EvidenceRow {
  integrationType: string | null
  attribute: string | null
  fields: ReadonlySet<string>
  marks: ReadonlySet<string>
  /** How much the exchange needs that the usual call does not, such as more setup requests. */
  special: number
}

interface Rows {
  all: ReadonlyMap<string, EvidenceRow>
  /** By key. */
  exchanges: ReadonlyMap<string, readonly ExchangeRow[]>
  fields: ReadonlyMap<string, FieldRows>
  errors: ReadonlyMap<string, string>
}

/** The rows of a field about responses. */
type FieldRows = Partial<Record<BehavioursFile['fields'][0][3], EvidenceRow>>

let rows: Rows | undefined

/**
 * Returns the ids of the rows that a call relies on: the nearest exchange on its operation, if any, then the row of its
 * error and those of the secrets that were accepted.
 */
export function rowsOf(call: CallClass): string[] {
  const { exchanges, fields: known, errors } = readRows()
  const { errorCode, status } = call
  const nearest = nearestOf(exchanges.get(keyOf(call)) ?? [], call)
  const isAccepted = call.reason === null && status >= 200 && status < 300
  const fields = call.fields
    .map(name => `${call.integrationType}/${name}`)
    .filter(id => known.get(id)?.secret)
  // A stub or a fault may send any status code.
  const error = nearest || errorCode ? errors.get(`${status} ${errorCode}`) : undefined
  return [nearest?.id, error, ...(isAccepted ? fields : [])].filter(id => id !== undefined)
}

/** Returns the row with an id; undefined if the ledger does not have one. */
export function findRow(id: string): EvidenceRow | undefined {
  return readRows().all.get(id)
}

/**
 * Returns the row of what responses show of a field; undefined: the ledger does not have one.
 *
 * @param id type and field
 * @param isSent a request contained the field
 */
export function fieldRow(id: string, isSent: boolean): EvidenceRow | undefined {
  const { secret, always, default: absent } = readRows().fields.get(id) ?? {}
  return (isSent ? undefined : absent) ?? secret ?? always
}

/** Returns the row of an error; undefined: the ledger does not have one. */
export function errorRow(status: number, errorCode: string | undefined): EvidenceRow | undefined {
  return findRow(readRows().errors.get(`${status} ${errorCode ?? null}`) ?? '')
}

/**
 * Returns the row of the behaviour of a call, with the label that holds for it; undefined: the response is not Atlas's,
 * or no row is about the operation. The row of another integration type, or without a mark of the call, counts as
 * analogous at best.
 *
 * @param status 0: no response
 */
export function behaviourOf(call: CallFacts, status: number): ExchangeRow | undefined {
  if (isForced(call, status)) return undefined
  const row = findRow(call.rows[0] ?? '')
  return row && isExchange(row) ? { ...row, label: labelFor(row, call, call.unlike) } : undefined
}

const FORCED: readonly CallFacts['notCompared'][] = ['fault', 'stub', 'prefer']

/** Returns whether a feature of the mock determined the response. @param status 0: no response */
export function isForced({ notCompared }: CallFacts, status: number): boolean {
  return status === 0 || FORCED.includes(notCompared)
}

/** Returns whether a row is about a call as a whole, not about an error or a field. */
export function isExchange(row: EvidenceRow): row is ExchangeRow {
  return 'marks' in row
}

function keyOf({ operation, status, errorCode, reason }: ClassKey): string {
  return JSON.stringify([operation, status, errorCode, reason])
}

/** Returns the exchange that is nearest to a call: each measure keeps the rows for which it is highest. */
function nearestOf(candidates: readonly ExchangeRow[], call: CallClass): ExchangeRow | undefined {
  const { integrationType, attribute, fields, marks } = call
  const countCommon = (names: readonly string[], own: ReadonlySet<string>) =>
    names.filter(name => own.has(name)).length
  const measures: ((row: ExchangeRow) => number)[] = [
    row => 2 * countCommon(marks, row.marks) - row.marks.size,
    row => -row.special,
    row => Number(row.integrationType === integrationType),
    row => Number(row.attribute === attribute),
    row => countCommon(fields, row.fields),
    row => -row.fields.size,
    row => -LABELS.indexOf(labelFor(row, call))
  ]
  const [nearest] = measures.reduce((rows, measure) => {
    const values = rows.map(measure)
    const highest = Math.max(...values)
    return rows.filter((_row, at) => values[at] === highest)
  }, candidates)
  return nearest
}

/** Returns the label of a row for a call. @param unlike what the call has and the row does not */
function labelFor(
  row: ExchangeRow,
  { integrationType }: Pick<CallFacts, 'integrationType'>,
  unlike: readonly string[] = []
) {
  const isAnalogous = row.integrationType !== integrationType || unlike.length > 0
  return isAnalogous && LABELS.indexOf(row.label) < LABELS.indexOf('analogous') ? 'analogous' : row.label
}

/** Reads the file on the first call: few runs of the mock need it. */
function readRows(): Rows {
  rows ??= indexRows(readAsset<BehavioursFile>('fixtures/behaviours.json'))
  return rows
}

function indexRows({ origins, exchanges, errors, fields }: BehavioursFile): Rows {
  const all = new Map<string, EvidenceRow>()
  const add = <Added extends EvidenceRow>(row: Added): Added => {
    all.set(row.id, row)
    return row
  }
  const toRow = (id: string, origin: number, title: string): EvidenceRow => {
    const [label, source, date] = origins[origin] as BehavioursFile['origins'][0]
    return { id, title, label, source, date }
  }
  for (const [id, origin, title] of errors) add(toRow(id, origin, title))
  const byField = new Map<string, FieldRows>()
  for (const [id, origin, title, shows] of fields) {
    const row = toRow(id, origin, title)
    // Calls rely on the rows of secrets only.
    if (shows === 'secret' || !all.has(id)) add(row)
    byField.set(id, { ...byField.get(id), [shows]: row })
  }
  const byKey = new Map<string, ExchangeRow[]>()
  for (const { rows, ...key } of exchanges) {
    const found = rows.map(([id, origin, integrationType, attribute, fields, marks, special]) => {
      const row = toRow(id, origin, id.slice(id.indexOf('/') + 1))
      const sets = { fields: new Set(fields), marks: new Set(marks) }
      return add({ ...row, integrationType, attribute, ...sets, special })
    })
    byKey.set(keyOf(key), found)
  }
  return {
    all,
    exchanges: byKey,
    fields: byField,
    errors: new Map(errors.map(([id, , , status, errorCode]) => [`${status} ${errorCode}`, id]))
  }
}
