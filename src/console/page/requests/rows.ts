import type { RecordedRequest } from '../../../../types/wire.d.ts'

/** A line of the list: a request, with the Digest challenge that is folded into it. */
export interface Row {
  request: RecordedRequest
  challenge?: RecordedRequest
}

/** Returns the rows of requests, in their order. @param isFolded whether to fold challenges into the calls that follow */
export function rowsOf(requests: readonly RecordedRequest[], isFolded: boolean): readonly Row[] {
  if (!isFolded) return requests.map(request => ({ request }))
  const challenges = new Map<string, RecordedRequest>()
  const folded = new Set<RecordedRequest>()
  const rows = requests.map((request): Row => {
    const { scheme } = request.authentication
    const offer = String(request.response?.headers['www-authenticate'])
    // A nonce that has expired causes another challenge.
    if (scheme === 'none' || offer.endsWith('stale=true')) challenges.set(nonceOf(offer), request)
    if (scheme !== 'digest') return { request }
    const nonce = nonceOf(request.request.headers['authorization'])
    const challenge = challenges.get(nonce)
    const { method, url } = request.request
    // Only the first call: later ones use the nonce again.
    challenges.delete(nonce)
    const isSame = challenge?.request.method === method && challenge.request.url === url
    if (nonce === '' || !isSame) return { request }
    folded.add(challenge)
    return { request, challenge }
  })
  return rows.filter(({ request }) => !folded.has(request))
}

/** Returns the nonce in a Digest header. Empty: there is none, or the caller is not authenticated. */
function nonceOf(header: unknown): string {
  return /^Digest .*\bnonce="([^"]+)"/.exec(String(header))?.[1] ?? ''
}
