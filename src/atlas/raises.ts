import type { Services } from '../services.ts'
import type { FormatCheck, PropertySchema } from '../vocabulary.ts'
import { CHECK_ORDER, type CheckName } from './check-order.ts'
import type { Operation } from './operation.ts'
import { OPERATIONS } from './operations.ts'

/** Rows that each check raises. */
const BY_CHECK: Readonly<Partial<Record<CheckName, readonly string[]>>> = {
  authenticate: ['UNAUTHENTICATED', 'BEARER_REFUSED'],
  accessList: ['IP_ADDRESS_NOT_ON_ACCESS_LIST'],
  version: ['INVALID_VERSION_DATE'],
  project: ['INVALID_GROUP_ID', 'GROUP_NOT_FOUND'],
  projectByName: ['GROUP_NAME_NOT_FOUND'],
  organization: ['INVALID_ORG_ID', 'ORG_NOT_FOUND'],
  newOrganization: ['INVALID_ORG_ID', 'ORG_NOT_FOUND'],
  rate: ['RATE_LIMITED_TOKEN_BUCKET'],
  projectMembership: ['NOT_IN_GROUP'],
  organizationMembership: ['USER_CANNOT_ACCESS_ORG'],
  projectRole: ['USER_UNAUTHORIZED'],
  creatorRole: ['NOT_ORG_GROUP_CREATOR'],
  query: ['INVALID_QUERY_PARAMETER']
}

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
export function raisedBy(services: Services): ReadonlyMap<string, readonly string[]> {
  const byRow = new Map<string, string[]>([['RATE_LIMITED', ['createToken']]])
  for (const operation of OPERATIONS) {
    for (const row of new Set(rowsOf(operation, services))) {
      byRow.set(row, [...(byRow.get(row) ?? []), operation.operationId])
    }
  }
  return byRow
}

function rowsOf(operation: Operation, { registry }: Services): string[] {
  const { before, after } = CHECK_ORDER[operation.scope]
  const hasType = operation.path.includes(':integrationType')
  const types = hasType ? registry.types : []
  return [
    'UNEXPECTED_ERROR',
    ...[...before, ...after].flatMap(name => BY_CHECK[name] ?? []),
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
