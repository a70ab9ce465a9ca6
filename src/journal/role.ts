import { type OperationId, PERMISSIONS, type Permission } from '../auth/roles.ts'
import type { RecordedOperation } from './entry.ts'

/** Whether an operation asks for a role: those of the token endpoint do not. */
export function isGuarded(operationId: RecordedOperation | undefined): operationId is OperationId {
  return operationId !== undefined && Object.hasOwn(PERMISSIONS, operationId)
}

/** The roles that suffice for an operation; undefined where it asks for none. */
export function permissionOf(operationId: RecordedOperation | undefined): Permission | undefined {
  return isGuarded(operationId) ? PERMISSIONS[operationId] : undefined
}
