import type { FastifyInstance, FastifyRequest } from 'fastify'
import { claimedId } from '../auth/authenticator.ts'
import { pathOf } from '../base/request-target.ts'
import { OAuthError } from '../catalogue/errors.ts'
import type { OperationFacts } from '../catalogue/operation-facts.ts'
import { TOKEN_LIMIT, tokenRateLimitError } from '../rate-limits/rate-limits.ts'
import type { Services } from '../services.ts'
import type { Principal } from '../store/principals.ts'
import type { CheckedCall } from './atlas-operation.ts'
import { receiveBodies } from './body.ts'
import { Checks } from './checks.ts'
import { ConnectionCut, discardsResponse, type FaultRunner } from './overrides/faults.ts'
import { sendToken, setSecurityHeaders } from './responses.ts'

/** The operations of the token endpoint. */
export const OAUTH_OPERATIONS = {
  token: { operationId: 'createToken', content: 'token' },
  revoke: { operationId: 'revokeToken', content: 'token' }
} as const satisfies Record<string, OperationFacts>

/** Serves OAuth 2.0 client credentials for service accounts, below `/api/oauth` (RFC 6749 §4.4). */
export async function oauthPlugin(
  app: FastifyInstance,
  { services, faults }: { services: Services; faults: FaultRunner }
): Promise<void> {
  receiveBodies(app, 16_384)
  app.addHook('onRequest', (request, reply, done) => {
    setSecurityHeaders(request, reply)
    done()
  })
  app.post('/token', { config: { operation: OAUTH_OPERATIONS.token } }, async (request, reply) => {
    const call = { request, reply, services }
    enforceRateLimit(request, services)
    await faults.applyToCaller(CLIENT, call)
    const { token, lifetime } = services.tokens.issue(ISSUE.run(call).caller)
    await faults.apply('after-commit', request, reply)
    return sendToken(request, reply, { access_token: token, expires_in: lifetime, token_type: 'Bearer' })
  })
  app.post('/revoke', { config: { operation: OAUTH_OPERATIONS.revoke } }, async (request, reply) => {
    const call = { request, reply, services }
    await faults.applyToCaller(CLIENT, call)
    const { caller, token } = REVOKE.run(call)
    // RFC 7009 §2.2: an invalid token, or one of another client, is not an error and changes nothing.
    if (!discardsResponse(request.record.fault)) services.tokens.revoke(token, caller)
    await faults.apply('after-commit', request, reply)
    faults.cutBodiless(request, reply, undefined)
    return reply.send()
  })
}

const CLIENT = new Checks<CheckedCall, object>()
  .and('body', requireFormSize)
  .and('authentication', identifyClient)
const ISSUE = CLIENT.and('body', requireGrantType).and('limit', rejectTooManyTokens)
const REVOKE = CLIENT.and('body', ({ request }) => ({ token: formField(request, 'token') }))

/** @throws {OAuthError} invalid_request for a body that is too large */
function requireFormSize({ request: { record } }: CheckedCall): undefined {
  if (record.body === 'incomplete') throw new ConnectionCut()
  if (record.body !== 'too large') return
  throw new OAuthError(400, 'invalid_request', 'Request body is too large', { code: 'body-too-large' })
}

/** Returns the service account of the Basic credentials. @throws {OAuthError} invalid_client */
function identifyClient({ request, services }: CheckedCall): { caller: Principal } {
  const { authenticator, store } = services
  const { authorization } = request.record
  const { id = '', secret = '' } = authorization.scheme === 'basic' ? authorization : {}
  const caller = authenticator.isServiceAccount(id, secret) ? store.principals.findCaller(id) : undefined
  if (caller) return { caller }
  throw new OAuthError(401, 'invalid_client', 'Invalid credentials provided.', {
    code: 'client-credentials-invalid'
  })
}

/** @throws {OAuthError} unsupported_grant_type or invalid_request */
function requireGrantType({ request }: CheckedCall): undefined {
  if (formField(request, 'grant_type') === 'client_credentials') return
  throw new OAuthError(400, 'unsupported_grant_type', 'grant_type must be client_credentials.', {
    code: 'grant-type-unsupported'
  })
}

/** @throws {OAuthError} access_denied */
function rejectTooManyTokens(
  { services: { settings, tokens } }: CheckedCall,
  { caller }: { caller: Principal }
): undefined {
  if (!settings.rateLimits || !tokens.isAtLimit(caller)) return
  const description =
    'Access Token limit reached. Please use the existing Access Tokens or create a new Service Account.'
  throw new OAuthError(403, 'access_denied', description, { code: 'tokens-exceeded' })
}

/**
 * Counts the request by client address and service account, before the credentials are verified; each sandbox has its
 * own counters. Unknown ids share one counter, so that the number of counters is bounded.
 */
function enforceRateLimit(request: FastifyRequest, { settings, store, rates }: Services): void {
  if (!settings.rateLimits) return
  const { authorization } = request.record
  const claimed = authorization.scheme === 'basic' ? claimedId(authorization) : undefined
  const orgId = claimed === undefined ? undefined : store.principals.organizationOf(claimed)
  const window = orgId !== undefined && store.sandboxes.find(orgId) ? orgId : undefined
  const account = orgId === undefined ? '' : claimed
  const rate = rates.count(window, `token ${request.ip} ${account}`, TOKEN_LIMIT)
  if (rate.isExceeded) throw tokenRateLimitError(pathOf(request), rate)
}

/** @throws {OAuthError} invalid_request unless the form has the field exactly once */
function formField({ record }: FastifyRequest, name: string): string {
  const { body, received } = record
  const isForm = /^application\/x-www-form-urlencoded\s*(;|$)/i.test(received.headers['content-type'] ?? '')
  const [value, ...more] = isForm ? new URLSearchParams(String(body)).getAll(name) : []
  if (value && more.length === 0) return value
  throw new OAuthError(400, 'invalid_request', `${name} must be given once, in a form body.`, {
    code: 'form-field-missing',
    attribute: name
  })
}
