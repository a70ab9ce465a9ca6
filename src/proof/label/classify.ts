// Says what a call has in common with others.

import { isUtf8 } from 'node:buffer'
import type { IncomingHttpHeaders } from 'node:http'
import type { CallFacts, NotCompared } from '../../../types/calls.d.ts'
import type { RecordedRequest } from '../../../types/wire.d.ts'
import { publicUrl, readAsset } from '../../assets.ts'
import { asObject, tryParseJson } from '../../base/json.ts'
import { routedPath, splitTarget } from '../../base/request-target.ts'
import type { Registry } from '../../integrations/registry.ts'
import { readResponse } from '../../journal/bodies.ts'
import { type Entry, isChanged, isExecuted, isUnmocked } from '../../journal/entry.ts'
import { queryOf } from '../../journal/target.ts'
import { behaviourOf, type CallClass, findRow, isExchange, rowsOf, valueIn } from './rows.ts'

/** The parameters of the Atlas API. */
const PARAMETERS = readAsset<Record<string, { schema: { default?: unknown } }>>('schemas/parameters.json')

/** Returns the row of Atlas's behaviour that a response relies on; null: none, or the client sent it by itself. */
export function evidenceOf(
  entry: Entry,
  registry: Registry
): NonNullable<RecordedRequest['evidence']> | null {
  const row = entry.isBackground ? undefined : behaviourOf(factsOf(entry, registry), entry.status ?? 0)
  if (!row) return null
  const { label, id, title, source, date, page } = row
  return { label, id, title, source, date, url: publicUrl(page) }
}

/** Returns what a file of calls says about an entry. */
export function factsOf(entry: Entry, registry: Registry): CallFacts {
  const call = classify(entry, registry)
  const rows = isUnknownPath(call) ? [] : rowsOf(call)
  return {
    operation: entry.operation?.operationId ?? null,
    integrationType: call.integrationType,
    errorCode: call.errorCode,
    reason: call.reason,
    caller: callerOf(entry),
    executed: isExecuted(entry),
    notCompared: notComparedOf(entry),
    rows,
    unlike: unlikeOf(call, rows)
  }
}

/** The rows about unknown paths do not say what Atlas does where only the mock does not know the path or operation. */
function isUnknownPath({ operation, reason }: CallClass): boolean {
  return operation === null && (reason === 'path-unknown' || reason === 'operation-not-mocked')
}

/** Returns the class of the call of an entry. */
export function classify(entry: Entry, registry: Registry): CallClass {
  const { status = 0, errorCode, reason, target } = entry
  const body = entry.body === undefined ? undefined : tryParseJson(Buffer.from(entry.body, 'latin1'))
  const items = Array.isArray(body) ? body : [body]
  const fields = items.flatMap(item => Object.entries(asObject(item) ?? {}))
  const query = queryOf(target).flatMap(({ name, value = '' }) => (isDefault(name, value) ? [] : `?${name}`))
  return {
    operation: entry.operation?.operationId ?? privatePathOf(entry),
    integrationType: typeOf(entry, body, registry),
    status,
    errorCode: errorCode ?? null,
    reason: reason?.code ?? null,
    attribute: reason && 'attribute' in reason ? String(reason.attribute) : null,
    fields: uniqueOf(fields.map(([name]) => name)),
    marks: uniqueOf([...fields.flatMap(markOf), ...marksOf(entry), ...query])
  }
}

/** Returns the path of a private endpoint, which has no operationId; null for other paths. */
function privatePathOf(entry: Entry): string | null {
  const path = routedPath(splitTarget(entry.target).path)
  return path.startsWith('/api/private/') && !isUnmocked(entry) ? path : null
}

function uniqueOf(names: readonly string[]): string[] {
  return [...new Set(names)].sort()
}

/** Returns whether a parameter of the query has no effect. */
function isDefault(name: string, value: string): boolean {
  return Object.hasOwn(PARAMETERS, name) && String(PARAMETERS[name]?.schema.default) === value
}

/** Returns the mark of a value that Atlas treats differently from other values. */
function markOf([name, value]: [string, unknown]): string[] {
  if (value === null) return [`${name}=null`]
  if (value === '') return [`${name}=empty`]
  return hasRedacted(value, 2) ? [`${name}=redacted`] : []
}

/** @param depth levels within the value, such as an object in an array */
function hasRedacted(value: unknown, depth: number): boolean {
  if (typeof value === 'string') return value.includes('***')
  return depth > 0 && Object.values(value ?? {}).some(member => hasRedacted(member, depth - 1))
}

const JSON_TYPE = 'application/json'

