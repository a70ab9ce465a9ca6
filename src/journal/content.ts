import type { RecordedOperation } from './entry.ts'

/**
 * What the bodies of an operation are: `integration` settings of a type, `tenancy` projects and organizations,
 * which hold no secret, `token` forms and answers of OAuth.
 */
export type Content = 'integration' | 'tenancy' | 'token'

const CONTENT: Readonly<Record<RecordedOperation, Content>> = {
  listGroupIntegrations: 'integration',
  createGroupIntegration: 'integration',
  getGroupIntegration: 'integration',
  updateGroupIntegration: 'integration',
  deleteGroupIntegration: 'integration',
  createGroup: 'tenancy',
  listGroups: 'tenancy',
  getGroup: 'tenancy',
  getGroupByName: 'tenancy',
  deleteGroup: 'tenancy',
  listOrgs: 'tenancy',
  getOrg: 'tenancy',
  getOrgGroups: 'tenancy',
  createToken: 'token',
  revokeToken: 'token'
}

/** What an operation's bodies are, undefined for no operation. */
export function contentOf(operationId: RecordedOperation | undefined): Content | undefined {
  return operationId && CONTENT[operationId]
}
