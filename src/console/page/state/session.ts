import { create } from 'zustand'
import type {
  IntegrationTypeInfo,
  IntegrationTypeList,
  NewSandbox,
  OrganizationList,
  PrincipalList
} from '../../../../types/wire.d.ts'
import { type Identity, keyOf } from '../atlas/identity.ts'
import { askControl, ControlFailure } from '../control/client.ts'
import { fittingProject, sandboxIdentities, seededIdentities, uniqueIdentities } from './identities.ts'
import { recallSandboxes, recallToken, rememberSandbox, rememberToken } from './memory.ts'
import { createTurns } from './turns.ts'

/**
 * What of the mock the page can use. `token`: the control plane wants one; `off`: there is none; `refused`: it
 * does not answer to this address.
 */
export type Reach = 'starting' | 'ready' | 'token' | 'off' | 'refused' | 'unreachable'

interface Session {
  reach: Reach
  /** Of the control plane. */
  token: string | undefined
  /** Whether the token was tried and refused. */
  isTokenRefused: boolean
  types: readonly IntegrationTypeInfo[]
  organizations: OrganizationList['results']
  identities: readonly Identity[]
  identity: Identity | undefined
  groupId: string | undefined
}

/** Who acts, on which project, and what there is to choose from. */
export const useSession = create<Session>()(() => ({
  reach: 'starting',
  token: recallToken(),
  isTokenRefused: false,
  types: [],
  organizations: [],
  identities: [],
  identity: undefined,
  groupId: undefined
}))

const { getState, setState } = useSession

/** Asks the control plane with the token in force. @throws {ControlFailure} */
export function control<Answer = void>(call: string, body?: unknown): Promise<Answer> {
  return askControl<Answer>(call, { token: getState().token, body })
}

const takeTurn = createTurns()

/** Learns what there is: types, organizations, identities. To be called again when the state was changed. */
export async function refreshSession(): Promise<void> {
  const isNewest = takeTurn()
  try {
    const { results: types } = await askControl<IntegrationTypeList>('GET /types')
    if (!isNewest()) return
    setState({ types })
    const [{ results: organizations }, { results: principals }] = await Promise.all([
      control<OrganizationList>('GET /organizations'),
      control<PrincipalList>('GET /principals')
    ])
    if (!isNewest()) return
    const alive = new Set(principals.map(({ id }) => id))
    const kept = [...getState().identities, ...recallSandboxes()].filter(
      ({ origin, id }) => origin === 'own' || (origin === 'sandbox' && alive.has(id))
    )
    setState({ organizations, reach: 'ready', isTokenRefused: false })
    setIdentities([...seededIdentities(principals), ...kept])
  } catch (error) {
    if (!isNewest()) return
    const reach = reachOf(error)
    setState({ reach, isTokenRefused: reach === 'token' && getState().token !== undefined })
  }
}

/** The control plane refuses what it gave before: it may be another mock by now. */
export function loseReach(error: ControlFailure): void {
  setState({ reach: reachOf(error) })
}

/** Tries a token of the control plane, and keeps it until the browser's tab is closed. */
export async function enterToken(token: string): Promise<void> {
  rememberToken(token)
  setState({ token })
  await refreshSession()
}

export function chooseIdentity(identity: Identity): void {
  setState({ identity })
  chooseFittingProject()
}

export function chooseProject(groupId: string): void {
  setState({ groupId })
}

/** Puts projects there to choose from. */
export function offerProjects(organizations: OrganizationList['results']): void {
  setState({ organizations })
  chooseFittingProject()
}

/** Adds an identity that the user typed in, and acts as it. */
export function addIdentity(identity: Identity): void {
  setIdentities([...getState().identities, identity])
  chooseIdentity(identity)
}

/** Adds the owner and the reader of a sandbox, whose secrets are told only once. */
export function addSandbox(sandbox: NewSandbox): void {
  const made = sandboxIdentities(sandbox)
  rememberSandbox(made)
  setIdentities([...getState().identities, ...made])
}

/** Keeps the chosen one where it is still there, though its secret or roles may be others. */
function setIdentities(all: readonly Identity[]): void {
  const identities = uniqueIdentities(all)
  const { identity } = getState()
  const chosen = identities.find(other => identity && keyOf(other) === keyOf(identity)) ?? identities[0]
  setState({ identities, identity: chosen })
  chooseFittingProject()
}

function chooseFittingProject(): void {
  const { organizations, groupId, identity } = getState()
  setState({ groupId: fittingProject(organizations, identity, groupId) })
}

function reachOf(error: unknown): Reach {
  if (!(error instanceof ControlFailure) || error.status === 0) return 'unreachable'
  const reaches: Readonly<Record<number, Reach>> = { 401: 'token', 403: 'refused', 404: 'off' }
  return reaches[error.status] ?? 'unreachable'
}
