// Reads the exchanges of the ledger, and makes exchanges of responses.

import type { Case, Request as ExchangeRequest, Exchange as Rule } from '../../../types/exchange.d.ts'
import { readAssetFolder } from '../../assets.ts'
import type { Provenance } from '../../catalogue/evidence.ts'
import { findRow } from '../label/rows.ts'
import type { Page } from './pages.ts'
import { FIXTURE_NAMES } from './placeholders.ts'
import type { ServiceReply } from './transport.ts'

/** A request and Atlas's response as far as it is known; for a feature, the mock's. */
export type Exchange = Omit<Rule, 'cases'>

/** An exchange of `fixtures/exchanges/` with its cases. */
export type { Case, ExchangeRequest, Rule }

/** An exchange that states something about Atlas. */
export type Behaviour = Exchange & Provenance

/** Returns the exchanges of all files, those of cases included. */
export function readExchanges(): Exchange[] {
  return readAssetFolder<Rule[]>('fixtures/exchanges').flat().flatMap(expand)
}

/** Returns the exchange of a rule, then those of its cases. */
export function expand({ cases = [], ...rule }: Rule): Exchange[] {
  return [rule, ...cases.map(special => expandCase(rule, special))]
}

/** Returns the exchange of a case, which states what differs from its rule; null removes a member of the rule. */
function expandCase(rule: Exchange, { title, request = {}, response = {}, ...others }: Case): Exchange {
  // These members belong to the label.
  const notInherited = others.evidence === undefined ? {} : { analogousTo: null, note: null }
  const { body, rawBody, base64Body, bodySize, ...bodiless } = rule.request
  const hasBody = ['body', 'rawBody', 'base64Body', 'bodySize'].some(name => Object.hasOwn(request, name))
  const headers = withoutNulls({ ...rule.request.headers, ...request.headers })
  const sent = { ...(hasBody ? bodiless : rule.request), ...request }
  return {
    ...withoutNulls({ ...rule, confirmed: null, types: null, ...notInherited, ...others }),
    title: `${rule.title}: ${title}`,
    request: { ...withoutNulls(sent), ...(Object.keys(headers).length > 0 && { headers }) },
    response: {
      ...rule.response,
      ...response,
      headers: { ...rule.response.headers, ...response.headers }
    }
  } as Exchange
}

function withoutNulls(members: object): object {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== null))
}

/** Returns the body of a request; undefined if it has none. */
export function payloadOf({
  body,
  rawBody,
  base64Body,
  bodySize
}: ExchangeRequest): Buffer | string | undefined {
  if (bodySize !== undefined) return Buffer.alloc(bodySize, 'x')
  if (base64Body !== undefined) return Buffer.from(base64Body, 'base64')
  return rawBody ?? (body === undefined ? undefined : JSON.stringify(body))
}

/** Returns a page whose last call is the exchange's request. */
export function pageOfExchange({ id, title, evidence, given = [], request }: Exchange): Page {
  const { orgId, projectId, projectName } = FIXTURE_NAMES
  return {
    titles: [title],
    isOfLedger: true,
    org: { id: orgId, name: '' },
    projects: [{ id: projectId, name: projectName }],
    contents: [],
    calls: [...given, request].map(sent => {
      const { method, path, headers = {}, authorization } = sent
      const named = { ...headers, ...(authorization !== undefined && { Authorization: authorization }) }
      const [, integrationType = null] = /\/integrations\/(\w+)/.exec(path) ?? []
      return {
        method,
        path,
        headers: Object.entries(named),
        payload: payloadOf(sent),
        isAnonymous: sent.as === undefined,
        isFixture: true,
        isSetup: sent !== request,
        integrationType,
        behaviour:
          sent === request
            ? evidence && { ...findRow(id), title, label: evidence }
            : { title: `prepares "${title}"`, label: 'none' }
      }
    }),
    hide: text => text
  }
}

/** Headers of one connection or session. */
const NOT_RECORDED = ['connection', 'keep-alive', 'transfer-encoding', 'set-cookie']

/**
 * Returns an exchange with the response of a service in place of the known one.
 *
 * @param reply generalized: with the ids of the seed, and placeholders
 * @param date YYYY-MM-DD
 */
export function recordingOf(exchange: Exchange, reply: ServiceReply, host: string, date: string): Behaviour {
  const { id, page, title, given, request } = exchange
  const headers = reply.headers
    .filter(([name]) => !NOT_RECORDED.includes(name.toLowerCase()))
    .map(([name, value]) => [canonical(name), value])
  return {
    id,
    ...(page !== undefined && { page }),
    title,
    evidence: 'recorded',
    source: `atlas-mock compare with ${host}`,
    date,
    replayable: true,
    ...(given && { given }),
    request,
    response: {
      status: reply.status,
      headers: { 'Content-Type': null, ...Object.fromEntries(headers) },
      rawBody: reply.body
    }
  }
}

/** Returns a header name as the fixtures spell it. */
function canonical(name: string): string {
  return name.toLowerCase().replace(/(?:^|-)[a-z]/g, letter => letter.toUpperCase())
}
