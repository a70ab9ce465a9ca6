import { type UseQueryResult, useIsFetching, useQuery } from '@tanstack/react-query'
import type { IntegrationTypeInfo } from '../../../../types/wire.d.ts'
import { type Exchange, isOutage, resultsOf } from '../api/exchange.ts'
import { credentialsKey, type Identity } from '../api/identity.ts'
import type { AtlasCall } from '../snippets/call.ts'
import { RESOURCES, type Resource } from '../snippets/resources.ts'
import { type Action, type CallRequest, callOf, perform } from './atlas.ts'
import { queryClient } from './control.ts'
import { useIdentity, useProjectId } from './identity.ts'
import { useControlPlaneState } from './queries.ts'

/** A third-party, log or metric integration as Atlas returns it. */
export type Integration = Readonly<Record<string, unknown>>

/** A call that lists integrations. */
interface ListCall extends Action {
  /** The last list, if an outage made this call fail. */
  kept?: readonly Integration[] | undefined
}

export type Listing = UseQueryResult<ListCall> & {
  /** The last known ones; undefined: unknown, because Atlas has not returned the list. */
  integrations: readonly Integration[] | undefined
  /** The failed call, if the integrations are those of an earlier one. */
  outage: Exchange | undefined
  /** Whether the first response is pending. */
  isWaiting: boolean
}

/** Whether the user refreshes the list of third-party integrations: this read is not the page's own. */
let isRefreshed = false

/** Returns the integrations of the selected project, as the selected identity receives them. */
export function useIntegrations(resource: Resource = 'integrations'): Listing {
  const identity = useIdentity()
  const groupId = useProjectId()
  const isStarting = useControlPlaneState() === 'starting'
  const isSelecting = useIsFetching({ queryKey: ['organizations'] }) > 0 && groupId === undefined
  const query = useQuery({
    queryKey: [resource, groupId, identity && credentialsKey(identity)],
    queryFn: async ({ queryKey }): Promise<ListCall> => {
      if (!identity || groupId === undefined) throw new Error('no identity or project')
      const isOwn = !(isRefreshed && resource === 'integrations')
      const call = await perform(identity, { operation: 'list', groupId, resource }, isOwn)
      return isOutage(call.last)
        ? { ...call, kept: integrationsOf(queryClient.getQueryData(queryKey)) }
        : call
    },
    enabled: identity !== undefined && groupId !== undefined
  })
  const { data, isLoading } = query
  const outage = data?.kept && data.last
  const isWaiting = isStarting || isSelecting || isLoading
  return { ...query, integrations: integrationsOf(data), outage, isWaiting }
}

/** Returns the ID that addresses an integration; undefined: the type does. */
export function idOf({ resource, idField }: IntegrationTypeInfo, integration: Integration | undefined) {
  return resource === 'integrations' || !integration ? undefined : String(integration[idField])
}

/** Refetches the integrations of all resources that are shown, for the user. */
export async function refreshIntegrations(): Promise<void> {
  isRefreshed = true
  const lists = Object.keys(RESOURCES).map(resource =>
    queryClient.invalidateQueries({ queryKey: [resource] })
  )
  // The fetches have begun.
  isRefreshed = false
  await Promise.all(lists)
}

/** What a write changes. */
type Write = [
  operation: 'create' | 'replace' | 'delete',
  info: IntegrationTypeInfo,
  /** Undefined: the type addresses the integration, or it is new. */
  id?: string | undefined,
  body?: Readonly<Record<string, unknown>>
]

function requestOf(groupId: string, ...[operation, { resource, type }, id, body]: Write): CallRequest {
  return { operation, groupId, resource, type, ...(id !== undefined && { id }), ...(body && { body }) }
}

/** Returns a write as the selected identity would send it; undefined: no identity or project is selected. */
export function useCall(...write: Write): AtlasCall | undefined {
  const identity = useIdentity()
  const groupId = useProjectId()
  return identity && groupId !== undefined ? callOf(identity, requestOf(groupId, ...write)) : undefined
}

/** Returns a function that sends a write for the selected project, and updates the list. */
export function useWrite(): (
  ...write: [...Write, /** Default: the selected identity. */ caller?: Identity]
) => Promise<Action | undefined> {
  const identity = useIdentity()
  const groupId = useProjectId()
  return async (operation, info, id, body, caller = identity) => {
    if (!identity || !caller || groupId === undefined) return undefined
    const { resource } = info
    const ofProject = [resource, groupId]
    const queryKey = [...ofProject, credentialsKey(identity)]
    const before = queryClient.getQueryState(queryKey)?.dataUpdatedAt
    const action = await perform(caller, requestOf(groupId, operation, info, id, body))
    const status = action.last.response?.status
    if (status !== undefined && status >= 300) return action
    const state = queryClient.getQueryState(queryKey)
    const isNewest = state?.dataUpdatedAt === before && state?.fetchStatus !== 'fetching'
    // POST and PUT may return the list. The lists of other identities are refetched when those are selected.
    const isList = isNewest && caller === identity && integrationsOf(action) !== undefined
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

function integrationsOf(call: ListCall | undefined): readonly Integration[] | undefined {
  return call && (resultsOf<Integration>(call.last) ?? call.kept)
}
