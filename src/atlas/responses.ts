import type { FastifyReply, FastifyRequest } from 'fastify'
import { REALM } from '../auth/digest.ts'
import { asObject, tryParseJson } from '../base/json.ts'
import { type Catalogue, type OAuthError, oauthServerError, type Rejection } from '../catalogue/errors.ts'
import { isLoopback } from '../http/listening.ts'
import type { CallerAccess, Operation, OperationResponse } from './atlas-operation.ts'
import type { ForcedResponse } from './overrides/forced-error.ts'
import { isFlagSet, type RawQuery } from './query.ts'

/** Headers of every response except the anonymous 401 (recorded 2026-08-10). */
const SECURITY_HEADERS = {
  'referrer-policy': 'strict-origin-when-cross-origin',
  'strict-transport-security': 'max-age=31536000; includeSubdomains;',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'x-permitted-cross-domain-policies': 'none'
}

/** Returns Vary and X-Error-Code (recorded 2026-08-10); for the token endpoint, only its Cache-Control. */
function errorHeaders(request: FastifyRequest, errorCode?: string): Record<string, string> {
  if (isOfTokenEndpoint(request)) return NO_STORE
  return { vary: 'Accept-Encoding', ...(errorCode !== undefined && { 'x-error-code': errorCode }) }
}

/** The header of every response of the token endpoint with a body (RFC 6749 §5.1). */
const NO_STORE = { 'cache-control': 'no-store' }

/** Returns whether a request calls the token endpoint. */
export function isOfTokenEndpoint({ record }: FastifyRequest): boolean {
  return record.operation?.content === 'token'
}

const identity = (text: string) => text

/** Sends a text with the reply's Content-Type unchanged; Fastify would add a charset. */
export function sendText(reply: FastifyReply, text: string): FastifyReply {
  return reply.serializer(identity).send(text)
}

export function setSecurityHeaders(request: FastifyRequest, reply: FastifyReply): void {
  reply.headers(SECURITY_HEADERS)
  // Browsers would apply HSTS to every server on this machine.
  if (request.protocol === 'https' && isLoopback(request.hostname)) {
    reply.removeHeader('strict-transport-security')
  }
}

/** Sends an operation's response with the headers recorded for successes. */
export function sendResponse(
  request: FastifyRequest,
  reply: FastifyReply,
  { mediaType, query }: CallerAccess,
  { status, headers = {}, body }: OperationResponse,
  { typeHeader }: Operation['success']
): FastifyReply {
  setAtlasHeaders(request, reply)
  reply.code(status).headers(headers)
  // As recorded: the header X-Content-Type does not name a charset.
  if (typeHeader) reply.header(typeHeader, mediaType.replace(/;.*/, ''))
  else reply.header('content-type', mediaType)
  if (body === undefined) return reply.send()
  return sendText(reply, renderBody(body, { ...query, status }))
}

/** Sends an error of the catalogue with the headers of the stage that raised it. */
export function sendError(
  request: FastifyRequest,
  reply: FastifyReply,
  catalogue: Catalogue,
  error: Rejection
): FastifyReply {
  const { headers = {} } = error
  if (error.id === 'UNEXPECTED_ERROR' && isOfTokenEndpoint(request)) {
    return sendOAuthError(request, reply.headers(headers), oauthServerError(error.reason))
  }
  const { status, form, errorCode, detail } = catalogue.row(error.id)
  request.record.conclude(error.reason, form === 'empty' ? undefined : errorCode)
  reply.code(status).headers(errorHeaders(request, form ? undefined : errorCode))
  if (form === 'empty') return reply.headers(headers).send()
  reply.header('content-type', 'application/json')
  if (form === 'challenge') {
    // As recorded: the 401 is pretty-printed, and its key order differs from other errors.
    const body = { error: status, reason: 'Unauthorized', detail, errorCode }
    return sendText(reply.headers(headers), renderBody(body, { pretty: true, envelope: false, status }))
  }
  setAtlasHeaders(request, reply)
  reply.headers(headers)
  return sendText(reply, renderBody(catalogue.body(error), { ...flagsOf(request), status }))
}

