import type { AlertBody } from '../../../types/wire.d.ts'
import { INBOX_SIZE } from '../../alerts/inbox.ts'
import type { Services } from '../../services.ts'
import type { StoredIntegration } from '../../store/integrations.ts'
import type { Organization } from '../../store/organizations.ts'
import type { Project } from '../../store/projects.ts'
import { type ControlOperation, operation } from '../operation.ts'
import { Problem } from '../problem.ts'

/** Bytes that a test alert may have: the inbox keeps many of them. */
const ALERT_LIMIT = 64 * 1024

/** Test alerts and what the mock's own receiver got. */
export const ALERT_OPERATIONS: readonly ControlOperation[] = [
  operation<AlertBody>({
    operationId: 'sendTestAlert',
    method: 'POST',
    path: '/alerts',
    summary: 'Send One Test Alert',
    description:
      "Posts an alert as Atlas posts it to the project's webhook. The mock's own inbox gets it; over the network it goes only to hosts of --deliver-to, and the answer waits for that.",
    isScoped: true,
    body: 'AlertBody',
    bodyLimit: ALERT_LIMIT,
    success: { status: 202, schema: 'Delivery' },
    problems: [404],
    async handle({ body, sandbox, origin }, { services }) {
      const { event = 'alert.open', alert: fields = {} } = body
      const project = findProject(services, body.project, sandbox)
      const integration = findReceiver(services, project)
      const { alerts, closing } = services.control
      const organization = nameOf(services, project.orgId)
      return await alerts.send({ project, organization, integration, event, fields, origin, closing })
    }
  }),
  operation({
    operationId: 'listDeliveries',
    method: 'GET',
    path: '/inbox',
    summary: 'Return the Inbox',
    description:
      'What was posted to webhooks, the oldest first: the request as it was built, the check of its signature, and what became of it outside.',
    isScoped: true,
    query: {
      limit: { type: 'integer', minimum: 1, maximum: INBOX_SIZE, description: 'The newest so many.' }
    },
    success: { status: 200, schema: 'DeliveryList' },
    problems: [404],
    handle({ query, sandbox }, { services }) {
      const limit = query['limit'] as number | undefined
      const results = services.control.alerts.inbox.list({ orgId: sandbox, limit })
      return { results, totalCount: results.length }
    }
  })
]

/** The project's organization is always there. */
function nameOf({ store }: Services, orgId: string): string {
  return (store.organizations.find(orgId) as Organization).name
}

/** @throws {Problem} 404 */
function findProject({ store }: Services, id: string, sandbox: string | undefined): Project {
  const project = store.projects.find(id)
  if (project && (sandbox === undefined || project.orgId === sandbox)) return project
  throw new Problem(404, sandbox ? `the sandbox has no project ${id}` : `there is no project ${id}`)
}

/** The project's integration of the first type whose file says that it gets alerts. @throws {Problem} 404 */
function findReceiver({ registry, store }: Services, { id }: Project): StoredIntegration {
  const types = registry.types.filter(({ facts }) => facts.alerts)
  for (const { name } of types) {
    const integration = store.integrations.find(id, name)
    if (integration) return integration
  }
  const names = types.map(({ name }) => name).join(', ')
  throw new Problem(404, `the project ${id} has no integration that alerts are posted to: ${names}`)
}
