import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { REALM } from '../auth/secrets.ts'
import { pathOf } from '../http/address.ts'
import { readOn } from '../http/read-on.ts'
import { sendText } from '../http/text.ts'
import type { Services } from '../services.ts'
import type { Principal } from '../store/principals.ts'
import { ignoreContentType } from './body.ts'
import { type FaultRunner, isLosing } from './fault-runner.ts'
import { TOKEN_LIMIT, tokenLimited } from './rate-limit.ts'
import { setSecurityHeaders } from './reply.ts'
import type { Trace } from './trace.ts'

/** An error of RFC 6749 §5.2, its keys in the order that Atlas answers. */
class OAuthError extends Error {
  readonly status: number
  readonly body: { error_description: string; error: string }

  constructor(status: 400 | 401, error: string, description: string) {
    super(description)
    this.status = status
    this.body = { error_description: description, error }
  }
}

/** The token endpoint of service accounts, below `/api/oauth` (OAuth 2.0 client credentials, RFC 6749 §4.4). */
export async function oauthPlugin(
  app: FastifyInstance,
  { services, faults }: { services: Services; faults: FaultRunner }
): Promise<void> {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'string', bodyLimit: 16_384 }, (request, body, done) => {
    ;(request.trace as Trace).body = Buffer.from(body)
    done(null, body)
  })

  app.addHook('onRequest', (request, reply, done) => {
    setSecurityHeaders(request, reply)
    if (!isForm(request)) ignoreContentType(request)
    done()
  })
  app.setErrorHandler((error: FastifyError, request, reply) => {
    if (error instanceof OAuthError) return refuse(request, reply, error)
    // Fastify's own: a form that is too large. All else is for the one handler.
    if (!error.code?.startsWith('FST_ERR_CTP_')) throw error
    readOn(error, reply)
    return refuse(request, reply, new OAuthError(400, 'invalid_request', error.message))
  })

  app.post('/token', { config: { operationId: 'createToken' } }, async (request, reply) => {
    limitRate(request, services)
    const client = authenticateClient(request, services)
    await faults.strike('service', request, reply)
    const body = await issueToken(request, client, services)
    await faults.strike('after-commit', request, reply)
    return sendText(reply.headers(TOKEN_HEADERS), JSON.stringify(body))
  })
  app.post('/revoke', { config: { operationId: 'revokeToken' } }, async (request, reply) => {
    const client = authenticateClient(request, services)
    await faults.strike('service', request, reply)
    const token = formField(request, 'token')
    const { firing } = request.trace as Trace
    // RFC 7009: a token that is none, or another client's, is no error and changes nothing.
    if (!firing || !isLosing(firing)) await services.tokens.revoke(token, client)
    await faults.strike('after-commit', request, reply)
    faults.cutBodiless(request, reply, undefined)
    return reply.send()
  })
}

const TOKEN_HEADERS = { 'cache-control': 'no-store', 'content-type': 'application/json' }

async function issueToken(request: FastifyRequest, client: Principal, { tokens }: Services): Promise<object> {
  const grantType = formField(request, 'grant_type')
  if (grantType !== 'client_credentials') {
    throw new OAuthError(400, 'unsupported_grant_type', 'grant_type must be client_credentials.')
  }
  const { token, lifetime } = await tokens.issue(client)
  return { access_token: token, expires_in: lifetime, token_type: 'Bearer' }
}

function authenticateClient(request: FastifyRequest, services: Services): Principal {
  const trace = request.trace as Trace
  const given = basicCredentials(request.headers.authorization)
  const isRight = given !== undefined && services.authenticator.isServiceAccount(given.id, given.secret)
  const client = isRight ? services.store.principals.findCaller(given.id) : undefined
  trace.isAuthenticated = client !== undefined
  if (!client) throw new OAuthError(401, 'invalid_client', 'Invalid credentials provided.')
  trace.principal = client
  return client
}

/** Counts by the client's address; who calls as an account of a sandbox is counted apart. */
function limitRate(request: FastifyRequest, { settings, store, control }: Services): void {
  if (!settings.rateLimits) return
  const claimed = basicCredentials(request.headers.authorization)?.id
  const orgId = claimed === undefined ? undefined : store.principals.organizationOf(claimed)
  const window = orgId !== undefined && store.sandboxes.find(orgId) ? orgId : undefined
  const rate = control.rates.count(window, `token ${request.ip}`, TOKEN_LIMIT)
  if (rate.isExceeded) throw tokenLimited(pathOf(request), rate)
}

/** Client id and secret, each form-encoded within Basic (RFC 6749 §2.3.1). */
function basicCredentials(header: string | undefined): { id: string; secret: string } | undefined {
  const encoded = /^Basic +([A-Za-z0-9+/]+=*)$/i.exec(header ?? '')?.[1]
  const [, id, secret] = /^([^:]*):([\s\S]*)$/.exec(Buffer.from(encoded ?? '', 'base64').toString()) ?? []
  if (id === undefined || secret === undefined) return undefined
  try {
    const decode = (text: string) => decodeURIComponent(text.replaceAll('+', ' '))
    return { id: decode(id), secret: decode(secret) }
  } catch {
    return undefined
  }
}

function isForm(request: FastifyRequest): boolean {
  return /^application\/x-www-form-urlencoded\s*(;|$)/i.test(request.headers['content-type'] ?? '')
}

function formField(request: FastifyRequest, name: string): string {
  const [value, ...more] = isForm(request) ? new URLSearchParams(String(request.body)).getAll(name) : []
  if (value && more.length === 0) return value
  throw new OAuthError(400, 'invalid_request', `${name} must be given once, in a form body.`)
}

function refuse(request: FastifyRequest, reply: FastifyReply, error: OAuthError): FastifyReply {
  const line = {
    method: request.method,
    path: pathOf(request),
    status: error.status,
    error: error.body.error
  }
  ;(request.trace as Trace).refusal = { why: { reason: error.message } }
  request.log.info(line, `refused: ${error.message}`)
  if (error.status === 401) reply.header('www-authenticate', `Basic realm="${REALM}"`)
  return sendText(reply.code(error.status).headers(TOKEN_HEADERS), JSON.stringify(error.body))
}
