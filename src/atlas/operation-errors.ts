import type { Services } from '../services.ts'
import type { FormatCheck, PropertySchema } from '../vocabulary.ts'
import type { Operation } from './operation.ts'

/** Rows of the catalogue that a project in the path raises. */
export const PROJECT_ERRORS = ['INVALID_GROUP_ID', 'GROUP_NOT_FOUND', 'NOT_IN_GROUP', 'USER_UNAUTHORIZED']

/** Rows that an organization in the path or the body raises. */
export const ORGANIZATION_ERRORS = ['INVALID_ORG_ID', 'ORG_NOT_FOUND', 'USER_CANNOT_ACCESS_ORG']

/** Rows that every operation raises. */
const BY_EVERY_OPERATION = [
  'UNEXPECTED_ERROR',
  'UNAUTHENTICATED',
  'BEARER_REFUSED',
  'IP_ADDRESS_NOT_ON_ACCESS_LIST',
  'INVALID_VERSION_DATE',
  'RATE_LIMITED_TOKEN_BUCKET',
  'INVALID_QUERY_PARAMETER'
]

/** Rows that every body raises, whatever its schema. */
const BY_BODY = [
  'UNSUPPORTED_MEDIA_TYPE',
  'PAYLOAD_TOO_LARGE',
  'MALFORMED_JSON',
  'INVALID_JSON',
  'INVALID_ATTRIBUTE',
  'INVALID_JSON_ATTRIBUTE',
  'MISSING_ATTRIBUTE'
]

/** Rows of the catalogue by their ids, with the operations that can raise each by themselves. */
export function raisedBy(
  operations: readonly Operation[],
  services: Services
): ReadonlyMap<string, readonly string[]> {
  const byRow = new Map<string, string[]>([['RATE_LIMITED', ['createToken']]])
  for (const operation of operations) {
    for (const row of new Set(rowsOf(operation, services))) {
      byRow.set(row, [...(byRow.get(row) ?? []), operation.operationId])
    }
  }
  return byRow
}

function rowsOf(operation: Operation, { registry }: Services): string[] {
  const hasType = operation.path.includes(':integrationType')
  const types = hasType ? registry.types : []
  return [
    ...BY_EVERY_OPERATION,
    ...(hasType ? ['RESOURCE_NOT_FOUND'] : []),
    ...types.flatMap(({ facts }) => facts.refused ?? []),
    ...(operation.body
      ? [...BY_BODY, ...types.flatMap(({ body }) => Object.values(body.properties).flatMap(byProperty))]
      : []),
    ...operation.raises
  ]
}

/** Rows that a property's keywords raise. */
function byProperty(schema: PropertySchema): string[] {
  const checks: readonly FormatCheck[] = schema['x-checks'] ?? []
  const absent = schema['x-absentOnUpdate']
  return [
    ...(schema.enum ? ['INVALID_ENUM_VALUE'] : []),
    ...(schema.minLength !== undefined || schema.maxLength !== undefined ? ['VALIDATION_ERROR'] : []),
    ...checks.map(({ error }) => error),
    ...(absent ? [absent.error] : [])
  ]
}
