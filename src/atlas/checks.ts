import type { FastifyReply, FastifyRequest } from 'fastify'
import { isAllowed, plainAddress } from '../auth/access-list.ts'
import { isPermitted, PERMISSIONS } from '../auth/roles.ts'
import { AtlasError } from '../errors.ts'
import type { Services } from '../services.ts'
import { checkContentType } from './body.ts'
import type { AtlasContext } from './context.ts'
import { negotiate } from './media-type.ts'
import { PARAMETERS, parseQuery, type RawQuery } from './query.ts'
import type { RateCounter } from './rate-limit.ts'

/** One step of the way from a request to its handler; a step that refuses throws. */
type Check = (request: FastifyRequest, context: AtlasContext) => void | Promise<void>

const GROUP_ID = new RegExp(PARAMETERS['groupId']?.schema.pattern ?? '')

/**
 * The checks of an operation on a project, in Atlas's order of refusals: the first fault wins, and a caller
 * without the right learns nothing of what lies behind it. The order is inferred from the recorded cases.
 */
export function projectChecks(services: Services, rates: RateCounter): Check[] {
  const { settings, store, authenticator, registry } = services

  return [
    async function authenticate(request, context) {
      context.principal = await authenticator.authenticate({
        method: request.method,
        target: request.raw.url ?? '',
        authorization: request.headers.authorization
      })
    },
    function checkAccessList(request, { principal }) {
      if (isAllowed(principal?.accessList ?? [], request.ip)) return
      const address = plainAddress(request.ip)
      const reason = "address not on the caller's access list"
      throw new AtlasError('IP_ADDRESS_NOT_ON_ACCESS_LIST', [address], { reason, address })
    },
    function negotiateVersion(request, context) {
      context.mediaType = negotiate(request.headers.accept, settings.accept)
    },
    function resolveProject(request, context) {
      const { groupId = '' } = request.params as Record<string, string>
      if (!GROUP_ID.test(groupId)) {
        throw new AtlasError('INVALID_GROUP_ID', [groupId], { reason: 'groupId is no project id' })
      }
      const project = store.projects.find(groupId)
      if (!project) throw new AtlasError('GROUP_NOT_FOUND', [groupId], { reason: 'unknown project' })
      context.project = project
    },
    function countRequest(_request, context) {
      context.rate = rates.count(context.principal?.id ?? '', context.operation.rateGroup)
    },
    function checkMembership(_request, { principal, project }) {
      if (principal?.orgId === project?.orgId) return
      throw new AtlasError('NOT_IN_GROUP', [], { reason: "another organization's project" })
    },
    function checkRole(_request, { operation, principal, project }) {
      if (principal && project && isPermitted(operation.operationId, principal, project)) return
      throw new AtlasError('USER_UNAUTHORIZED', [], {
        reason: 'role too weak',
        needed: PERMISSIONS[operation.operationId],
        had: principal?.roles
      })
    },
    function resolveIntegrationType(request, context) {
      const { integrationType } = request.params as Record<string, string | undefined>
      if (integrationType !== undefined) context.integrationType = registry.resolve(integrationType)
    },
    function checkQuery(request, context) {
      context.query = parseQuery(request.query as RawQuery, context.operation.query)
    },
    function checkBodyType(request, { operation }) {
      if (operation.hasBody) checkContentType(request.headers['content-type'])
    }
  ]
}

/** Runs the checks one after the other; waits only where one has to. */
export function runChecks(checks: readonly Check[]) {
  return async function check(request: FastifyRequest, _reply: FastifyReply): Promise<void> {
    const context = request.atlas
    if (!context) throw new Error('a route of the Atlas surface without an operation')
    for (const step of checks) {
      const pending = step(request, context)
      if (pending) await pending
    }
  }
}
