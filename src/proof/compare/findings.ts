// Gives each difference its place, its key and its row of the ledger.

import { OPERATION_ROWS } from '../../atlas/atlas-operation.ts'
import { asObject, tryParseJson } from '../../base/json.ts'
import { clip } from '../../base/printable.ts'
import { headerOf } from '../../client/atlas-client.ts'
import type { ReportLabel } from '../calls/evidence-report.ts'
import { errorRow, fieldRow, findRow, typeRow } from '../label/rows.ts'
import { type Difference, differencesOf } from './difference.ts'
import type { ServiceReply } from './transport.ts'

/** How two responses differ in one place. */
export type FindingKind =
  | 'error'
  | 'status'
  | 'reason phrase'
  | 'header'
  | 'body'
  | 'missing'
  | 'added'
  | 'value'
  | 'JSON type'
  | 'key order'
  | 'list order'
  | 'other objects'
  | 'page size'

/** Maximum characters of status and error code. */
const MAX_OUTCOME = 100

/** Maximum characters of a place. */
const MAX_PLACE = 300

/** The row of the ledger that the mock's response is based on. */
export interface Basis {
  /** Undefined: none. */
  id?: string
  title: string
  label: ReportLabel
  /** Its page, with its anchor. */
  page?: string | null
}

/** What was compared. */
export interface Compared {
  /** The operationId, or `other requests`. */
  operation: string
  integrationType: string | null
  /** Undefined: not known. */
  behaviour?: Basis | undefined
  /** The fields that requests before the response contain, as type and field. */
  sent?: ReadonlySet<string> | undefined
}

/** A difference, and what it has in common with the same one in other responses. */
export interface Finding extends Pick<Difference, 'at' | 'mock' | 'service' | 'jsonTypes'> {
  kind: FindingKind
  /** Of the call, if its response as a whole differs; of the object, if other types may have the same difference. */
  integrationType?: string | null
  /** Where it is, whatever the response: an integration type and a field, for example. */
  place: string
  /** Equal for the same difference in other responses. */
  key: string
  basis: Basis | undefined
  /** Of an exchange: the request whose response differs. */
  origin?: { operation: string; request: string }
  /** The number of later responses that differ only because one side refused the write. */
  consequences?: number
}

/**
 * Returns how the service's response differs from the mock's.
 *
 * - If either response is an error, and status or error code differ, that is the only finding. If they are the same, all
 *   differences in the body are one.
 * - A field belongs to the nearest object with an integration type, whatever the response that contains the object.
 *
 * @param ignoredHeaders in lower case
 * @param hide replaces what must not be shown
 */
export function findingsOf(
  compared: Compared,
  replies: readonly [mock: ServiceReply, service: ServiceReply],
  ignoredHeaders: readonly string[],
  hide = (text: string) => text
): Finding[] {
  const [mock, service] = replies
  const differences = differencesOf(mock, service, ignoredHeaders, hide)
  const partOf = (difference: Difference) => {
    const finding = partFinding(compared, mock, difference)
    return { ...finding, place: clip(hide(finding.place), MAX_PLACE) }
  }
  const outcomes = replies.map(reply => clip(hide(outcomeOf(reply)), MAX_OUTCOME))
  const [outcome, other] = outcomes
  const stated = isError(mock) && isError(service) ? errorRow(mock.status, codeOf(mock)) : undefined
  if (outcome !== other) {
    const kind = isError(mock) || isError(service) ? 'error' : 'status'
    const at = mock.status === service.status ? 'errorCode' : 'status'
    const found = wholeFinding(kind, compared, outcomes, { at, mock: outcome, service: other }, stated)
    const others = differences.filter(({ at }) => kind === 'status' && at !== 'status')
    return [found, ...others.map(partOf)]
  }
  const inBody = isError(mock) ? differences.filter(isInBody) : []
  const others = differences.filter(difference => !inBody.includes(difference))
  return [
    ...others.map(partOf),
    ...inBody.slice(0, 1).map(first => {
      // A member of errors is new, or gone, whatever the error.
      const kind = kindOf(first)
      const isMember = first.path !== undefined && kind !== 'value'
      const row = isMember || isFixedText(inBody) ? stated : undefined
      return wholeFinding('error', compared, isMember ? [kind] : outcomes, first, row)
    })
  ]
}

function isInBody({ at, path }: Difference): boolean {
  return path !== undefined || at === 'body'
}

/** Returns whether the fixed text of an error differs, not its parameters. */
function isFixedText(differences: readonly Difference[]): boolean {
  const hasOther = (name: string) => differences.some(({ path }) => path?.includes(name))
  return (hasOther('detail') || hasOther('reason')) && !hasOther('parameters')
}

/**
 * Returns the finding of a response as a whole.
 *
 * @param stated the row of the mock's error: it differs in the same way on all operations
 */
function wholeFinding(
  kind: FindingKind,
  { operation, integrationType, behaviour }: Compared,
  outcomes: readonly string[],
  { at, mock, service }: Difference,
  stated?: Basis
): Finding {
  // In an envelope, too.
  const member = at.replaceAll(/\[\d+\]/g, '[]').replace(/^\$\.content\./, '$.')
  const key = JSON.stringify([kind, stated ? '' : operation, member, ...outcomes])
  const { label = stated?.label } = behaviour ?? {}
  const basis = stated && label ? { ...stated, label } : behaviour
  const place = stated ? at : `${operation} ${at}`
  return { kind, at, mock, service, place, integrationType, key, basis }
}

