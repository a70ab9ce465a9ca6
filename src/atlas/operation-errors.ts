import { RULE_ERRORS } from '../alert-configs/rules.ts'
import { PERMISSIONS } from '../catalogue/permissions.ts'
import type { FormatCheck, PropertySchema } from '../catalogue/vocabulary.ts'
import type { Services } from '../services.ts'
import { LENGTHS } from '../validation/body-validator.ts'
import type { Operation } from './atlas-operation.ts'

/** Catalogue rows that every operation with a project in the path can raise. */
const PROJECT_ERRORS = [
  'INVALID_GROUP_ID',
  'GROUP_NOT_FOUND',
  'NOT_IN_GROUP',
  'USER_CANNOT_ACCESS_GROUP',
  'USER_UNAUTHORIZED'
]

/** Rows that every operation with an organization in the path can raise. */
const ORGANIZATION_ERRORS = ['INVALID_ORG_ID', 'ORG_NOT_FOUND', 'USER_CANNOT_ACCESS_ORG']

/** Rows that every operation can raise. */
const COMMON_ERRORS = [
  'UNEXPECTED_ERROR',
  'UNAUTHENTICATED',
  'BEARER_REFUSED',
  'IP_ADDRESS_NOT_ON_ACCESS_LIST',
  'ORG_REQUIRES_ACCESS_LIST',
  'INVALID_VERSION_DATE',
  'RATE_LIMITED_TOKEN_BUCKET',
  'INVALID_QUERY_PARAMETER'
]

/** Rows that every operation with a body can raise. */
const BODY_ERRORS = [
  'UNSUPPORTED_MEDIA_TYPE',
  'PAYLOAD_TOO_LARGE',
  'MALFORMED_JSON',
  'INVALID_JSON',
  'INVALID_ATTRIBUTE',
  'INVALID_JSON_ATTRIBUTE',
  'MISSING_ATTRIBUTE'
]

/** Returns the ids of the operations that can raise each catalogue row, by row id. */
export function raisedBy(
  operations: readonly Operation[],
  services: Pick<Services, 'registry'>
): ReadonlyMap<string, readonly string[]> {
  const byRow = new Map<string, string[]>([['RATE_LIMITED', ['createToken']]])
  for (const operation of operations) {
    for (const row of new Set(errorsOf(operation, services))) {
      byRow.set(row, [...(byRow.get(row) ?? []), operation.operationId])
    }
  }
  return byRow
}

/** Returns the ids of the catalogue rows that an operation can raise, with repetitions. */
export function errorsOf(operation: Operation, { registry }: Pick<Services, 'registry'>): string[] {
  const { content, path } = operation
  const hasType = path.includes('{integrationType}')
  const types = content === 'integrations' && !hasType ? [] : registry.of(content)
  return [
    ...COMMON_ERRORS,
    ...(path.includes('{groupId}') ? PROJECT_ERRORS : []),
    ...(path.includes('{orgId}') ? ORGANIZATION_ERRORS : []),
    ...(operation.permission === PERMISSIONS.ownOrganization ? ['USER_UNAUTHORIZED'] : []),
    ...(hasType ? ['RESOURCE_NOT_FOUND'] : []),
    ...types.flatMap(({ facts }) => facts.rejectedWith ?? []),
    ...(operation.body
      ? [
          ...BODY_ERRORS,
          ...types.flatMap(({ body }) => Object.values(body.properties).flatMap(propertyErrors))
        ]
      : []),
    ...(operation.body === 'GroupAlertsConfig' ? RULE_ERRORS : []),
    ...operation.raises
  ]
}

/** Returns the rows that a property's schema keywords can raise. */
function propertyErrors(schema: PropertySchema): string[] {
  const checks: readonly FormatCheck[] = schema['x-checks'] ?? []
  const absent = schema['x-absentOnUpdate']
  const isLimited = LENGTHS.some(keyword => schema[keyword] !== undefined)
  return [
    ...(schema.enum || schema.items?.enum ? ['INVALID_ENUM_VALUE'] : []),
    ...(isLimited ? ['VALIDATION_ERROR'] : []),
    ...checks.map(({ error }) => error),
    ...(absent ? [absent.error] : [])
  ]
}
