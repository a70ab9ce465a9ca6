import type { Behaviour, Exchange } from './exchange.ts'
import type { Reply } from './transport.ts'

/** Headers of one connection or session. */
const NOT_RECORDED = ['connection', 'keep-alive', 'transfer-encoding', 'set-cookie']

/**
 * Returns an exchange with the response of a service in place of the known one.
 *
 * @param reply generalized: with the ids of the seed, and placeholders
 * @param date YYYY-MM-DD
 */
export function recordingOf(exchange: Exchange, reply: Reply, host: string, date: string): Behaviour {
  const { title, given, request } = exchange
  const headers = reply.headers
    .filter(([name]) => !NOT_RECORDED.includes(name.toLowerCase()))
    .map(([name, value]) => [canonical(name), value])
  return {
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