/** Returns the finding of a field, of a header or of the reason phrase. */
function partFinding(compared: Compared, { status }: ServiceReply, found: Difference): Finding {
  if (found.path) return fieldFinding(compared, found, found.path)
  const { at, mock, service } = found
  // Whole texts: equal ones are the same difference.
  if (at === 'body') return wholeFinding('body', compared, [String(mock), String(service)], found)
  const kind = at === 'reason phrase' ? at : 'header'
  // A header that is missing is so whatever the status code.
  const place = service === undefined ? at : `${at} (${status})`
  return { kind, at, mock, service, place, key: place.toLowerCase(), basis: compared.behaviour }
}

function isError({ status }: ServiceReply): boolean {
  return status >= 400
}

/** Returns the error code in the body, else in the header. */
function codeOf(reply: ServiceReply): string | undefined {
  const code = asObject(tryParseJson(reply.body))?.['errorCode'] ?? headerOf(reply, 'x-error-code')
  return typeof code === 'string' ? code : undefined
}

function outcomeOf(reply: ServiceReply): string {
  const code = isError(reply) ? codeOf(reply) : undefined
  return code === undefined ? String(reply.status) : `${reply.status} ${code}`
}

function fieldFinding(
  { operation, integrationType, behaviour, sent }: Compared,
  found: Difference,
  path: readonly (string | number)[]
): Finding {
  const { at, order, mock, service, jsonTypes, bodies = [] } = found
  const owner = bodies.map(body => nearestType(body, path)).find(Boolean)
  const kind = order ?? (jsonTypes ? 'JSON type' : kindOf(found))
  if (kind === 'page size') {
    return { kind, at, mock, service, place: 'itemsPerPage', key: kind, basis: findRow(PAGE_SIZE) }
  }
  // Positions in arrays do not distinguish places.
  const depth = owner?.depth ?? 0
  const names = path.slice(depth).map((key, index) => {
    return typeof key === 'number' ? `[${relOf(bodies, path.slice(0, depth + index + 1)) ?? ''}]` : `.${key}`
  })
  // A document has the fields of an object of its list.
  const field = owner
    ? names.join('').replace(/^\./, '')
    : `$${names.join('').replace(/^(\.content)?\.results\[\](?=\.)/, '')}`
  const id = rowId(owner?.type, field)
  const isIntegrations = OPERATION_ROWS[operation]?.content === 'integrations' && path.at(-1) === 'results'
  const ownRow = order && isIntegrations ? findRow(LIST_ORDER) : fieldRow(id, sent?.has(id) === true)
  // The behaviour of a call on another type does not say what fields this one has.
  const ofType = owner && owner.type !== integrationType ? typeRow(owner.type) : undefined
  const common = { kind, at, mock, service, jsonTypes, basis: ownRow ?? ofType ?? behaviour }
  const tag = tagOf(operation)
  if (owner && !ownRow && field !== '' && SAME_ON_TYPES.includes(kind)) {
    // Each response has ids of its own.
    const values = kind === 'value' && field !== 'id' ? [mock, service] : []
    const key = JSON.stringify([kind, tag, field, ...values])
    return { ...common, place: `${tag} ${field}`, key, integrationType: owner.type }
  }
  const place = [owner?.type ?? tag, field].filter(Boolean).join(' ')
  return { ...common, place, key: `${kind} ${place}` }
}

/** Returns what Atlas's documentation lists an operation under. */
export function tagOf(operation: string): string {
  return OPERATION_ROWS[operation]?.tag ?? operation
}

/** The kinds that are the same change on all types, if no row is about the field of one. */
const SAME_ON_TYPES: readonly FindingKind[] = ['added', 'missing', 'value']

/** The row of the number of objects on a page. */
const PAGE_SIZE = 'lists-100-default'

/** The row of the order in which integrations are listed. */
const LIST_ORDER = 'lists-all-nine-types-fixed-order'

/** Returns the `rel` of a link in either response. */
function relOf(bodies: readonly unknown[], path: readonly (string | number)[]): string | undefined {
  const links = bodies.map(body => {
    return asObject(path.reduce((value: unknown, key) => Object(value)[key], body))?.['rel']
  })
  return links.find((rel): rel is string => typeof rel === 'string' && /^[\w-]{1,40}$/.test(rel))
}

/** Returns type and field, as `fieldRow` expects them. */
function rowId(type: string | undefined, field: string): string {
  const name = field.replaceAll(/\[[\w-]*\]/g, '').replace(/^\$(\.content)?(\.results)?\.?/, '')
  return `${type ?? name.split('.')[0]}/${name}`
}

/** Returns the integration types in a response. */
export function typesIn({ body }: ServiceReply): string[] {
  return [...body.matchAll(/"type" ?: ?"(\w+)"/g)].flatMap(([, type = '']) => (typeRow(type) ? type : []))
}

/** Returns the innermost object on a path that has an integration type, and how many parts of the path lead to it. */
function nearestType(body: unknown, path: readonly (string | number)[]) {
  let value = body
  let nearest: { type: string; depth: number } | undefined
  for (const [at, key] of [...path, ''].entries()) {
    const type = asObject(value)?.['type']
    if (typeof type === 'string' && typeRow(type)) nearest = { type, depth: at }
    value = typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined
  }
  return nearest
}

/** Returns how two JSON values of one type differ; undefined: missing. */
function kindOf({ mock, service }: Difference): FindingKind {
  if (service === undefined) return 'missing'
  return mock === undefined ? 'added' : 'value'
}