/** Sends an error of the token endpoint. */
export function sendOAuthError(
  request: FastifyRequest,
  reply: FastifyReply,
  error: OAuthError
): FastifyReply {
  const { status, body, reason } = error
  request.record.conclude(reason, body.error)
  setSecurityHeaders(request, reply)
  if (status === 401) reply.header('www-authenticate', `Basic realm="${REALM}"`)
  return sendToken(request, reply.code(status), body)
}

/** Sends a body of the token endpoint, with the headers of RFC 6749 §5.1. */
export function sendToken(request: FastifyRequest, reply: FastifyReply, body: object): FastifyReply {
  const text = renderBody(body, { ...flagsOf(request), status: reply.statusCode })
  return sendText(reply.headers({ ...NO_STORE, 'content-type': 'application/json' }), text)
}

/** Returns the flags of a request whose query is not validated, or not yet. */
function flagsOf({ query }: FastifyRequest): Pick<RenderOptions, 'pretty' | 'envelope'> {
  const raw = query as RawQuery
  return { pretty: isFlagSet(raw, 'pretty'), envelope: isFlagSet(raw, 'envelope') }
}

/** Sends a response requested by `Prefer` or a fault, unchanged. */
export function sendForced(
  request: FastifyRequest,
  reply: FastifyReply,
  response: ForcedResponse
): FastifyReply {
  const { status, errorCode, contentType = 'application/json', text, headers = {} } = response
  reply.code(status)
  request.record.conclude(response.reason, codeOf(response))
  if (errorCode === undefined) {
    // The response is not Atlas's: remove Atlas's headers.
    for (const name of Object.keys(reply.getHeaders())) reply.removeHeader(name)
  } else {
    setAtlasHeaders(request, reply)
    reply.headers(errorHeaders(request, errorCode))
  }
  if (text === undefined) return reply.headers(headers).send()
  return sendText(reply.header('content-type', contentType).headers(headers), text)
}

const ERROR_CODE = /^\w{1,100}$/

/** Returns the error code in the X-Error-Code header, else in the body. */
function codeOf({ status, errorCode, text = '', headers = {} }: ForcedResponse): string | undefined {
  if (status < 400) return undefined
  const [, header] = Object.entries(headers).find(([name]) => name.toLowerCase() === 'x-error-code') ?? []
  const body = header === undefined && errorCode === undefined ? asObject(tryParseJson(text)) : undefined
  const codes = [header ?? errorCode, body?.['errorCode'], body?.['error']]
  return codes.find((code): code is string => typeof code === 'string' && ERROR_CODE.test(code))
}

function setAtlasHeaders(request: FastifyRequest, reply: FastifyReply): void {
  const { operation, caller, rate } = request.record
  setSecurityHeaders(request, reply)
  if (operation?.javaMethod && caller) reply.header('x-java-method', operation.javaMethod)
  if (rate) reply.headers({ 'ratelimit-limit': rate.capacity, 'ratelimit-remaining': rate.remaining })
}

type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json }

export interface RenderOptions {
  pretty: boolean
  envelope: boolean
  status: number
}

/**
 * Serializes a body as Atlas does: compact, or in Jackson's format with `pretty`; wrapped with `envelope`. A list
 * is its own envelope and gets `status` in alphabetical position.
 */
export function renderBody(body: object | boolean, options: RenderOptions): string {
  const wrapped = options.envelope ? wrap(body, options.status) : body
  return options.pretty ? prettyPrint(wrapped as Json) : JSON.stringify(wrapped)
}

function wrap(body: object | boolean, status: number): object {
  if (typeof body === 'boolean' || !('results' in body)) return { content: body, status }
  const entries: [string, unknown][] = [...Object.entries(body), ['status', status]]
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)))
}

/**
 * Serializes a value like Jackson's DefaultPrettyPrinter, as in the recorded 401: ` : ` between key and value, one
 * line per object member, arrays on one line.
 */
export function prettyPrint(value: Json, depth = 0): string {
  if (Array.isArray(value)) {
    return value.length === 0 ? '[ ]' : `[ ${value.map(item => prettyPrint(item, depth)).join(', ')} ]`
  }
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const entries = Object.entries(value)
  if (entries.length === 0) return '{ }'
  const indent = '  '.repeat(depth + 1)
  const lines = entries.map(
    ([key, item]) => `${indent}${JSON.stringify(key)} : ${prettyPrint(item, depth + 1)}`
  )
  return `{\n${lines.join(',\n')}\n${'  '.repeat(depth)}}`
}
