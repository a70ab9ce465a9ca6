import { useCallback, useMemo } from 'react'
import { useSession } from './session.ts'
import { useStage } from './stage.ts'

/** Names of organizations, sandboxes and projects by their ids. */
export function useKnownNames(): (id: string) => string | undefined {
  const organizations = useSession(({ organizations }) => organizations)
  const sandboxes = useStage(({ sandboxes }) => sandboxes)
  return useMemo(() => {
    const worlds = [...organizations, ...sandboxes]
    const named = worlds.flatMap(({ id, name, projects }) => [{ id, name }, ...projects])
    const names = new Map(named.map(({ id, name }) => [id, name]))
    return id => names.get(id)
  }, [organizations, sandboxes])
}

/** The same, with the id in place of a name that is not known. */
export function useNames(): (id: string) => string {
  const known = useKnownNames()
  return useCallback(id => known(id) ?? id, [known])
}
