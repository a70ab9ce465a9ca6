import type { Identity } from '../atlas/identity.ts'
import { keep, recall } from './storage.ts'

const TOKEN = 'atlas-mock-control-token'
const SANDBOXES = 'atlas-mock-sandboxes'

/** The control plane's token: from the address, as the mock prints it at the start, else as typed in before. */
export function recallToken(): string | undefined {
  return takeToken() ?? recall('sessionStorage', TOKEN)
}

/** The token that the address holds; it is taken out of it. */
export function takeToken(): string | undefined {
  const given = /^#token=(.+)$/.exec(location.hash)?.[1]
  if (given === undefined) return undefined
  // It is a secret: neither the address bar nor the history shall show it.
  history.replaceState(null, '', location.pathname)
  try {
    const token = decodeURIComponent(given)
    rememberToken(token)
    return token
  } catch {
    return undefined
  }
}

export function rememberToken(token: string): void {
  keep('sessionStorage', TOKEN, token)
}

/** Credentials of sandboxes that were made in this tab: the mock tells them only once. */
export function recallSandboxes(): readonly Identity[] {
  try {
    return JSON.parse(recall('sessionStorage', SANDBOXES) ?? '[]') as Identity[]
  } catch {
    return []
  }
}

export function rememberSandbox(identities: readonly Identity[]): void {
  keep('sessionStorage', SANDBOXES, JSON.stringify([...recallSandboxes(), ...identities]))
}
