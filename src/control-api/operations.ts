import type { ControlOperation } from './operation.ts'
import { ALERT_OPERATIONS } from './routes/alerts.ts'
import { CALL_OPERATIONS } from './routes/calls.ts'
import { CATALOGUE_OPERATIONS } from './routes/catalogue.ts'
import { CLOCK_OPERATIONS } from './routes/clock.ts'
import { CREDENTIAL_OPERATIONS } from './routes/credentials.ts'
import { FAULT_OPERATIONS } from './routes/faults.ts'
import { REQUEST_OPERATIONS } from './routes/requests.ts'
import { SANDBOX_OPERATIONS } from './routes/sandboxes.ts'
import { STATE_OPERATIONS } from './routes/state.ts'
import { STUB_OPERATIONS } from './routes/stubs.ts'
import { VERIFICATION_OPERATIONS } from './routes/verification.ts'

/** All operations of the control plane in the order of the OpenAPI document. */
export const CONTROL_OPERATIONS: readonly ControlOperation[] = [
  ...CATALOGUE_OPERATIONS,
  ...SANDBOX_OPERATIONS,
  ...STATE_OPERATIONS,
  ...FAULT_OPERATIONS,
  ...STUB_OPERATIONS,
  ...REQUEST_OPERATIONS,
  ...CALL_OPERATIONS,
  ...VERIFICATION_OPERATIONS,
  ...CLOCK_OPERATIONS,
  ...CREDENTIAL_OPERATIONS,
  ...ALERT_OPERATIONS
]

/** Operations available with the control plane off: health checks must not depend on it. */
export const OFF_OPERATIONS = CONTROL_OPERATIONS.filter(({ isOpen }) => isOpen)
