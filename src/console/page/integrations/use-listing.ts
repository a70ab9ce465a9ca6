import { useEffect } from 'react'
import { isListed, loadIntegrations } from '../state/integrations.ts'
import { useJournal } from '../state/journal.ts'
import { learnProjects } from '../state/projects.ts'
import { useSession } from '../state/session.ts'

/**
 * Asks for the list when another project or identity is chosen, and when another client has changed it. Not
 * more often: a fault for the next call is to meet what the user does next.
 */
export function useListing(): void {
  const groupId = useSession(({ groupId }) => groupId)
  const identity = useSession(({ identity }) => identity)
  const foreign = useForeignWrite(groupId)
  useEffect(() => {
    if (identity) void learnProjects()
  }, [identity])
  // biome-ignore lint/correctness/useExhaustiveDependencies: who acts on what is read from the session
  useEffect(() => {
    if (!isListed(foreign)) void loadIntegrations(foreign)
  }, [groupId, identity, foreign])
}

/** Id of the newest request by which another client changed a project's integrations; 0: there is none. */
function useForeignWrite(groupId: string | undefined): number {
  return useJournal(({ requests }) => {
    const found = requests.findLast(
      ({ request, project, integrationType, answer }) =>
        project === groupId &&
        integrationType !== null &&
        request.method !== 'GET' &&
        request.headers['user-agent'] !== navigator.userAgent &&
        (answer === null || answer.status < 300)
    )
    return found?.id ?? 0
  })
}
