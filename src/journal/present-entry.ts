import type { RecordedRequest } from '../../types/wire.d.ts'
import { presentRole } from '../auth/roles.ts'
import { splitTarget } from '../base/request-target.ts'
import { reasonText } from '../catalogue/errors.ts'
import type { Registry } from '../integrations/registry.ts'
import { presentRequestBody, presentResponseBody } from './bodies.ts'
import type { Entry } from './entry.ts'
import { presentRequestHeaders, presentResponseHeaders } from './headers.ts'
import { Masks } from './masks.ts'
import { presentQuery, presentUrl } from './target.ts'

/**
 * Returns an entry as the control plane exposes it, with the secrets in headers, query and bodies masked, also where
 * an error echoes them. Only this function and `summarizeEntry` may expose an entry.
 */
export function presentEntry(entry: Entry, registry: Registry): RecordedRequest {
  const { id, orgId, time, duration, address, principal, fault } = entry
  const masks = new Masks()
  // Before the response: this fills the masks.
  const request = presentRequest(entry, registry, masks)
  return {
    id,
    organization: orgId ?? null,
    time: new Date(time).toISOString(),
    duration: Math.round(duration * 1000) / 1000,
    address,
    background: entry.isBackground,
    request,
    operation: (entry.operation?.operationId ?? null) as RecordedRequest['operation'],
    project: entry.projectId ?? null,
    integrationType: entry.integrationType ?? null,
    principal: principal ? { id: principal.id, kind: principal.kind, orgId: principal.orgId } : null,
    authentication: { scheme: entry.scheme, outcome: entry.authentication },
    authorization: presentAuthorization(entry),
    validation: presentValidation(entry),
    reason: entry.reason ? { ...entry.reason, text: reasonText(entry.reason) } : null,
    response: presentResponse(entry, registry, masks),
    fault: fault ? { id: fault.id, effect: fault.effect } : null
  }
}

/** What a line of text shows of an entry. */
export interface RequestSummary {
  id: number
  time: string
  method: string
  /** Path and query, masked. */
  url: string
  path: string
  /** Null: no response. */
  status: number | null
  /** Null: not authenticated. */
  principal: string | null
  /** Text for people; null: the normal response. */
  reason: string | null
}

/** Returns the summary of an entry, with secrets masked as in {@link presentEntry}. */
export function summarizeEntry(entry: Entry): RequestSummary {
  const { id, time, method, target, status, principal, reason, fault } = entry
  return {
    id,
    time: new Date(time).toISOString(),
    method,
    url: presentUrl(target, new Masks()),
    path: splitTarget(target).path,
    status: status ?? null,
    principal: principal?.id ?? null,
    reason: fault ? `fault: ${fault.effect}` : reason ? reasonText(reason) : null
  }
}

function presentRequest(entry: Entry, registry: Registry, masks: Masks): RecordedRequest['request'] {
  const { method, target, httpVersion, headers, principal } = entry
  return {
    method,
    url: presentUrl(target, masks),
    path: splitTarget(target).path,
    query: presentQuery(target, masks),
    httpVersion,
    headers: presentRequestHeaders(headers, principal?.id, masks),
    body: presentRequestBody(entry, registry, masks)
  }
}

function presentAuthorization(entry: Entry): RecordedRequest['authorization'] {
  const { authorization, operation, principal } = entry
  const { project, organization } = operation?.permission ?? {}
  return {
    outcome: authorization,
    requiredRoles:
      project && organization ? { project: [...project], organization: [...organization] } : null,
    roles: principal?.roles.map(presentRole) ?? null
  }
}

function presentValidation(entry: Entry): RecordedRequest['validation'] {
  const { validation, reason } = entry
  const errorCode = validation === 'rejected' ? entry.errorCode : undefined
  return {
    outcome: validation,
    ...(errorCode !== undefined && { errorCode }),
    ...(validation === 'rejected' &&
      reason &&
      'attribute' in reason && { attribute: String(reason.attribute) })
  }
}

function presentResponse(entry: Entry, registry: Registry, masks: Masks): RecordedRequest['response'] {
  const { status, responseHeaders } = entry
  if (status === undefined) return null
  return {
    status,
    errorCode: entry.errorCode ?? null,
    headers: presentResponseHeaders(responseHeaders),
    body: presentResponseBody(entry, registry, masks)
  }
}
