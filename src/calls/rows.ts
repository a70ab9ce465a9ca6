import { readAsset } from '../assets.ts'
import { type Evidence, LABELS } from '../catalogue/evidence.ts'
import type { CallFacts } from './file.ts'

/** What a call has in common with other calls that rely on the same behaviours. */
export interface CallClass extends Pick<CallFacts, 'operation' | 'integrationType' | 'errorCode' | 'reason'> {
  /** 0: no response. */
  status: number
  /** The field or parameter that the reason names. */
  attribute: string | null
  /**
   * The top-level names in the body and, with a question mark before each, those in the query. Names with an equals
   * sign are special: `<name>=null`, `=empty` and `=redacted` for such a value in the body, `path=v1.0`,
   * `path=encoded` and `path=slashes` for such a path, and `caller=other` for a caller who is not an owner.
   */
  names: readonly string[]
}

/** The part of a class that must be equal to that of a row. */
export type ClassKey = Pick<CallClass, 'operation' | 'status' | 'errorCode' | 'reason'>

/** A row of the ledger of evidence, which docs/FIDELITY.md shows. */
export interface Row {
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
      names: string[]
    ][]
  })[]
  /** Errors by status code and error code. */
  errors: [id: string, origin: number, title: string, status: number, errorCode: string | null][]
  /** Fields, types and rate limits. */
  facts: [id: string, origin: number, title: string][]
}

/** An exchange, with what distinguishes it from others of its key. */
export interface ExchangeRow extends Row {
  integrationType: string | null
  attribute: string | null
  names: ReadonlySet<string>
}

interface Rows {
  all: ReadonlyMap<string, Row>
  exchanges: ReadonlyMap<string, readonly ExchangeRow[]>
  errors: ReadonlyMap<string, string>
}

let rows: Rows | undefined

/**
 * Returns the ids of the rows that a call relies on: the nearest exchange, if any, then the row of its error and those
 * of the fields that were accepted.
 */
export function rowsOf(call: CallClass): string[] {
  const { all, exchanges, errors } = readRows()
  const nearest = nearestOf(exchanges.get(keyOf(call)) ?? [], call)
  const isAccepted = call.reason === null && call.status >= 200 && call.status < 300
  const fields = isAccepted ? call.names.map(name => `${call.integrationType}/${name}`) : []
  // A stub or a fault may send any status code.
  const error = nearest || call.errorCode ? errors.get(`${call.status} ${call.errorCode}`) : undefined
  return [nearest?.id, error, ...fields].filter((id): id is string => id !== undefined && all.has(id))
}

/** Returns the row with an id; undefined if the ledger does not have one. */
export function findRow(id: string): Row | undefined {
  return readRows().all.get(id)
}

/**
 * Returns the row of the behaviour of a call, with the label that holds for it; undefined: the ledger does not have
 * one. The row of another integration type counts as analogous at best.
 */
export function behaviourOf({ rows, integrationType }: CallFacts): ExchangeRow | undefined {
  const row = findRow(rows[0] ?? '')
  return row && isExchange(row) ? { ...row, label: labelFor(row, integrationType) } : undefined
}

/** Returns whether a row is about a call as a whole, not about an error or a field. */
export function isExchange(row: Row): row is ExchangeRow {
  return 'names' in row
}

function keyOf({ operation, status, errorCode, reason }: ClassKey): string {
  return JSON.stringify([operation, status, errorCode, reason])
}

/** Returns the exchange that is nearest to a call: each measure keeps the rows for which it is highest. */
function nearestOf(candidates: readonly ExchangeRow[], call: CallClass): ExchangeRow | undefined {
  const { integrationType, attribute, names } = call
  const measures: ((row: ExchangeRow) => number)[] = [
    row => Number(row.integrationType === integrationType),
    row => Number(row.attribute === attribute),
    row => -[...row.names].filter(name => name.includes('=') && !names.includes(name)).length,
    row => names.filter(name => row.names.has(name)).length,
    row => -row.names.size,
    row => -LABELS.indexOf(labelFor(row, integrationType))
  ]
  const [nearest] = measures.reduce((rows, measure) => {
    const values = rows.map(measure)
    const highest = Math.max(...values)
    return rows.filter((_row, at) => values[at] === highest)
  }, candidates)
  return nearest
}

function labelFor(row: ExchangeRow, integrationType: string | null): Evidence {
  const isAnalogous = row.integrationType !== integrationType
  return isAnalogous && LABELS.indexOf(row.label) < LABELS.indexOf('analogous') ? 'analogous' : row.label
}

/** Reads the file on the first call: few runs of the mock need it. */
function readRows(): Rows {
  rows ??= indexRows(readAsset<BehavioursFile>('fixtures/behaviours.json'))
  return rows
}

function indexRows({ origins, exchanges, errors, facts }: BehavioursFile): Rows {
  const all = new Map<string, Row>()
  const add = <Added extends Row>(row: Added): Added => {
    all.set(row.id, row)
    return row
  }
  const toRow = (id: string, origin: number, title: string): Row => {
    const [label, source, date] = origins[origin] as BehavioursFile['origins'][0]
    return { id, title, label, source, date }
  }
  for (const [id, origin, title] of [...errors, ...facts]) add(toRow(id, origin, title))
  return {
    all,
    errors: new Map(errors.map(([id, , , status, errorCode]) => [`${status} ${errorCode}`, id])),
    exchanges: new Map(
      exchanges.map(group => [
        keyOf(group),
        group.rows.map(([id, origin, integrationType, attribute, names]) => {
          const row = toRow(id, origin, id.slice(id.indexOf('/') + 1))
          return add({ ...row, integrationType, attribute, names: new Set(names) })
        })
      ])
    )
  }
}
