import type { FastifyReply, FastifyRequest } from 'fastify'
import { pathOf } from '../../base/request-target.ts'
import { splitList } from '../../http/headers.ts'
import type { Services } from '../../services.ts'
import { sendForced } from '../responses.ts'
import { forcedError, forcedResponse } from './forced-error.ts'

/**
 * Parses a `Prefer` header (RFC 7240 §2) into preferences by lower-case name; the first of duplicates wins.
 * Malformed preferences are ignored, as the RFC requires for unknown ones.
 */
export function parsePrefer(header: string): Map<string, string> {
  const preferences = new Map<string, string>()
  for (const text of splitList(header)) {
    const match = /^\s*([\w!#$%&'*+.^`|~-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s;"]+))\s*(?:;|$)/.exec(text)
    if (!match) continue
    const [, name = '', quoted, plain = ''] = match
    const key = name.toLowerCase()
    if (!preferences.has(key)) preferences.set(key, quoted?.replace(/\\(.)/g, '$1') ?? plain)
  }
  return preferences
}

/** Returns whether `Prefer` applies. Checks the route first, because its path may be percent-encoded. */
function isAtlasPath(request: FastifyRequest): boolean {
  return /^\/\/?api\/atlas(?:\/|$)/.test(request.routeOptions.url ?? pathOf(request))
}

/**
 * Sends the response that a `Prefer` header requests: for `code=…` the documented example of that status code,
 * for `errorCode=…` the catalogue row. Runs before all other checks.
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
  const { catalogue } = services
  const reason = { code: 'preferred' } as const
  const preferences = parsePrefer(header)
  const code = preferences.get('errorcode')
  const status = preferences.get('code')
  const row = code === undefined ? undefined : catalogue.byErrorCode(code)
  const example = /^\d{3}$/.test(String(status)) ? catalogue.example(Number(status)) : undefined
  const [applied, body] =
    row && !row.form
      ? [`errorCode=${code}`, catalogue.body(forcedError(row, request, reason))]
      : [`code=${status}`, example?.body]
  if (!body) return undefined
  request.log.info({ preference: applied }, 'the Prefer header forced the response')
  return sendForced(
    request,
    reply,
    forcedResponse(body, request, services, reason, { 'preference-applied': applied })
  )
}
