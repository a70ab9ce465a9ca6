import type { FaultBody } from '../../types/wire.d.ts'
import { isSecretHeader } from '../journal/headers.ts'
import { equalJson } from '../journal/json.ts'
import { matchesPattern } from '../journal/pattern.ts'
import type { RequestRecord } from '../journal/request-record.ts'
import { matchesPath } from '../journal/target.ts'

/** Returns whether a request satisfies one condition of a fault's match. */
export type Criterion = (record: RequestRecord) => boolean

/** Compiles a fault's match to criteria, all of which a request must satisfy. */
export function criteriaOf({ match = {} }: FaultBody, sandbox: string | undefined): Criterion[] {
  const { principal, operation, project, integrationType, method, path, organization, headers = {} } = match
  const criteria: Criterion[] = []
  // Criteria that do not query the database come first.
  if (principal !== undefined) criteria.push(({ caller }) => caller?.id === principal)
  if (operation !== undefined) {
    const ids = new Set<string | undefined>([operation].flat())
    criteria.push(record => ids.has(record.operation?.operationId))
  }
  if (project !== undefined) criteria.push(({ projectId }) => projectId === project)
  if (integrationType !== undefined)
    criteria.push(({ received: { params } }) => params['integrationType'] === integrationType)
  if (method !== undefined) {
    const name = method.toUpperCase()
    criteria.push(({ received }) => received.method === name)
  }
  if (path !== undefined) criteria.push(({ received }) => matchesPath(path, received.target))
  for (const [name, pattern] of Object.entries(headers)) {
    const key = name.toLowerCase()
    // A pattern would reveal parts of a secret.
    const matches = isSecretHeader(key) ? equalJson : matchesPattern
    criteria.push(
      ({ received: { headers: given } }) => Object.hasOwn(given, key) && matches(pattern, String(given[key]))
    )
  }
  if (organization !== undefined) criteria.push(({ orgId }) => orgId === organization)
  if (sandbox !== undefined) criteria.push(({ orgId }) => orgId === sandbox)
  return criteria
}
