import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { claimedId } from '../auth/authorization.ts'
import type { Reason } from '../errors.ts'
import type { OperationFacts } from '../operation.ts'
import { pathOf } from '../request-target.ts'
import type { Services } from '../services.ts'
import type { Principal } from '../store/principals.ts'
import { hideContentType } from './body.ts'
import { discardsResponse, type FaultRunner } from './faults.ts'
import { TOKEN_LIMIT, tokenRateLimitError } from './rate-limit.ts'
import { sendText, setSecurityHeaders } from './responses.ts'

/** The operations of the token endpoint. */
export const OAUTH_OPERATIONS = {
  token: { operationId: 'createToken', content: 'token' },
  revoke: { operationId: 'revokeToken', content: 'token' }
} as const satisfies Record<string, OperationFacts>

/** An error of RFC 6749 §5.2. */
export class OAuthError extends Error {
  readonly status: 400 | 401
  /** The response body, its keys in Atlas's order. */
  readonly body: { error_description: string; error: string }
  readonly reason: Reason

  constructor(status: 400 | 401, error: string, description: string, reason: Reason) {
    super(description)
    this.status = status
    this.body = { error_description: description, error }
    this.reason = reason
  }
}

/** The headers of every response of the token endpoint (RFC 6749 §5.1). */
export const TOKEN_HEADERS = { 'cache-control': 'no-store', 'content-type': 'application/json' }

/** Serves OAuth 2.0 client credentials for service accounts, below `/api/oauth` (RFC 6749 §4.4). */
export async function oauthPlugin(
  app: FastifyInstance,
  { services, faults }: { services: Services; faults: FaultRunner }
): Promise<void> {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: 16_384 }, (request, body, done) => {
    request.record.body = body as Buffer
    done(null, body)
  })
  app.addHook('onRequest', (request, reply, done) => {
    setSecurityHeaders(request, reply)
    if (!isForm(request)) hideContentType(request)
    done()
  })
  app.post('/token', { config: { operation: OAUTH_OPERATIONS.token } }, async (request, reply) => {
    enforceRateLimit(request, services)
    const client = await requireClient(request, reply, services, faults)
    const body = await issueToken(request, client, services)
    await faults.apply('after-commit', request, reply)
    return sendText(reply.headers(TOKEN_HEADERS), JSON.stringify(body))
  })
  app.post('/revoke', { config: { operation: OAUTH_OPERATIONS.revoke } }, async (request, reply) => {
    const client = await requireClient(request, reply, services, faults)
    const token = formField(request, 'token')
    request.record.enter('state')
    // RFC 7009 §2.2: an invalid token, or one of another client, is not an error and changes nothing.
    if (!discardsResponse(request.record.fault)) await services.tokens.revoke(token, client)
    await faults.apply('after-commit', request, reply)
    faults.cutBodiless(request, reply, undefined)
    return reply.send()
  })
}

async function issueToken(request: FastifyRequest, client: Principal, { tokens }: Services): Promise<object> {
  if (formField(request, 'grant_type') !== 'client_credentials') {
    throw new OAuthError(400, 'unsupported_grant_type', 'grant_type must be client_credentials.', {
      code: 'grant-type-unsupported'
    })
  }
  request.record.enter('state')
  const { token, lifetime } = await tokens.issue(client)
  return { access_token: token, expires_in: lifetime, token_type: 'Bearer' }
}

/** Returns the service account after the fault of its stage, if any. @throws {OAuthError} invalid_client */
async function requireClient(
  request: FastifyRequest,
  reply: FastifyReply,
  services: Services,
  faults: FaultRunner
): Promise<Principal> {
  const client = authenticateClient(request, services)
  await faults.apply('service', request, reply)
  // The account may have been removed during the fault's delay.
  return request.record.fault ? authenticateClient(request, services) : client
}

/** @throws {OAuthError} invalid_client */
function authenticateClient({ record }: FastifyRequest, { authenticator, store }: Services): Principal {
  record.enter('authentication')
  const { authorization } = record
  const { id = '', secret = '' } = authorization.scheme === 'basic' ? authorization : {}
  record.caller = authenticator.isServiceAccount(id, secret) ? store.principals.findCaller(id) : undefined
  if (record.caller) return record.caller
  throw new OAuthError(401, 'invalid_client', 'Invalid credentials provided.', {
    code: 'client-credentials-invalid'
  })
}

/** Counts the request by client address; each sandbox has its own counters. */
function enforceRateLimit(request: FastifyRequest, { settings, store, control }: Services): void {
  if (!settings.rateLimits) return
  const { authorization } = request.record
  const claimed = authorization.scheme === 'basic' ? claimedId(authorization) : undefined
  const orgId = claimed === undefined ? undefined : store.principals.organizationOf(claimed)
  const window = orgId !== undefined && store.sandboxes.find(orgId) ? orgId : undefined
  const rate = control.rates.count(window, `token ${request.ip}`, TOKEN_LIMIT)
  if (rate.isExceeded) throw tokenRateLimitError(pathOf(request), rate)
}

function isForm(request: FastifyRequest): boolean {
  return /^application\/x-www-form-urlencoded\s*(;|$)/i.test(request.headers['content-type'] ?? '')
}

/** @throws {OAuthError} invalid_request unless the form has the field exactly once */
function formField(request: FastifyRequest, name: string): string {
  request.record.enter('body')
  const [value, ...more] = isForm(request) ? new URLSearchParams(String(request.body)).getAll(name) : []
  if (value && more.length === 0) return value
  throw new OAuthError(400, 'invalid_request', `${name} must be given once, in a form body.`, {
    code: 'form-field-missing',
    attribute: name
  })
}
