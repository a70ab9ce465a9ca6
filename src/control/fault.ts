import type { IncomingHttpHeaders } from 'node:http'
import type { Effect, FaultBody } from '../../types/wire.d.ts'

export type { Delay, Effect, Fault, FaultBody } from '../../types/wire.d.ts'

/** Where a fault acts: before authentication, after it, or when the request was carried out. */
export type Stage = NonNullable<FaultBody['stage']>

/** What a fault looks at in a request. */
export interface FaultCandidate {
  operationId: string | undefined
  projectId: string | undefined
  integrationType: string | undefined
  /** Organization that the request is attributed to. */
  orgId: string | undefined
  method: string
  path: string
  principalId: string | undefined
  headers: IncomingHttpHeaders
}

/** A fault that fires on a request. */
export interface Firing {
  id: string
  effect: Effect
  /** Milliseconds to wait first. */
  delay: number
}
