import type { FastifyReply, FastifyRequest } from 'fastify'
import { splitList } from '../header-list.ts'
import { pathOf } from '../http/address.ts'
import type { Services } from '../services.ts'
import { forcedError, forcedResponse } from './forced-error.ts'
import { sendForced } from './responses.ts'

/**
 * Parses `Prefer` (RFC 7240 §2): preferences by name in lower case; of one given twice the first holds.
 * What does not fit the grammar is passed over, as the RFC asks for unknown preferences.
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

/** Where `Prefer` is looked at, paths without a route included; those of a route may be encoded. */
function isAtlas(request: FastifyRequest): boolean {
  return /^\/\/?api\/atlas(?:\/|$)/.test(request.routeOptions.url ?? pathOf(request))
}

/**
 * Answers `Prefer: code=…` with the documented example of that status and `Prefer: errorCode=…` with a row of
 * the catalogue, before anything else is looked at.
 *
 * @returns the reply, once a response was sent
 */
export function sendPreferred(
  request: FastifyRequest,
  reply: FastifyReply,
  services: Services
): FastifyReply | undefined {
  const header = request.headers['prefer']
  if (header === undefined || !services.settings.prefer || !isAtlas(request)) return undefined
  const { catalogue } = services
  const reason = { code: 'preferred' } as const
  const preferences = parsePrefer(String(header))
  const code = preferences.get('errorcode')
  const status = preferences.get('code')
  const row = code === undefined ? undefined : catalogue.byErrorCode(code)
  const example = /^\d{3}$/.test(String(status)) ? catalogue.example(Number(status)) : undefined
  const [applied, body] =
    row && !row.form
      ? [`errorCode=${code}`, catalogue.body(forcedError(row, request, reason))]
      : [`code=${status}`, example?.body]
  if (!body) return undefined
  request.record.reason = reason
  request.log.info({ preference: applied }, 'answered by the Prefer header')
  return sendForced(request, reply, forcedResponse(body, services, reason, { 'preference-applied': applied }))
}
