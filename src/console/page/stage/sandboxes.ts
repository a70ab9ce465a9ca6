import type { NewSandbox } from '../../../../types/wire.d.ts'
import type { Identity } from '../atlas/identity.ts'
import { go } from '../state/route.ts'
import { addSandbox, chooseIdentity, chooseProject, refreshSession, useSession } from '../state/session.ts'
import { direct } from '../state/stage.ts'
import { useMade } from './made.ts'
import { sandboxBody } from './sandbox-body.ts'

/** @param names of its projects, with commas between. @throws {ControlFailure} */
export async function makeSandbox(name: string, names: string): Promise<void> {
  const made = await direct<NewSandbox>('POST /sandboxes', sandboxBody(name, names))
  useMade.setState({ sandbox: made })
  addSandbox(made)
  await refreshSession()
}

/**
 * Puts back what it held at first. What there is then the page learns as when somebody else does it.
 *
 * @throws {ControlFailure}
 */
export function resetSandbox(id: string): Promise<void> {
  return direct(`POST /sandboxes/${id}/reset`)
}

/** Likewise. @throws {ControlFailure} */
export async function deleteSandbox(id: string): Promise<void> {
  await direct(`DELETE /sandboxes/${id}`)
  if (useMade.getState().sandbox?.id === id) useMade.setState({ sandbox: undefined })
}

/** The identity of a sandbox's owner, where this tab knows its secret. */
export function useOwner(id: string): Identity | undefined {
  return useSession(({ identities }) =>
    identities.find(
      ({ origin, organization, roles }) =>
        origin === 'sandbox' && organization === id && roles.some(({ roleName }) => roleName === 'ORG_OWNER')
    )
  )
}

/** Goes to the integrations of a sandbox's project as its owner. */
export function actAs(owner: Identity, projectId: string | undefined): void {
  chooseIdentity(owner)
  if (projectId !== undefined) chooseProject(projectId)
  go('integrations')
}
