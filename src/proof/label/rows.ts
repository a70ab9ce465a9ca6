// Finds the rows of the ledger that a call relies on.

import type { CallFacts } from '../../../types/calls.d.ts'
import type { EvidenceFile, EvidenceRow } from '../../../types/evidence.d.ts'
import { readAsset } from '../../assets.ts'
import { type Evidence, LABELS } from '../../catalogue/evidence.ts'

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

/** A row of docs/fidelity, or a case of one. */
export interface KnownRow {
  /** Of `fixtures/evidence.json`. */
  id: string
  /** With the rule of a case, and with the type and the field of a fact. */
  title: string
  label: Evidence
  source: string
  date: string
  /** Its page, with its anchor. */
  page: string
}

/** `fixtures/call-classes.json`, which `npm run docs` generates: exchanges by key, each with the rest of its class. */
export interface ClassesFile {
  exchanges: (ClassKey & {
    rows: [
      id: string,
      types: readonly string[],
      attribute: string | null,
      fields: readonly string[],
      marks: readonly string[],
      special: number
    ][]
  })[]
}

/** An exchange, with what distinguishes it from others of its key. */
export interface ExchangeRow extends KnownRow {
  /** The integration types for which it holds, that of the exchange first; empty: for calls without one. */
  types: readonly string[]
  attribute: string | null
  fields: ReadonlySet<string>
  marks: ReadonlySet<string>
  /** How much the exchange needs that the usual call does not, such as more setup requests. */
  special: number
}

interface Rows {
  all: ReadonlyMap<string, KnownRow>
  /** By key. */
  exchanges: ReadonlyMap<string, readonly ExchangeRow[]>
  /** By type and field. */
  fields: ReadonlyMap<string, FieldRows>
  /** Ids, by status and error code. */
  errors: ReadonlyMap<string, string>
  types: ReadonlyMap<string, KnownRow>
  /** The label of each row and of each case with a label of its own, by type. */
  labels: ReadonlyMap<string, readonly Evidence[]>
}

/** The rows of a field about responses. */
type FieldRows = Partial<Record<'secret' | 'always' | 'default', KnownRow>>

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
  const fields = call.fields.map(name => known.get(`${call.integrationType}/${name}`)?.secret?.id)
  // A stub or a fault may send any status code.
  const error = nearest || errorCode ? errors.get(answerOf(status, errorCode)) : undefined
  return [nearest?.id, error, ...(isAccepted ? fields : [])].filter(id => id !== undefined)
}

/** Returns the row with an id; undefined if the ledger does not have one. */
export function findRow(id: string): KnownRow | undefined {
  return readRows().all.get(id)
}

/**
 * Returns the row of what responses show of a field; undefined: the ledger does not have one.
 *
 * @param id type and field
 * @param isSent a request contained the field
 */
export function fieldRow(id: string, isSent: boolean): KnownRow | undefined {
  const { secret, always, default: absent } = readRows().fields.get(id) ?? {}
  return (isSent ? undefined : absent) ?? secret ?? always
}

/** Returns the row of an error; undefined: the ledger does not have one. */
export function errorRow(status: number, errorCode: string | undefined): KnownRow | undefined {
  return findRow(readRows().errors.get(answerOf(status, errorCode)) ?? '')
}

function answerOf(status: number, errorCode: string | null | undefined): string {
  return errorCode ? `${status} ${errorCode}` : String(status)
}

/** Returns the row of an integration type; undefined: the ledger does not have one. */
export function typeRow(name: string): KnownRow | undefined {
  return readRows().types.get(name)
}

/**
 * Returns how many rows about an integration type are guesses or contradicted, and its page; undefined: the ledger does
 * not have the type.
 */
export function unsureRows(type: string): { guess: number; contradicted: number; page: string } | undefined {
  const row = typeRow(type)
  if (!row) return undefined
  const labels = readRows().labels.get(type) ?? []
  const count = (label: Evidence) => labels.filter(one => one === label).length
  return { guess: count('guess'), contradicted: count('contradicted'), page: row.page }
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
export function isExchange(row: KnownRow): row is ExchangeRow {
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
    row => Number(!isOfOtherType(row, call)),
    // What a type accepts depends on its fields.
    row => Number(call.reason === null && row.types[0] === integrationType),
    row => Number(row.attribute === attribute),
    row => countCommon(fields, row.fields),
    row => -row.fields.size,
    row => -LABELS.indexOf(labelFor(row, call))
  ]
  // What is on the page of a type says nothing about another type, nor a special value about a usual one.
  const possible = candidates.filter(
    row =>
      (!isOfOtherType(row, call) || !isOnTypePage(row)) &&
      [...row.marks].every(mark => marks.includes(mark) || !valueIn(mark))
  )
  const [nearest] = measures.reduce((rows, measure) => {
    const values = rows.map(measure)
    const highest = Math.max(...values)
    return rows.filter((_row, at) => values[at] === highest)
  }, possible)
  return nearest
}

