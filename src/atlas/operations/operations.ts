import type { Operation } from '../atlas-operation.ts'
import { ALERT_CONFIG_OPERATIONS } from './alert-configs.ts'
import { GROUP_OPERATIONS } from './groups.ts'
import { EXPORT_OPERATIONS, INTEGRATION_OPERATIONS } from './integrations.ts'
import { MAINTENANCE_WINDOW_OPERATIONS } from './maintenance-window.ts'
import { NETWORK_ACCESS_OPERATIONS } from './network-access.ts'
import { ORGANIZATION_OPERATIONS } from './organizations.ts'

/** Every operation of the Atlas API, in the order of `schemas/operations.json`. */
export const OPERATIONS: readonly Operation[] = [
  ...INTEGRATION_OPERATIONS,
  ...EXPORT_OPERATIONS,
  ...ALERT_CONFIG_OPERATIONS,
  ...GROUP_OPERATIONS,
  ...NETWORK_ACCESS_OPERATIONS,
  ...MAINTENANCE_WINDOW_OPERATIONS,
  ...ORGANIZATION_OPERATIONS
]
