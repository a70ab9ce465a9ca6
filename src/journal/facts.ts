import { errorCodeOf } from './answer.ts'
import type { Entry } from './entry.ts'

/** What can be asked of an entry by equality, by the names that filters and matchers use. */
export const FACTS = {
  sandbox: entry => entry.orgId,
  organization: entry => entry.orgId,
  project: entry => entry.projectId,
  operation: entry => entry.operation?.operationId,
  method: entry => entry.method,
  integrationType: entry => entry.integrationType,
  principal: entry => entry.principal?.id,
  status: entry => entry.status,
  errorCode: errorCodeOf,
  fault: entry => entry.fault?.id
} satisfies Record<string, (entry: Entry) => string | number | undefined>
