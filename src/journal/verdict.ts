import type { Registry } from '../integrations/registry.ts'
import { errorCodeOf } from './answer.ts'
import { contentOf } from './content.ts'
import type { Entry } from './entry.ts'
import { permissionOf } from './role.ts'

/** What became of the check of path, query and body. */
export interface Validation {
  verdict: 'accepted' | 'refused' | 'not reached'
  /** The rest only where it was refused. */
  errorCode?: string
  /** Field of the body or parameter of the query. */
  attribute?: string
  reason?: string
}

/** Statuses of refusals that are about what was sent, whoever sent it and whatever there is. */
const ABOUT_INPUT: readonly (number | undefined)[] = [400, 413, 415]

/** What the validation of a request came to, read from how the request ended. */
export function validationOf(entry: Entry, registry: Registry): Validation {
  if (isRefused(entry, registry)) {
    const { why } = entry.refusal ?? {}
    const attribute = why?.['attribute'] ?? why?.['parameter']
    const errorCode = errorCodeOf(entry)
    return {
      verdict: 'refused',
      ...(errorCode !== undefined && { errorCode }),
      ...(attribute !== undefined && { attribute: String(attribute) }),
      ...(why && { reason: why.reason })
    }
  }
  return { verdict: isPast(entry) ? 'accepted' : 'not reached' }
}

function isRefused(entry: Entry, registry: Registry): boolean {
  const { refusal, status, fault, operationId, isAuthorized, integrationType } = entry
  if (operationId === undefined) return false
  if (refusal && ('attribute' in refusal.why || 'parameter' in refusal.why)) return true
  // A fault may answer with any status, whatever was sent.
  if (fault) return false
  // The token endpoint's refusals are no rows of the catalogue.
  if (!refusal) return contentOf(operationId) === 'token' && status === 400
  if (ABOUT_INPUT.includes(status)) return true
  // The type is a part of the path and looked at after the role; once it is known, a 404 is about what there is.
  const isKnown = integrationType === undefined || registry.types.some(({ name }) => name === integrationType)
  return isAuthorized === true && !isKnown
}

/** Whether the request came past its validation: to the handler, or to a check that stands behind. */
function isPast({ operationId, isAuthorized, refusal, status = 0 }: Entry): boolean {
  if (operationId === undefined) return false
  if (isAuthorized === true) return true
  if (!refusal) return status > 0 && status < 400
  // Where no role on a project can suffice, the body names the organization, and so is checked before the role.
  const isRoleLast = permissionOf(operationId)?.project.length === 0
  return isRoleLast && (isAuthorized === false || status === 404)
}
