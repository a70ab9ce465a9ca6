import type { RecordedRequest } from '../../types/wire.d.ts'
import { presentRole } from '../auth/roles.ts'
import { reasonText } from '../catalogue/errors.ts'
import type { Registry } from '../integrations/registry.ts'
import { bodyText, decodeBody, type RawHeaders, type SecretSchema, secretSchema } from './bodies.ts'
import { type Entry, isChanged, isExecuted } from './entry.ts'
import { Secrets } from './hide.ts'
import type { RequestRecord } from './request-record.ts'

/** Returns an entry as the control plane exposes it, without its secrets. Only this function and recorded calls may expose an entry. */
export function presentEntry(entry: Entry, registry: Registry): RecordedRequest {
  const { id, orgId, time, duration, address, principal, fault } = entry
  const { request, response, project, integrationType, reason } = hideSecrets(entry, registry).shown
  return {
    id,
    organization: orgId ?? null,
    time: new Date(time).toISOString(),
    duration: Math.round(duration * 1000) / 1000,
    address,
    background: entry.isBackground,
    callId: entry.callId ?? null,
    challenge: entry.challenge ?? null,
    request,
    operation: (entry.operation?.operationId ?? null) as RecordedRequest['operation'],
    project,
    integrationType,
    principal: principal ? { id: principal.id, kind: principal.kind, orgId: principal.orgId } : null,
    authentication: { scheme: entry.scheme, outcome: entry.authentication },
    authorization: presentAuthorization(entry),
    validation: presentValidation(entry),
    reason,
    response,
    fault: fault ? { id: fault.id, effect: fault.effect, executed: executedOf(entry) } : null
  }
}

/** Returns the parts of an entry that may contain secrets, with these hidden, and the secrets. */
export function hideSecrets(entry: Entry, registry: Registry) {
  const { status, responseHeaders, responseBody, reason } = entry
  const secrets = new Secrets()
  const schema = secretSchema(registry, entry.operation?.content)
  const headers = JSON.parse(entry.headers) as RawHeaders
  const request = presentRequest(secrets, { ...entry, headers, body: bodyText(entry) }, schema)
  const response = status !== undefined && {
    status,
    errorCode: entry.errorCode ?? null,
    headers: secrets.headers(responseHeaders),
    body: secrets.body(responseBody, responseHeaders, schema)
  }
  const shown = secrets.scrub({
    request: request as RecordedRequest['request'],
    response: (response || null) as RecordedRequest['response'],
    project: entry.projectId ?? null,
    integrationType: entry.integrationType ?? null,
    reason: reason ? { ...reason, text: reasonText(reason) } : null
  })
  return { shown, secrets, schema }
}

/** Presents a request, and adds the values that it names as secret to `secrets`. */
function presentRequest(
  secrets: Secrets,
  request: Pick<Entry, 'method' | 'target' | 'httpVersion' | 'body'> & { headers: RawHeaders },
  schema: SecretSchema
) {
  const { method, target, httpVersion, headers, body } = request
  return {
    method,
    ...secrets.url(target),
    httpVersion,
    headers: secrets.headers(headers),
    body: secrets.body(body, headers, schema)
  }
}

/** Returns a log line about a request without the secrets that the request names. */
export function withoutSecrets<Line extends object>(
  line: Line,
  { received, body, operation }: Readonly<RequestRecord>,
  registry: Registry
): Line {
  const secrets = new Secrets()
  const text = body instanceof Buffer ? decodeBody(body) : undefined
  presentRequest(secrets, { ...received, body: text }, secretSchema(registry, operation?.content))
  return secrets.scrub(line)
}

/** Returns whether a write that a fault changed was executed; null: a read, or a response that was only delayed. */
function executedOf(entry: Entry): boolean | null {
  return entry.method === 'GET' || entry.method === 'HEAD' || !isChanged(entry) ? null : isExecuted(entry)
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
  const { validation: outcome, reason, errorCode } = entry
  if (outcome !== 'rejected') return { outcome }
  return {
    outcome,
    ...(errorCode !== undefined && { errorCode }),
    ...(reason && 'attribute' in reason && { attribute: String(reason.attribute) })
  }
}
