import type { FaultBody } from '../../types/wire.d.ts'

export type { Delay, Effect, Fault, FaultBody } from '../../types/wire.d.ts'

/** Where a fault acts: before authentication, after it, or when the request was carried out. */
export type Stage = NonNullable<FaultBody['stage']>
