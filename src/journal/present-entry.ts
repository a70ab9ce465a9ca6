import type { RecordedRequest } from '../../types/wire.d.ts'
import { presentRole } from '../auth/roles.ts'
import type { Registry } from '../integrations/registry.ts'
import { errorCodeOf, presentAnswerBody } from './answer.ts'
import { authenticationOf } from './authentication.ts'
import { presentBody } from './body.ts'
import type { Entry } from './entry.ts'
import { presentAnswerHeaders, presentRequestHeaders } from './headers.ts'
import { Masks } from './masks.ts'
import { permissionOf } from './role.ts'
import { pathOf, presentQuery, presentUrl } from './target.ts'
import { validationOf } from './verdict.ts'

/**
 * An entry as it leaves. Only here is one shown, and only what lies below redacts: the secrets of headers,
 * query and bodies are masked, and so is their echo in an error.
 */
export function presentEntry(entry: Entry, registry: Registry): RecordedRequest {
  const { id, orgId, time, duration, address, principal } = entry
  const masks = new Masks()
  // Before the answer: it fills the masks.
  const request = presentRequest(entry, registry, masks)
  return {
    id,
    organization: orgId ?? null,
    time: new Date(time).toISOString(),
    duration: Math.round(duration * 1000) / 1000,
    address,
    request,
    operation: entry.operationId ?? null,
    project: entry.projectId ?? null,
    integrationType: entry.integrationType ?? null,
    principal: principal ? { id: principal.id, kind: principal.kind, orgId: principal.orgId } : null,
    authentication: authenticationOf(entry),
    role: presentDecision(entry),
    validation: validationOf(entry, registry),
    reason: entry.refusal?.why.reason ?? null,
    answer: presentAnswer(entry, registry, masks),
    fault: entry.fault ?? null
  }
}

function presentRequest(entry: Entry, registry: Registry, masks: Masks): RecordedRequest['request'] {
  const { method, target, httpVersion, headers, principal } = entry
  return {
    method,
    url: presentUrl(target, masks),
    path: pathOf(target),
    query: presentQuery(target, masks),
    httpVersion,
    headers: presentRequestHeaders(headers, principal?.id, masks),
    body: presentBody(entry, registry, masks)
  }
}

function presentDecision({ isAuthorized, operationId, principal }: Entry): RecordedRequest['role'] {
  const needed = permissionOf(operationId)
  return {
    decision: isAuthorized === undefined ? 'not reached' : isAuthorized ? 'granted' : 'denied',
    needed: needed ? { project: [...needed.project], organization: [...needed.organization] } : null,
    had: principal?.roles.map(presentRole) ?? null
  }
}

function presentAnswer(entry: Entry, registry: Registry, masks: Masks): RecordedRequest['answer'] {
  const { status, answerHeaders } = entry
  if (status === undefined) return null
  return {
    status,
    errorCode: errorCodeOf(entry) ?? null,
    headers: presentAnswerHeaders(answerHeaders),
    body: presentAnswerBody(entry, registry, masks)
  }
}
