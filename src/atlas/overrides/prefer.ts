import type { FastifyReply, FastifyRequest } from 'fastify'
import { splitList } from '../../auth/digest.ts'
import { describeUnknown } from '../../base/ajv.ts'
import { pathOf } from '../../base/request-target.ts'
import { type Catalogue, oauthServerError, reasonText } from '../../catalogue/errors.ts'
import { ControlProblem, type ProblemDetail } from '../../control/problem.ts'
import type { Services } from '../../services.ts'
import { logRequest } from '../request-log.ts'
import { isOfTokenEndpoint, sendForced, sendOAuthError } from '../responses.ts'
import { type ErrorBody, forcedError, forcedResponse } from './forced-error.ts'

/** A preference: a token, and an optional word (RFC 7240 §2). */
const PREFERENCE = /^\s*([\w!#$%&'*+.^`|~-]+)(?:\s*=(?:\s*(?:"((?:[^"\\]|\\.)*)"|([^\s;"]+)))?)?\s*(?:;|$)/

/** One of the mock's own preferences with a malformed value. */
const OWN = /^\s*(code|errorcode)(?:[\s=](.*))?$/is

/**
 * Parses a `Prefer` header (RFC 7240 §2) into preferences by lower-case name; the first of duplicates wins. No value is
 * the same as an empty one. Malformed preferences are ignored, except the mock's own.
 */
function parsePrefer(header: string): Map<string, string> {
  const preferences = new Map<string, string>()
  for (const text of splitList(header)) {
    const [, name = '', quoted, plain = ''] = PREFERENCE.exec(text) ?? OWN.exec(text) ?? []
    const key = name.toLowerCase()
    if (key !== '' && !preferences.has(key)) preferences.set(key, quoted?.replace(/\\(.)/g, '$1') ?? plain)
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
    const detail = row
      ? `${code} requires a fault: POST /_mock/v1/faults`
      : describeUnknown('error code', code, names)
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
  if ('detail' in preferred) return rejectPreference(preferred, request, reply, services)
  const { applied, body } = preferred
  if (isOfTokenEndpoint(request) && body.error !== 500) {
    const detail = 'must be 500 at the token endpoint, or UNEXPECTED_ERROR as errorCode'
    return rejectPreference({ path: 'code', detail }, request, reply, services)
  }
  request.log.info({ preference: applied }, 'the Prefer header forced the response')
  const headers = { 'preference-applied': applied }
  if (isOfTokenEndpoint(request)) {
    return sendOAuthError(request, reply.headers(headers), oauthServerError(REASON))
  }
  return sendForced(request, reply, forcedResponse(body, request, services, REASON, headers))
}

function rejectPreference(
  error: ProblemDetail,
  request: FastifyRequest,
  reply: FastifyReply,
  services: Services
): FastifyReply {
  const { body } = new ControlProblem(400, 'invalid Prefer header', [error])
  const reason = { code: 'preference-invalid' } as const
  logRequest(request, services, 'info', `rejected: ${reasonText(reason)}`, { status: 400, code: reason.code })
  const contentType = 'application/problem+json'
  return sendForced(request, reply, { status: 400, reason, contentType, text: JSON.stringify(body) })
}
