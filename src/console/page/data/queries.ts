import { type UseQueryResult, useQuery } from '@tanstack/react-query'
import type {
  Clock,
  DeliveryList,
  FailedVerification,
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
import { control } from './control.ts'

/** Milliseconds between two looks at what changes without a control plane call: hits of faults, the clock, the reach. */
const INTERVAL = 3000

/** Maximum number of deliveries: with their bodies they are large. */
export const DELIVERIES = 50

/**
 * What the control plane says about this page: it is `ready`, requires a `token`, is `off`, rejects this address
 * (`refused`), or does not respond.
 */
export type Reach = 'starting' | 'ready' | 'token' | 'off' | 'refused' | 'unreachable'

const REACHES: Readonly<Record<number, Reach>> = { 401: 'token', 403: 'refused', 404: 'off' }

const NONE: readonly never[] = []

export function useReach(): Reach {
  const { error, isSuccess, isPending } = usePrincipals()
  if (isSuccess) return 'ready'
  if (isPending) return 'starting'
  return (error instanceof ControlFailure && REACHES[error.status]) || 'unreachable'
}

/** Integration types that can be configured. */
export function useTypes(): readonly IntegrationTypeInfo[] {
  const { data } = useQuery({
    queryKey: ['types'],
    queryFn: () => control<IntegrationTypeList>('GET /types')
  })
  return data?.results.filter(({ refused }) => refused === null) ?? NONE
}

export function usePrincipals(): UseQueryResult<PrincipalList> {
  return useQuery({
    queryKey: ['principals'],
    queryFn: () => control<PrincipalList>('GET /principals'),
    refetchInterval: ({ state: { error } }) =>
      error instanceof ControlFailure && error.status === 0 && INTERVAL
  })
}

export function useOrganizations(): OrganizationList['results'] {
  const { data } = useQuery({
    queryKey: ['organizations'],
    queryFn: () => control<OrganizationList>('GET /organizations')
  })
  return data?.results ?? []
}

export function useFaults(): readonly Fault[] {
  const { data } = useQuery({
    queryKey: ['faults'],
    queryFn: () => control<FaultList>('GET /faults'),
    refetchInterval: INTERVAL
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

/** The last verification that failed. */
export function useFailedVerification(): FailedVerification['failed'] {
  const { data } = useQuery({
    queryKey: ['failed-verification'],
    queryFn: () => control<FailedVerification>('GET /requests/verify'),
    refetchInterval: INTERVAL
  })
  return data?.failed ?? null
}

export function useSandboxes(): readonly Sandbox[] {
  return useSandboxList() ?? NONE
}

/** Returns the sandboxes in creation order; undefined while they are loading. */
export function useSandboxList(): readonly Sandbox[] | undefined {
  return useQuery({
    queryKey: ['sandboxes'],
    queryFn: () => control<SandboxList>('GET /sandboxes')
  }).data?.results
}

export function useSnapshots(): SnapshotList['results'] {
  const { data } = useQuery({
    queryKey: ['snapshots'],
    queryFn: () => control<SnapshotList>('GET /snapshots')
  })
  return data?.results ?? []
}

/** Deliveries of test alerts, the oldest first. */
export function useDeliveries(): UseQueryResult<DeliveryList> {
  return useQuery({
    queryKey: ['deliveries'],
    queryFn: () => control<DeliveryList>(`GET /inbox?limit=${DELIVERIES}`)
  })
}
