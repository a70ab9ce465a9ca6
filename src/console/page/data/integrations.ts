import { type UseQueryResult, useIsFetching, useQuery } from '@tanstack/react-query'
import { credentialsKey } from '../api/identity.ts'
import { jsonOf } from '../api/json.ts'
import { type Action, perform } from './atlas.ts'
import { queryClient } from './control.ts'
import { useIdentity, useProjectId } from './identity.ts'
import { useReach } from './queries.ts'

/** An integration as Atlas returns it. */
export type Integration = Readonly<Record<string, unknown>> & { readonly type: string }

type Listing = UseQueryResult<Action> & {
  /** Undefined: unknown, because Atlas has not returned the list. */
  integrations: readonly Integration[] | undefined
  /** Whether the first response is pending. */
  isWaiting: boolean
}

/** Returns the integrations of the selected project, as the selected identity receives them. */
export function useIntegrations(): Listing {
  const identity = useIdentity()
  const groupId = useProjectId()
  const isStarting = useReach() === 'starting'
  const isSelecting = useIsFetching({ queryKey: ['organizations'] }) > 0 && groupId === undefined
  const query = useQuery({
    queryKey: ['integrations', groupId, identity && credentialsKey(identity)],
    queryFn: () => {
      if (!identity || groupId === undefined) throw new Error('no identity or project')
      return perform(identity, { operation: 'list', groupId })
    },
    enabled: identity !== undefined && groupId !== undefined
  })
  const isWaiting = isStarting || isSelecting || query.isLoading
  return { ...query, integrations: integrationsOf(query.data), isWaiting }
}

/** Returns a function that sends a create, replace or delete for the selected project, and updates the list. */
export function useWrite(): (
  operation: 'create' | 'replace' | 'delete',
  type: string,
  body?: Readonly<Record<string, unknown>>
) => Promise<Action | undefined> {
  const identity = useIdentity()
  const groupId = useProjectId()
  return async (operation, type, body) => {
    if (!identity || groupId === undefined) return undefined
    const ofProject = ['integrations', groupId]
    const queryKey = [...ofProject, credentialsKey(identity)]
    const before = queryClient.getQueryState(queryKey)?.dataUpdatedAt
    const action = await perform(identity, { operation, groupId, type, ...(body && { body }) })
    const status = action.last.response?.status
    if (status !== undefined && status >= 300) return action
    const state = queryClient.getQueryState(queryKey)
    const isNewest = state?.dataUpdatedAt === before && state?.fetchStatus !== 'fetching'
    // POST and PUT return the list. The lists of other identities are refetched when those are selected.
    const isList = isNewest && integrationsOf(action) !== undefined
    const refreshed = queryClient.invalidateQueries({
      queryKey: ofProject,
      refetchType: isList ? 'none' : 'active'
    })
    if (isList) queryClient.setQueryData(queryKey, action)
    // After a lost response, do not wait for the list.
    else if (status !== undefined) await refreshed
    return action
  }
}

function integrationsOf(action: Action | undefined): readonly Integration[] | undefined {
  const { response } = action?.last ?? {}
  if (response?.status !== 200) return undefined
  const { results } = Object(jsonOf(response.body)) as { results?: readonly Integration[] }
  return Array.isArray(results) ? results : undefined
}
