import type { ControlOperation } from './control-operation.ts'
import { ALERT_OPERATIONS } from './routes/alerts.ts'
import { CATALOGUE_OPERATIONS } from './routes/catalogue.ts'
import { CLOCK_OPERATIONS } from './routes/clock.ts'
import { CREDENTIAL_OPERATIONS } from './routes/credentials.ts'
import { OVERRIDE_OPERATIONS } from './routes/overrides.ts'
import { REQUEST_OPERATIONS } from './routes/requests.ts'
import { STATE_OPERATIONS } from './routes/state.ts'

/** All operations of the control plane in the order of the OpenAPI document. */
export const CONTROL_OPERATIONS: readonly ControlOperation[] = [
  ...CATALOGUE_OPERATIONS,
  ...STATE_OPERATIONS,
  ...OVERRIDE_OPERATIONS,
  ...REQUEST_OPERATIONS,
  ...CLOCK_OPERATIONS,
  ...CREDENTIAL_OPERATIONS,
  ...ALERT_OPERATIONS
]
