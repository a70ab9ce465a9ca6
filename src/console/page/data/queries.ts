import { type UseQueryResult, useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import type {
  Clock,
  Delivery,
  DeliveryList,
  Fault,
  FaultList,
  IntegrationTypeInfo,
  IntegrationTypeList,
  OrganizationList,
  PrincipalList,
  Sandbox,
  SandboxList,
  SnapshotList
} from '../../../../types/wire.d.ts'
import { ControlFailure } from '../api/control.ts'
import type { Resource } from '../snippets/resources.ts'
import { control, queryClient } from './control.ts'
import { useSession } from './session.ts'

/** Milliseconds between polls of data that change without a control plane call: the clock, reachability. */
const INTERVAL = 3000

/** Maximum number of deliveries, which are large because of their bodies. */
const DELIVERIES = 50

/**
 * State of the control plane for this page: `ready`, requires a `token`, rejects this address (`rejected`), or
 * does not respond (`unreachable`).
 */
export type ControlPlaneState = 'starting' | 'ready' | Unusable | 'unreachable'

type Unusable = 'token' | 'rejected'

const STATES: Readonly<Record<number, ControlPlaneState>> = { 401: 'token', 403: 'rejected' }

const NONE: never[] = []

/** Returns whether the control plane responds, but not to this page. */
export function isUnusable(state: ControlPlaneState): state is Unusable {
  return state === 'token' || state === 'rejected'
}

/** Returns the state of the control plane. */
export function useControlPlaneState(): ControlPlaneState {
  const { error, isSuccess, isPending } = usePrincipals()
  if (isSuccess) return 'ready'
  if (isPending) return 'starting'
  return (error instanceof ControlFailure && STATES[error.status]) || 'unreachable'
}

/** Returns whether the mock does not respond, as far as the page knows. */
export function isUnreachable(): boolean {
  return isNoResponse(queryClient.getQueryState(['principals'])?.error)
}

function isNoResponse(error: unknown): boolean {
  return error instanceof ControlFailure && error.status === 0
}

/** Returns a query of the control plane. @param call such as `GET /types` */
function useControl<Result>(key: string, call: string) {
  return useQuery({ queryKey: [key], queryFn: () => control<Result>(call) })
}

/** Returns the integration types of all resources that can be configured. */
export function useAllTypes(): readonly IntegrationTypeInfo[] {
  const { data } = useControl<IntegrationTypeList>('types', 'GET /types')
  return useMemo(() => data?.results.filter(({ rejectedWith }) => rejectedWith === null) ?? NONE, [data])
}

/** Returns the integration types of one resource that can be configured. */
export function useTypes(resource: Resource = 'integrations'): readonly IntegrationTypeInfo[] {
  return useAllTypes().filter(info => info.resource === resource)
}

export function usePrincipals(): UseQueryResult<PrincipalList> {
  return useQuery({
    queryKey: ['principals'],
    queryFn: () => control<PrincipalList>('GET /principals'),
    refetchInterval: ({ state: { error } }) => isNoResponse(error) && INTERVAL
  })
}

export function useOrganizations(): OrganizationList['results'] {
  return useControl<OrganizationList>('organizations', 'GET /organizations').data?.results ?? NONE
}

export function useFaults(): readonly Fault[] {
  const isLive = useSession(({ isLive }) => isLive)
  const { data } = useQuery({
    queryKey: ['faults'],
    queryFn: () => control<FaultList>('GET /faults'),
    // Hits are reported (`live.ts`), the end of a lifetime is not.
    refetchInterval: ({ state: { data } }) =>
      (!isLive || data?.results.some(({ ended, lasts, when }) => !ended && (lasts ?? when?.until))) &&
      INTERVAL
  })
  return data?.results ?? NONE
}

/** The mock's clock, and by how many milliseconds it is ahead of this machine's. */
export interface MockClock extends Clock {
  ahead: number
}

export function useClock(): MockClock | undefined {
  return useQuery({
    queryKey: ['clock'],
    queryFn: async () => {
      const clock = await control<Clock>('GET /clock')
      return { ...clock, ahead: Date.parse(clock.now) - Date.now() }
    },
    refetchInterval: INTERVAL
  }).data
}

export function useSandboxes(): readonly Sandbox[] {
  return useSandboxList() ?? NONE
}

/** Returns the sandboxes in creation order; undefined while they are loading. */
export function useSandboxList(): readonly Sandbox[] | undefined {
  return useControl<SandboxList>('sandboxes', 'GET /sandboxes').data?.results
}

export function useSnapshots(): SnapshotList['results'] {
  return useControl<SnapshotList>('snapshots', 'GET /snapshots').data?.results ?? NONE
}

/** Returns the newest test alerts, oldest first; undefined while they are loading. */
export function useDeliveries(): readonly Delivery[] | undefined {
  return useControl<DeliveryList>('deliveries', `GET /inbox?limit=${DELIVERIES}`).data?.results
}
