import { create } from 'zustand'
import { createJSONStorage, persist } from 'zustand/middleware'
import type { CreatedSandbox } from '../../../../types/wire.d.ts'
import type { Identity } from '../api/identity.ts'
import { sandboxIdentities } from './identities.ts'

interface Session {
  /** Token of the control plane. */
  token: string | undefined
  /** Credentials of the sandboxes created in this tab: the mock returns them only once. */
  sandboxIdentities: readonly Identity[]
  /** Credentials entered by the user. */
  ownIdentities: readonly Identity[]
  /** Whether the page receives new requests. */
  isLive: boolean
  /** Whether it has, or failed to: what it loads from then on misses no change. */
  hasBegun: boolean
  /** ID of the mock's start, as far as the page knows. */
  startId: string | undefined
}

const INITIAL: Session = {
  token: undefined,
  sandboxIdentities: [],
  ownIdentities: [],
  isLive: false,
  hasBegun: false,
  startId: undefined
}

/** Holds the state of this browser tab. Stores it until the tab is closed, without entered credentials. */
export const useSession = create<Session>()(
  persist(() => INITIAL, {
    name: 'atlas-mock-session',
    storage: createJSONStorage(() => sessionStorage),
    partialize: ({ token, sandboxIdentities }) => ({ token, sandboxIdentities })
  })
)

const { setState } = useSession

export function setToken(token: string): void {
  setState({ token })
}

/** Moves the token from the address that the mock prints at startup to the session. Returns whether there was one. */
export function takeTokenFromAddress(): boolean {
  const [, encoded, params] = /^#token=([^&]+)(?:&(.*))?$/.exec(location.hash) ?? []
  if (encoded === undefined) return false
  // A secret: the address bar and the history must not show it.
  history.replaceState(null, '', location.pathname + (params ? `#/?${params}` : ''))
  try {
    setToken(decodeURIComponent(encoded))
    return true
  } catch {
    return false
  }
}

/** Adds entered credentials. */
export function addOwnIdentity(identity: Identity): void {
  setState(({ ownIdentities }) => ({ ownIdentities: [...ownIdentities, identity] }))
}

/** Adds the credentials of a new sandbox. */
export function addSandbox(sandbox: CreatedSandbox): void {
  const added = sandboxIdentities(sandbox)
  setState(({ sandboxIdentities }) => ({ sandboxIdentities: [...sandboxIdentities, ...added] }))
}
