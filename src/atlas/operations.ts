import { INTEGRATION_OPERATIONS } from './integrations.ts'
import type { Operation } from './operation.ts'
import { TENANCY_OPERATIONS } from './tenancy.ts'

/** Every operation of the Atlas surface, in the order of the document. */
export const OPERATIONS: readonly Operation[] = [...INTEGRATION_OPERATIONS, ...TENANCY_OPERATIONS]
