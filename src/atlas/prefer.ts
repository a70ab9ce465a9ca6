import type { FastifyReply, FastifyRequest } from 'fastify'
import { splitList } from '../header-list.ts'
import { pathOf } from '../http/address.ts'
import type { Services } from '../services.ts'
import { demandedError, statusHeaders } from './demand.ts'
import { sendDemanded } from './reply.ts'

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
 * @returns whether an answer was sent
 */
export function answerPreference(request: FastifyRequest, reply: FastifyReply, services: Services): boolean {
  const header = request.headers['prefer']
  if (header === undefined || !services.settings.prefer || !isAtlas(request)) return false
  const preferences = parsePrefer(String(header))
  const code = preferences.get('errorcode')
  const status = preferences.get('code')
  const row = code === undefined ? undefined : services.catalogue.byErrorCode(code)
  const example = /^\d{3}$/.test(String(status)) ? services.catalogue.example(Number(status)) : undefined
  const demand =
    row && !row.form
      ? { applied: `errorCode=${code}`, body: services.catalogue.body(demandedError(row, request)) }
      : example && { applied: `code=${status}`, body: example.body }
  if (!demand) return false
  request.log.info({ demanded: demand.applied }, 'answered by the Prefer header')
  sendDemanded(request, reply, demand.body, {
    'preference-applied': demand.applied,
    ...statusHeaders(demand.body, services)
  })
  return true
}
