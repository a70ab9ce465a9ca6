import type { FaultBody } from '../../types/wire.d.ts'

/** Processing stage of a fault: before authentication, after authentication, or after the commit. */
export type Stage = NonNullable<FaultBody['stage']>
