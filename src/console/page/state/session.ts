import { create } from 'zustand'
import type {
  IntegrationTypeInfo,
  IntegrationTypeList,
  NewSandbox,
  OrganizationList,
  PrincipalList
} from '../../../../types/wire.d.ts'
import type { Identity } from '../atlas/identity.ts'
import { askControl, ControlFailure } from '../control/client.ts'
import { recallSandboxes, recallToken, rememberSandbox, rememberToken } from './memory.ts'

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

/** Learns what there is: types, organizations, identities. To be called again when the state was changed. */
export async function refreshSession(): Promise<void> {
  try {
    const { results: types } = await askControl<IntegrationTypeList>('GET /types')
    setState({ types })
    const [{ results: organizations }, { results: principals }] = await Promise.all([
      control<OrganizationList>('GET /organizations'),
      control<PrincipalList>('GET /principals')
    ])
    const seeded = principals.flatMap(principal => {
      const { kind, id, secret, organization, roles, accessList } = principal
      if (secret === undefined) return []
      return [{ kind, id, secret, origin: 'seed' as const, organization, roles, accessList }]
    })
    const alive = new Set(principals.map(({ id }) => id))
    const kept = [...getState().identities, ...recallSandboxes()].filter(
      ({ origin, id }) => origin === 'own' || (origin === 'sandbox' && alive.has(id))
    )
    setState({ organizations, reach: 'ready', isTokenRefused: false })
    setIdentities([...seeded, ...kept])
  } catch (error) {
    setState({ reach: reachOf(error), isTokenRefused: getState().token !== undefined })
  }
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
  chooseIdentity(getState().identities.find(({ id }) => id === identity.id) as Identity)
}

/** Adds the owner and the reader of a sandbox, whose secrets are told only once. */
export function addSandbox({ id, owner, reader }: NewSandbox): void {
  const pairs = [
    [owner, 'ORG_OWNER'],
    [reader, 'ORG_READ_ONLY']
  ] as const
  const made = pairs.flatMap(([{ apiKey, serviceAccount }, roleName]) => {
    const common = {
      origin: 'sandbox' as const,
      organization: id,
      roles: [{ roleName, orgId: id }],
      accessList: []
    }
    return [
      { ...common, kind: 'apiKey' as const, id: apiKey.publicKey, secret: apiKey.privateKey },
      {
        ...common,
        kind: 'serviceAccount' as const,
        id: serviceAccount.clientId,
        secret: serviceAccount.clientSecret
      }
    ]
  })
  rememberSandbox(made)
  setIdentities([...getState().identities, ...made])
}

/** Keeps the chosen one where it is still there: by its id, since its secret or roles may be others. */
function setIdentities(all: readonly Identity[]): void {
  const identities = [...new Map(all.map(identity => [identity.id, identity])).values()]
  const { identity } = getState()
  const chosen = identities.find(({ id }) => id === identity?.id) ?? identities[0]
  setState({ identities, identity: chosen })
  chooseFittingProject()
}

/** A project that is there stays chosen, also one that the identity may not see: that is worth showing. */
function chooseFittingProject(): void {
  const { organizations, groupId, identity } = getState()
  const all = organizations.flatMap(({ projects }) => projects)
  if (all.some(({ id }) => id === groupId)) return
  if (all.length === 0 && groupId !== undefined) return
  const granted = identity?.roles.find(role => role.groupId !== undefined)?.groupId
  const own = organizations.find(({ id }) => id === identity?.organization)?.projects[0]?.id
  setState({ groupId: granted ?? own ?? all[0]?.id })
}

function reachOf(error: unknown): Reach {
  if (!(error instanceof ControlFailure) || error.status === 0) return 'unreachable'
  const reaches: Readonly<Record<number, Reach>> = { 401: 'token', 403: 'refused', 404: 'off' }
  return reaches[error.status] ?? 'unreachable'
}
