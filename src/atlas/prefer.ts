import type { FastifyReply, FastifyRequest } from 'fastify'
import type { ErrorParameter } from '../errors.ts'
import type { Services } from '../services.ts'
import { pathOf } from './address.ts'
import { RATE_LIMITS, RATE_WINDOW } from './rate-limit.ts'
import { sendDemanded } from './reply.ts'

/**
 * Parses `Prefer` (RFC 7240 §2): preferences by name in lower case; of one given twice the first holds.
 * What does not fit the grammar is passed over, as the RFC asks for unknown preferences.
 */
export function parsePrefer(header: string): Map<string, string> {
  const preferences = new Map<string, string>()
  const element = /\s*(?:"(?:[^"\\]|\\.)*(?:"|$)|[^",])+/g
  for (const [text] of header.matchAll(element)) {
    const match = /^\s*([\w!#$%&'*+.^`|~-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s;"]+))\s*(?:;|$)/.exec(text)
    if (!match) continue
    const [, name = '', quoted, plain = ''] = match
    const key = name.toLowerCase()
    if (!preferences.has(key)) preferences.set(key, quoted?.replace(/\\(.)/g, '$1') ?? plain)
  }
  return preferences
}

/**
 * Answers `Prefer: code=…` with the documented example of that status and `Prefer: errorCode=…` with a row of
 * the catalogue, before anything else is looked at.
 *
 * @returns whether an answer was sent
 */
export function answerPreference(request: FastifyRequest, reply: FastifyReply, services: Services): boolean {
  const header = request.headers['prefer']
  if (header === undefined || !services.settings.prefer) return false
  const preferences = parsePrefer(String(header))
  const demand =
    demandedRow(preferences.get('errorcode'), request, services) ??
    demandedExample(preferences.get('code'), services)
  if (!demand) return false
  request.log.info({ demanded: demand.applied }, 'answered by the Prefer header')
  sendDemanded(request, reply, demand.body, {
    'preference-applied': demand.applied,
    ...statusHeaders(demand, services)
  })
  return true
}

interface Demand {
  applied: string
  body: { error: number; errorCode: string; parameters?: (string | number)[] }
}

function demandedRow(
  code: string | undefined,
  request: FastifyRequest,
  { catalogue }: Services
): Demand | undefined {
  const row = code === undefined ? undefined : catalogue.byErrorCode(code)
  if (!row || row.form) return undefined
  const path = pathParameters(request)
  const parameters = (row.parameters ?? []).map(parameter => path(parameter))
  return { applied: `errorCode=${code}`, body: catalogue.body({ id: row.id, parameters }) }
}

function demandedExample(status: string | undefined, { catalogue }: Services): Demand | undefined {
  const example = /^\d{3}$/.test(String(status)) ? catalogue.example(Number(status)) : undefined
  return example && { applied: `code=${status}`, body: example.body }
}

/** Reads placeholders from the path, by the names that the catalogue gives them. */
function pathParameters(request: FastifyRequest): (parameter: ErrorParameter) => string | number {
  const path = pathOf(request)
  const after = (segment: string) => {
    const text = new RegExp(`/${segment}/([^/]+)`).exec(path)?.[1]
    try {
      return text && decodeURIComponent(text)
    } catch {
      return text
    }
  }
  const values: Record<string, string | undefined> = {
    groupId: after('groups'),
    orgId: after('orgs'),
    integrationType: after('integrations'),
    resource: path,
    template: request.routeOptions.url?.slice(1).replace(/:(\w+)/g, '{$1}')
  }
  return ({ name, sample }) => values[name] ?? sample
}

/** The headers that go with a status; of a rate limit, the figures that its own text gives. */
function statusHeaders({ body }: Demand, { authenticator }: Services): Record<string, string> {
  if (body.error === 401) return { ...authenticator.challenge({ reason: 'demanded' }).headers }
  if (body.error !== 429) return {}
  const [, seconds, limit] = body.parameters?.length === 5 ? body.parameters : []
  return {
    'retry-after': String(seconds ?? RATE_WINDOW / 1000),
    'ratelimit-limit': String(limit ?? RATE_LIMITS.integrations),
    'ratelimit-remaining': '0'
  }
}