/** Returns the marks of path, headers and caller. */
function marksOf(entry: Entry): string[] {
  const { path } = splitTarget(entry.target)
  const headers = JSON.parse(entry.headers) as IncomingHttpHeaders
  const routed = routedPath(path)
  const marks = {
    'path=v1.0': routed.startsWith('/api/atlas/v1.0/'),
    'path=encoded': path.includes('%'),
    'path=slashes': routed !== path,
    'accept=other': !/^application\/vnd\.atlas\.[\d-]{10}\+json$/.test(headers.accept ?? ''),
    'content=other': !/^application\/(vnd\.atlas\.[\d-]{10}\+)?json$/.test(
      headers['content-type'] ?? JSON_TYPE
    ),
    'method=HEAD': entry.method === 'HEAD',
    'caller=other': callerOf(entry) === 'other',
    'results=empty': /"results" ?: ?\[\]/.test(entry.responseBody ?? ''),
    'update=creates': entry.isCreation,
    ...addressMarks(entry)
  }
  return Object.entries(marks).flatMap(([mark, isMarked]) => (isMarked ? [mark] : []))
}

/** Returns the marks of the addresses that a request on an IP access list names. */
function addressMarks({ target, body = '' }: Entry): Record<string, boolean> {
  const [isAccessList, inPath = ''] = /\/accessList(?:\/([^/?]+)|\/?(?=\?|$))/.exec(target) ?? []
  if (isAccessList === undefined) return {}
  const inBody = [...body.matchAll(/"(?:ipAddress|cidrBlock)"\s*:\s*"([^"]*)"/g)].map(([, value]) => value)
  const addresses = [inPath.replaceAll(/%2f/gi, '/').replaceAll(/%3a/gi, ':'), ...inBody]
  const isOne = (address = '') => /^[^:]*\/32$|\/128$/.test(address)
  const isAny = (address = '') => /^0\.0\.0\.0(\/0)?$/.test(address)
  return {
    'address=IPv6': addresses.some(address => address?.includes(':')),
    'address=any': addresses.some(isAny),
    'block=one': addresses.some(isOne),
    'block=several': addresses.some(address => address?.includes('/') && !isOne(address) && !isAny(address))
  }
}

/** Returns the integration type that path, body or response name; null for an unknown one. */
function typeOf(entry: Entry, body: unknown, registry: Registry): string | null {
  const content = entry.operation?.content
  const types = registry.of(content)
  const { typeField = '' } = types[0] ?? {}
  const name =
    content === 'integrations'
      ? entry.integrationType
      : (asObject(body)?.[typeField] ?? (types.length > 0 ? readResponse(entry)?.[typeField] : undefined))
  return types.find(type => type.name === name)?.name ?? null
}

/** How a report names the marks of a call. No other mark is known to change the behaviour. */
const SHOWN: ReadonlyMap<string, string> = new Map([
  ['path=v1.0', 'v1.0'],
  ['method=HEAD', 'HEAD'],
  ['update=creates', 'creates'],
  ['address=IPv6', 'IPv6'],
  ['address=any', '0.0.0.0']
])

/** Returns what a call has and the behaviour of its rows does not, without names that a user may have chosen. */
export function unlikeOf({ marks }: CallClass, [id = '']: readonly string[]): string[] {
  const row = findRow(id)
  if (!row || !isExchange(row)) return []
  const missing = marks.filter(mark => !row.marks.has(mark))
  return [...new Set(missing.flatMap(mark => shownMark(mark) ?? []))]
}

function shownMark(mark: string): string | undefined {
  if (mark.startsWith('?')) return Object.hasOwn(PARAMETERS, mark.slice(1)) ? mark : 'other parameter'
  const value = valueIn(mark)
  return value !== undefined && mark !== 'results=empty' ? `${value} value` : SHOWN.get(mark)
}

const OWNER_ROLES = ['ORG_OWNER', 'GROUP_OWNER']

function callerOf({ principal, authorization }: Entry): CallFacts['caller'] {
  if (!principal) return null
  const { roles } = principal
  // Without a role on what the call names, an accepted call does not depend on roles.
  const isOwner =
    authorization !== 'rejected' &&
    (roles.length === 0 || roles.some(({ roleName }) => OWNER_ROLES.includes(roleName)))
  return isOwner ? 'owner' : 'other'
}

function isSuccess({ status = 0 }: Entry): boolean {
  return status >= 200 && status < 300
}

function notComparedOf(entry: Entry): NotCompared | null {
  const { operation, reason, status, body = '' } = entry
  if (isChanged(entry)) return 'fault'
  switch (reason?.code) {
    case 'stub':
      return 'stub'
    case 'preferred':
      return 'prefer'
    case 'body-too-large':
    case 'content-length':
      return 'body missing'
    case 'access-list':
    case 'access-list-missing':
      return 'credentials'
  }
  if (!operation) return 'not covered'
  // Without a response and a fault, the client disconnected within the body.
  if (status === undefined || !isUtf8(Buffer.from(body, 'latin1'))) return 'body missing'
  if (status === 429 || status >= 500) return 'transient'
  if (!isSuccess(entry)) return callerOf(entry) === 'owner' ? null : 'credentials'
  return operation.dependsOnCaller ? 'other projects' : null
}
