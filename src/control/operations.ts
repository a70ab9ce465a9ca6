import type { ControlOperation } from './operation.ts'
import { ALERT_OPERATIONS } from './routes/alerts.ts'
import { CATALOGUE_OPERATIONS } from './routes/catalogue.ts'
import { CLOCK_OPERATIONS } from './routes/clock.ts'
import { CREDENTIAL_OPERATIONS } from './routes/credentials.ts'
import { FAULT_OPERATIONS } from './routes/faults.ts'
import { OUTSIDE_OPERATIONS } from './routes/outside.ts'
import { REQUEST_OPERATIONS } from './routes/requests.ts'
import { STATE_OPERATIONS } from './routes/state.ts'
import { VERIFY_OPERATIONS } from './routes/verify.ts'
import { WORLD_OPERATIONS } from './routes/world.ts'

/** Every operation of the control plane, in the order of the document. */
export const CONTROL_OPERATIONS: readonly ControlOperation[] = [
  ...OUTSIDE_OPERATIONS,
  ...CATALOGUE_OPERATIONS,
  ...WORLD_OPERATIONS,
  ...STATE_OPERATIONS,
  ...FAULT_OPERATIONS,
  ...REQUEST_OPERATIONS,
  ...VERIFY_OPERATIONS,
  ...CLOCK_OPERATIONS,
  ...CREDENTIAL_OPERATIONS,
  ...ALERT_OPERATIONS
]

/** What answers with the control plane off: health checks must not depend on it. */
export const OFF_OPERATIONS = CONTROL_OPERATIONS.filter(({ isOpen }) => isOpen)
