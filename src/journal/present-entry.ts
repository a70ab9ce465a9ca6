import type { RecordedRequest } from '../../types/wire.d.ts'
import { presentRole } from '../auth/roles.ts'
import type { Registry } from '../integrations/registry.ts'
import { reasonText } from '../reasons.ts'
import { errorCodeOf, presentAnswerBody } from './answer.ts'
import { presentBody } from './body.ts'
import type { Entry } from './entry.ts'
import { presentAnswerHeaders, presentRequestHeaders } from './headers.ts'
import { Masks } from './masks.ts'
import { pathOf, presentQuery, presentUrl } from './target.ts'

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
    operation: entry.operation?.operationId ?? null,
    project: entry.projectId ?? null,
    integrationType: entry.integrationType ?? null,
    principal: principal ? { id: principal.id, kind: principal.kind, orgId: principal.orgId } : null,
    authentication: { scheme: entry.scheme, outcome: entry.authentication },
    role: presentRoles(entry),
    validation: presentValidation(entry),
    reason: entry.reason ? { ...entry.reason, text: reasonText(entry.reason) } : null,
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

const DECISIONS = { accepted: 'granted', refused: 'denied', 'not reached': 'not reached' } as const

function presentRoles({ role, operation, principal }: Entry): RecordedRequest['role'] {
  const { project, organization } = operation?.permission ?? {}
  return {
    decision: DECISIONS[role],
    needed: project && organization ? { project: [...project], organization: [...organization] } : null,
    had: principal?.roles.map(presentRole) ?? null
  }
}

function presentValidation(entry: Entry): RecordedRequest['validation'] {
  const { validation, reason } = entry
  const errorCode = validation === 'refused' ? errorCodeOf(entry) : undefined
  return {
    verdict: validation,
    ...(errorCode !== undefined && { errorCode }),
    ...(validation === 'refused' &&
      reason &&
      'attribute' in reason && { attribute: String(reason.attribute) })
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