/** Returns the kind of value that a mark stands for, of a field or of a list of results; undefined: another mark. */
export function valueIn(mark: string): string | undefined {
  return /=(null|empty|redacted)$/.exec(mark)?.[1]
}

function isOnTypePage({ types: [type], page }: ExchangeRow): boolean {
  return page.includes(`/${type?.toLowerCase().replace('_', '-')}.md`)
}

/** Returns whether a row does not hold for the integration type of a call. */
export function isOfOtherType({ types }: ExchangeRow, call: Pick<CallFacts, 'integrationType'>): boolean {
  const { integrationType: type } = call
  return type === null ? types.length > 0 : !types.includes(type)
}

/** Returns the label of a row for a call. @param unlike what the call has and the row does not */
function labelFor(
  row: ExchangeRow,
  call: Pick<CallFacts, 'integrationType'>,
  unlike: readonly string[] = []
) {
  const isAnalogous = isOfOtherType(row, call) || unlike.length > 0
  return isAnalogous && LABELS.indexOf(row.label) < LABELS.indexOf('analogous') ? 'analogous' : row.label
}

/** Reads the files on the first call: few runs of the mock need them. */
function readRows(): Rows {
  rows ??= indexRows(
    readAsset<EvidenceFile>('fixtures/evidence.json').rows,
    readAsset<ClassesFile>('fixtures/call-classes.json').exchanges
  )
  return rows
}

function indexRows(evidence: readonly EvidenceRow[], classes: ClassesFile['exchanges']): Rows {
  const all = new Map<string, KnownRow>()
  const fields = new Map<string, FieldRows>()
  const errors = new Map<string, string>()
  const byType = new Map<string, KnownRow>()
  const labels = new Map<string, Evidence[]>()
  for (const row of evidence) {
    const { id, kind, title, cases, field, shows, answer, types, label, source, date } = row
    const owner = types[0] ?? 'notifications'
    const known = { id, title: titleOf(row), label, source, date, page: linkTo(row) }
    all.set(id, known)
    for (const { label, types = [] } of [row, ...cases]) {
      if (label) for (const type of types) labels.set(type, [...(labels.get(type) ?? []), label])
    }
    for (const one of cases)
      all.set(one.id, { ...known, ...one, title: `${title}: ${one.title}`, page: linkTo(row, one.id) })
    if (shows) fields.set(`${owner}/${field}`, { ...fields.get(`${owner}/${field}`), [shows]: known })
    if (kind === 'error' && answer) errors.set(answer, id)
    if (kind === 'type') byType.set(owner, known)
  }
  const exchanges = new Map<string, ExchangeRow[]>()
  for (const { rows, ...key } of classes) {
    const found = rows.map(([id, types, attribute, fields, marks, special]) => {
      const sets = { fields: new Set(fields), marks: new Set(marks) }
      const row = { ...(all.get(id) as KnownRow), types, attribute, ...sets, special }
      all.set(id, row)
      return row
    })
    exchanges.set(keyOf(key), found)
  }
  return { all, exchanges, fields, errors, types: byType, labels }
}

/** Returns the statement of a row with what it is about, which its title may leave out. */
export function titleOf({ id, kind, title, field, types, answer }: EvidenceRow): string {
  const subjects = {
    behaviour: '',
    type: '',
    field: [types[0], `${field}: `].filter(Boolean).join(' '),
    'rate limit': `${id.replaceAll('-', ' ')}: `,
    error: `error ${answer?.split(' ').at(-1)}: `
  }
  return subjects[kind] + title
}

/** Returns the page of a row, with its anchor or that of a case. */
export function linkTo({ id, page }: EvidenceRow, anchor = id): string {
  return `docs/fidelity/${page}.md#${anchor}`
}
