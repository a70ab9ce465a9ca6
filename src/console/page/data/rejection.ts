import type { OrganizationList, RecordedRequest } from '../../../../types/wire.d.ts'
import { failureOf } from '../api/exchange.ts'
import type { Identity } from '../api/identity.ts'
import type { Action } from './atlas.ts'
import { ownerOf } from './identities.ts'

/** Reason codes of rejections that depend on the caller. */
const OF_CALLER: readonly unknown[] = [
  'access-list',
  'access-list-missing',
  'project-foreign',
  'project-role-missing',
  'role-insufficient'
]

/**
 * Returns the journal's entry for a call; undefined: it has not arrived. Responses do not name their entry: takes the
 * first one that matches.
 *
 * @param since ID of the newest entry before the call
 */
export function recordedOf(
  { call, last }: Action,
  requests: readonly RecordedRequest[],
  since: number
): RecordedRequest | undefined {
  const { method, target, headers } = last.request
  const { status } = last.response ?? {}
  const errorCode = failureOf(last)?.errorCode
  const isAnonymous = !headers.some(([name]) => name === 'Authorization')
  return requests.find(
    ({ id, request, principal, authentication, response }) =>
      id > since &&
      request.method === method &&
      request.url === target &&
      (principal === null || principal.id === call.identity.id) &&
      (authentication.scheme === 'none') === isAnonymous &&
      (status === undefined || response?.status === status) &&
      (errorCode === undefined || response?.errorCode === errorCode)
  )
}

/**
 * Returns the first seeded identity whose roles and access list permit a request on a project; undefined: none, or
 * the request was not rejected because of the caller's roles or access list.
 */
export function sufficientIdentity(
  { authorization: { requiredRoles }, reason, project, address }: RecordedRequest,
  identities: readonly Identity[],
  organizations: OrganizationList['results']
): Identity | undefined {
  const owner = ownerOf(organizations, project)
  if (!OF_CALLER.includes(reason?.code) || !requiredRoles || !owner) return undefined
  const needsList = reason?.code === 'access-list-missing'
  const permits = ({ roleName, groupId, orgId }: Identity['roles'][number]) =>
    (groupId === project && requiredRoles.project.some(name => name === roleName)) ||
    (orgId === owner && requiredRoles.organization.some(name => name === roleName))
  return identities.find(
    ({ origin, roles, accessList }) =>
      origin === 'seed' &&
      !(needsList && accessList.length === 0) &&
      isAllowed(accessList, address) &&
      roles.some(permits)
  )
}

/** Returns whether an access list permits an address, as `isAllowed` of the server does. */
export function isAllowed(accessList: readonly string[], address: string): boolean {
  const caller = bitsOf(address.replace(/^::ffff:(?=\d+\.)/i, ''))
  return (
    accessList.length === 0 ||
    accessList.some(entry => {
      const [network = '', size] = entry.split('/')
      const bits = bitsOf(network)
      return bits.length === caller.length && caller.startsWith(bits.slice(0, Number(size ?? bits.length)))
    })
  )
}

/** Returns an IPv4 or IPv6 address as a string of bits. */
function bitsOf(address: string): string {
  const [mark, parts, radix] = address.includes(':') ? ([':', 8, 16] as const) : (['.', 4, 10] as const)
  const [start = [], end = []] = address.split('::').map(side => side.split(mark).filter(Boolean))
  const zeros = Array.from({ length: parts - start.length - end.length }, () => '0')
  const size = radix === 16 ? 16 : 8
  return [...start, ...zeros, ...end]
    .map(part => Number.parseInt(part, radix).toString(2).padStart(size, '0'))
    .join('')
}
