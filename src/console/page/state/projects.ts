import type { PaginatedAtlasGroup } from '../../../../types/wire.d.ts'
import { jsonOf } from '../atlas/json.ts'
import { offerProjects, useSession } from './session.ts'
import { perform } from './wire.ts'

/** Without a control plane: asks Atlas for the projects that the identity sees. */
export async function learnProjects(): Promise<void> {
  const { reach } = useSession.getState()
  if (reach === 'ready' || reach === 'starting') return
  const action = await perform({ operation: 'listProjects' })
  const list = jsonOf(action?.last.answer?.body ?? '') as Partial<PaginatedAtlasGroup> | undefined
  const organizations = Map.groupBy(list?.results ?? [], ({ orgId }) => orgId)
  offerProjects(
    [...organizations].map(([id, groups]) => ({
      id,
      // Its name takes another call, and a right of its own.
      name: id,
      isSandbox: false,
      projects: groups.map(({ id = '', name }) => ({ id, name }))
    }))
  )
}
