import type { Entry } from './entry.ts'

/** The fields of an entry that filters and matchers compare by equality, by the names that they use. */
export const ENTRY_FIELDS = {
  sandbox: entry => entry.orgId,
  organization: entry => entry.orgId,
  project: entry => entry.projectId,
  operation: entry => entry.operation?.operationId,
  method: entry => entry.method,
  integrationType: entry => entry.integrationType,
  principal: entry => entry.principal?.id,
  status: entry => entry.status,
  errorCode: entry => entry.errorCode,
  fault: entry => entry.fault?.id
} satisfies Record<string, (entry: Entry) => string | number | undefined>
