import type { AlertBody } from '../../../types/wire.d.ts'
import { ControlProblem } from '../../control/problem.ts'
import type { Services } from '../../services.ts'
import type { StoredDocument } from '../../store/documents.ts'
import type { Organization } from '../../store/organizations.ts'
import type { Project } from '../../store/projects.ts'
import { INBOX_SIZE } from '../../test-alerts/alerts.ts'
import { findReceiver, type Receiver, receiversOf, receivingTypes } from '../../test-alerts/receivers.ts'
import type { ControlOperation, ControlRequest } from '../control-operation.ts'

export const ALERT_OPERATIONS: readonly ControlOperation[] = [
  {
    operationId: 'sendTestAlert',
    method: 'POST',
    path: '/alerts',
    summary: 'Send One Test Alert',
    description:
      "Posts an alert to the project's webhook as Atlas does. With alertConfig, posts it to each webhook that the notifications of the alert configuration name, and returns the first delivery. The inbox of the mock receives it; delivery over the network is limited to the hosts of --deliver-to and completes before the response.",
    acceptsSandbox: true,
    body: 'AlertBody',
    success: { status: 202, schema: 'Delivery' },
    problems: [409],
    async handle({ body, sandbox, origin }: ControlRequest<AlertBody>, { services }) {
      const { event = 'alert.open' } = body
      const project = findProject(services, body.project, sandbox)
      const config = findAlertConfig(services, project, body.alertConfig)
      const receivers = findReceivers(services, project, config)
      const fields = { ...(config && fieldsOf(config)), ...body.alert }
      const { alerts, closing } = services.control
      // A foreign key guarantees that the organization exists.
      const { name: organization } = services.store.organizations.find(project.orgId) as Organization
      const alert = { project, organization, event, fields, origin, closing }
      const [first] = await Promise.all(receivers.map(receiver => alerts.send({ ...alert, receiver })))
      return first
    }
  },
  {
    operationId: 'listDeliveries',
    method: 'GET',
    path: '/inbox',
    summary: 'Return the Inbox',
    description:
      'Alerts posted to webhooks, the oldest first: the request, the result of the signature check and the result of the delivery over the network.',
    acceptsSandbox: true,
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
      const results = services.control.alerts.inbox.list(sandbox, limit)
      return { results, totalCount: results.length }
    }
  }
]

/** @throws {ControlProblem} 404 */
function findProject({ store }: Services, id: string, sandbox: string | undefined): Project {
  const project = store.projects.find(id)
  if (project && (sandbox === undefined || project.orgId === sandbox)) return project
  throw new ControlProblem(404, `unknown project '${id}'${sandbox ? ' in the sandbox' : ''}`)
}

/** @throws {ControlProblem} 404 */
function findAlertConfig(
  { store }: Services,
  project: Project,
  id: string | undefined
): StoredDocument | undefined {
  if (id === undefined) return undefined
  const config = store.documents.find('alertConfigs', project.id, id)
  if (config) return config
  throw new ControlProblem(404, `unknown alert configuration '${id}' in the project`)
}

function fieldsOf({ id, settings }: StoredDocument): object {
  return { alertConfigId: id, eventTypeName: settings['eventTypeName'] }
}

/** Returns the webhooks of a test alert. @throws {ControlProblem} 404, or 409 without a webhook */
function findReceivers({ registry, store }: Services, { id }: Project, config?: StoredDocument): Receiver[] {
  const names = receivingTypes(registry).map(({ name }) => name)
  if (config && config.settings['enabled'] !== true) {
    throw new ControlProblem(409, `alert configuration '${config.id}' is not enabled`)
  }
  const receivers = config ? receiversOf(store, registry, id, config) : findReceiver(store, registry, id)
  const found = [receivers ?? []].flat()
  if (found.length > 0) return found
  const owner = config ? `alert configuration '${config.id}'` : `project '${id}'`
  const what = config ? 'a notification that the mock can send' : 'an integration that receives alerts'
  throw new ControlProblem(404, `${owner} does not have ${what}: ${names.join(', ')}`)
}
