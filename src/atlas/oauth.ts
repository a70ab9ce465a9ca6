import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { REALM } from '../auth/secrets.ts'
import { TOKEN_LIFETIME } from '../auth/tokens.ts'
import type { Services } from '../services.ts'
import { pathOf } from './address.ts'
import { ignoreContentType } from './body.ts'
import { refuseUnknownPaths } from './refusals.ts'
import { setSecurityHeaders } from './reply.ts'

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
export async function oauthPlugin(app: FastifyInstance, { services }: { services: Services }): Promise<void> {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'string', bodyLimit: 16_384 }, (_request, body, done) => {
    done(null, body)
  })
  refuseUnknownPaths(app)

  app.addHook('onRequest', (request, reply, done) => {
    setSecurityHeaders(request, reply)
    if (!isForm(request)) ignoreContentType(request)
    done()
  })
  app.setErrorHandler((error, request, reply) => {
    if (error instanceof OAuthError) return refuse(request, reply, error)
    // Fastify's own: a form that is too large.
    if (!(error as FastifyError).code?.startsWith('FST_ERR_CTP_')) throw error
    return refuse(request, reply, new OAuthError(400, 'invalid_request', (error as FastifyError).message))
  })

  app.post('/token', async (request, reply) => {
    const body = await issueToken(request, services)
    return reply.headers(TOKEN_HEADERS).send(Buffer.from(JSON.stringify(body)))
  })
  app.post('/revoke', async (request, reply) => {
    await revokeToken(request, services)
    return reply.send()
  })
}

const TOKEN_HEADERS = { 'cache-control': 'no-store', 'content-type': 'application/json' }

async function issueToken(request: FastifyRequest, { authenticator, tokens }: Services): Promise<object> {
  const clientId = authenticateClient(request, authenticator)
  const grantType = formField(request, 'grant_type')
  if (grantType !== 'client_credentials') {
    throw new OAuthError(400, 'unsupported_grant_type', 'grant_type must be client_credentials.')
  }
  const access_token = await tokens.issue(clientId)
  return { access_token, expires_in: TOKEN_LIFETIME, token_type: 'Bearer' }
}

/** RFC 7009: a token that is none, or another client's, is no error and changes nothing. */
async function revokeToken(request: FastifyRequest, { authenticator, tokens }: Services): Promise<void> {
  const clientId = authenticateClient(request, authenticator)
  await tokens.revoke(formField(request, 'token'), clientId)
}

function authenticateClient(request: FastifyRequest, authenticator: Services['authenticator']): string {
  const client = basicCredentials(request.headers.authorization)
  if (client && authenticator.isServiceAccount(client.id, client.secret)) return client.id
  throw new OAuthError(401, 'invalid_client', 'Invalid credentials provided.')
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
  request.log.info(line, `refused: ${error.message}`)
  if (error.status === 401) reply.header('www-authenticate', `Basic realm="${REALM}"`)
  return reply
    .code(error.status)
    .headers(TOKEN_HEADERS)
    .send(Buffer.from(JSON.stringify(error.body)))
}
