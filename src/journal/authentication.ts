import type { Entry } from './entry.ts'
import { parseHeaders } from './headers.ts'

/** How a request proved who sent it. */
export interface Authentication {
  /** `none`: no Authorization header; `other`: a scheme that Atlas does not speak. */
  scheme: 'digest' | 'bearer' | 'basic' | 'none' | 'other'
  /** `not reached`: the request was answered before anybody looked. */
  outcome: 'accepted' | 'refused' | 'not reached'
}

const SCHEMES = ['digest', 'bearer', 'basic'] as const

/** How a request proved who sent it, and whether that was enough. */
export function authenticationOf({ headers, isAuthenticated }: Entry): Authentication {
  const outcome = isAuthenticated === undefined ? 'not reached' : isAuthenticated ? 'accepted' : 'refused'
  const { authorization } = parseHeaders(headers)
  if (authorization === undefined) return { scheme: 'none', outcome }
  const [word = ''] = String(authorization).split(' ', 1)
  return { scheme: SCHEMES.find(scheme => scheme === word.toLowerCase()) ?? 'other', outcome }
}

/** Whether a request is the first half of a Digest call: without credentials, answered with a challenge. */
export function isChallenge({ headers, status }: Entry): boolean {
  return status === 401 && parseHeaders(headers)['authorization'] === undefined
}
