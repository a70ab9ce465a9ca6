import { useEffect } from 'react'
import { isListed, loadIntegrations } from '../state/integrations.ts'
import { learnProjects } from '../state/projects.ts'
import { useSession } from '../state/session.ts'
import { useForeignWrites } from '../state/writes.ts'

/**
 * Asks for the list when another project or identity is chosen, and when another client has changed it. Not
 * more often: a fault for the next call is to meet what the user does next.
 */
export function useListing(): void {
  const groupId = useSession(({ groupId }) => groupId)
  const identity = useSession(({ identity }) => identity)
  const foreign = useForeignWrites(({ last }) => last[groupId ?? ''] ?? 0)
  useEffect(() => {
    if (identity) void learnProjects()
  }, [identity])
  // biome-ignore lint/correctness/useExhaustiveDependencies: who acts on what is read from the session
  useEffect(() => {
    if (!isListed(foreign)) void loadIntegrations(foreign)
  }, [groupId, identity, foreign])
}
