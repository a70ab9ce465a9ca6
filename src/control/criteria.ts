import { isSecretHeader } from '../journal/headers.ts'
import { equalJson } from '../journal/json.ts'
import { matchesPattern } from '../journal/pattern.ts'
import type { RequestRecord } from '../journal/request-record.ts'
import { matchesPath } from '../journal/target.ts'
import type { FaultBody } from './fault.ts'

/** One thing that must hold of a request. */
export type Criterion = (record: RequestRecord) => boolean

/** What must hold of a request for a fault to be for it: only what is given costs anything. */
export function criteriaOf({ match = {} }: FaultBody, sandbox: string | undefined): Criterion[] {
  const { principal, operation, project, integrationType, method, path, organization, headers = {} } = match
  const criteria: Criterion[] = []
  // What needs no look into the database comes first.
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
    // A pattern over a secret would be an oracle.
    const fits = isSecretHeader(key) ? equalJson : matchesPattern
    criteria.push(
      ({ received: { headers: given } }) => Object.hasOwn(given, key) && fits(pattern, String(given[key]))
    )
  }
  if (organization !== undefined) criteria.push(({ orgId }) => orgId === organization)
  if (sandbox !== undefined) criteria.push(({ orgId }) => orgId === sandbox)
  return criteria
}
