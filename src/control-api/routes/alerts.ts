import type { AlertBody } from '../../../types/wire.d.ts'
import { INBOX_SIZE } from '../../alerts/alerts.ts'
import { Problem } from '../../control/problem.ts'
import type { Services } from '../../services.ts'
import type { StoredIntegration } from '../../store/integrations.ts'
import type { Organization } from '../../store/organizations.ts'
import type { Project } from '../../store/projects.ts'
import type { ControlOperation, ControlRequest } from '../operation.ts'

/** Maximum bytes of a test alert; the inbox keeps many of them. */
const ALERT_LIMIT = 64 * 1024

/** Test alerts and the inbox. */
export const ALERT_OPERATIONS: readonly ControlOperation[] = [
  {
    operationId: 'sendTestAlert',
    method: 'POST',
    path: '/alerts',
    summary: 'Send One Test Alert',
    description:
      "Posts an alert to the project's webhook as Atlas does. The inbox of the mock receives it; delivery over the network is limited to the hosts of --deliver-to and completes before the response.",
    isScoped: true,
    body: 'AlertBody',
    bodyLimit: ALERT_LIMIT,
    success: { status: 202, schema: 'Delivery' },
    async handle({ body, sandbox, origin }: ControlRequest<AlertBody>, { services }) {
      const { event = 'alert.open', alert: fields = {} } = body
      const project = findProject(services, body.project, sandbox)
      const integration = findReceiver(services, project)
      const { alerts, closing } = services.control
      // A foreign key guarantees that the organization exists.
      const { name: organization } = services.store.organizations.find(project.orgId) as Organization
      return await alerts.send({ project, organization, integration, event, fields, origin, closing })
    }
  },
  {
    operationId: 'listDeliveries',
    method: 'GET',
    path: '/inbox',
    summary: 'Return the Inbox',
    description:
      'Alerts posted to webhooks, the oldest first: the request, the result of the signature check and the result of the delivery over the network.',
    isScoped: true,
    query: {
      limit: {
        type: 'integer',
        minimum: 1,
        maximum: INBOX_SIZE,
        description: 'Maximum number of deliveries; keeps the newest.'
      }
    },
    success: { status: 200, schema: 'DeliveryList' },
    handle({ query, sandbox }, { services }) {
      const limit = query['limit'] as number | undefined
      const results = services.control.alerts.inbox.list({ orgId: sandbox, limit })
      return { results, totalCount: results.length }
    }
  }
]

/** @throws {Problem} 404 */
function findProject({ store }: Services, id: string, sandbox: string | undefined): Project {
  const project = store.projects.find(id)
  if (project && (sandbox === undefined || project.orgId === sandbox)) return project
  throw new Problem(404, `unknown project '${id}'${sandbox ? ' in the sandbox' : ''}`)
}

/** Returns the project's first integration that receives alerts, in Atlas's order of types. @throws {Problem} 404 */
function findReceiver({ registry, store }: Services, { id }: Project): StoredIntegration {
  const types = registry.types.filter(({ facts }) => facts.alerts)
  for (const { name } of types) {
    const integration = store.integrations.find(id, name)
    if (integration) return integration
  }
  const names = types.map(({ name }) => name).join(', ')
  throw new Problem(404, `project '${id}' does not have an integration that receives alerts: ${names}`)
}
