import type { FastifyReply, FastifyRequest } from 'fastify'
import { describeUnknown } from '../../base/ajv.ts'
import { pathOf } from '../../base/request-target.ts'
import { type Catalogue, oauthServerError } from '../../catalogue/errors.ts'
import { ControlProblem } from '../../control/problem.ts'
import { splitList } from '../../http/headers.ts'
import type { Services } from '../../services.ts'
import { isOfTokenEndpoint, sendForced, sendOAuthError } from '../responses.ts'
import { type ErrorBody, forcedError, forcedResponse } from './forced-error.ts'

/**
 * Parses a `Prefer` header (RFC 7240 §2) into preferences by lower-case name; the first of duplicates wins. No value is
 * the same as an empty one. Malformed preferences are ignored, as the RFC requires for unknown ones.
 */
export function parsePrefer(header: string): Map<string, string> {
  const preferences = new Map<string, string>()
  for (const text of splitList(header)) {
    const match = /^\s*([\w!#$%&'*+.^`|~-]+)\s*(?:=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s;"]*)))?\s*(?:;|$)/.exec(
      text
    )
    if (!match) continue
    const [, name = '', quoted, plain = ''] = match
    const key = name.toLowerCase()
    if (!preferences.has(key)) preferences.set(key, quoted?.replace(/\\(.)/g, '$1') ?? plain)
  }
  return preferences
}

/** Returns whether `Prefer` applies. Checks the route first, because its path may be percent-encoded. */
function isAtlasPath(request: FastifyRequest): boolean {
  return /^\/\/?api\/(?:atlas|oauth)(?:\/|$)/.test(request.routeOptions.url ?? pathOf(request))
}

/** An error that a preference requests; or what is wrong with the value of a preference. */
type Preferred = { applied: string; body: ErrorBody } | { path: string; detail: string }

const REASON = { code: 'preferred' } as const

/** Returns what a `Prefer` header requests: `errorCode` a row of the catalogue, `code` a documented example. */
function preferredError(
  header: string,
  request: FastifyRequest,
  { rows, examples, byErrorCode, body }: Catalogue
): Preferred | undefined {
  const preferences = parsePrefer(header)
  const code = preferences.get('errorcode')
  if (code !== undefined) {
    const row = byErrorCode(code)
    if (row && !row.form) {
      return { applied: `errorCode=${code}`, body: body(forcedError(row, request, REASON)) }
    }
    const names = rows.filter(({ form }) => !form).map(({ errorCode }) => errorCode)
    const detail = row ? `only a fault can raise ${code}` : describeUnknown('error code', code, names)
    return { path: 'errorCode', detail }
  }
  const status = preferences.get('code')
  if (status === undefined) return undefined
  const example = [...examples.values()].find(example => String(example.status) === status)
  if (example) return { applied: `code=${status}`, body: example.body }
  return { path: 'code', detail: `must be one of ${[...examples.keys()].join(', ')}` }
}

/**
 * Sends the error that a `Prefer` header requests, or a 400 of the mock if its value is unknown. Runs before all other
 * checks.
 *
 * @param header `Prefer`
 * @returns the reply; undefined if no response was sent
 */
export function sendPreferred(
  header: string,
  request: FastifyRequest,
  reply: FastifyReply,
  services: Services
): FastifyReply | undefined {
  if (!services.settings.prefer || !isAtlasPath(request)) return undefined
  const preferred = preferredError(header, request, services.catalogue)
  if (!preferred) return undefined
  if ('detail' in preferred) {
    const { body } = new ControlProblem(400, 'invalid Prefer header', [preferred])
    const reason = { code: 'preference-unknown' } as const
    const contentType = 'application/problem+json'
    return sendForced(request, reply, { status: 400, reason, contentType, text: JSON.stringify(body) })
  }
  const { applied, body } = preferred
  request.log.info({ preference: applied }, 'the Prefer header forced the response')
  const headers = { 'preference-applied': applied }
  if (body.error === 500 && isOfTokenEndpoint(request)) {
    return sendOAuthError(request, reply.headers(headers), oauthServerError(REASON))
  }
  return sendForced(request, reply, forcedResponse(body, request, services, REASON, headers))
}
