import type { Identity } from '../atlas/identity.ts'

const TOKEN = 'atlas-mock-control-token'
const SANDBOXES = 'atlas-mock-sandboxes'

/** The control plane's token: from the address, as the mock prints it at the start, else as typed in before. */
export function recallToken(): string | undefined {
  const given = /^#token=(.+)$/.exec(location.hash)?.[1]
  if (given === undefined) return read(TOKEN)
  // It is a secret: neither the address bar nor the history shall show it.
  history.replaceState(null, '', location.pathname)
  const token = decodeURIComponent(given)
  rememberToken(token)
  return token
}

export function rememberToken(token: string): void {
  write(TOKEN, token)
}

/** Credentials of sandboxes that were made in this tab: the mock tells them only once. */
export function recallSandboxes(): readonly Identity[] {
  try {
    return JSON.parse(read(SANDBOXES) ?? '[]') as Identity[]
  } catch {
    return []
  }
}

export function rememberSandbox(identities: readonly Identity[]): void {
  write(SANDBOXES, JSON.stringify([...recallSandboxes(), ...identities]))
}

/** A browser may refuse its storage: then the page forgets when it is left. */
function read(name: string): string | undefined {
  try {
    return sessionStorage.getItem(name) ?? undefined
  } catch {
    return undefined
  }
}

function write(name: string, value: string): void {
  try {
    sessionStorage.setItem(name, value)
  } catch {
    return
  }
}
