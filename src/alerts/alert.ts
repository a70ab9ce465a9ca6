import type { AlertBody } from '../../types/wire.d.ts'
import type { Project } from '../store/projects.ts'

/** Values of `X-MMS-Event`. */
export type AlertEvent = NonNullable<AlertBody['event']>

/** An alert as Atlas's Alerts API has it. */
export type Alert = Readonly<Record<string, unknown>>

/** Statuses are those of the Alerts API; which event has which is inferred, but for INFORMATIONAL. */
const STATUSES: Readonly<Record<AlertEvent, string>> = {
  'alert.open': 'OPEN',
  'alert.close': 'CLOSED',
  'alert.update': 'OPEN',
  'alert.acknowledge': 'OPEN',
  'alert.cancel': 'CANCELLED',
  'alert.inform': 'INFORMATIONAL'
}

const DAY = 86_400_000

/** What an alert is made from. */
export interface AlertSource {
  event: AlertEvent
  project: Pick<Project, 'id' | 'orgId' | 'name'>
  /** Name of the project's organization. */
  organization: string
  /** Milliseconds since the epoch. */
  now: number
  /** Makes an ObjectId. */
  objectId: () => string
  /** Base of its links. */
  origin: string
  /** Put over the default alert as RFC 7396 says: null takes a field out. */
  fields: Alert
}

/**
 * An alert on the number of connections, or a primary's election where the event informs, with all that the
 * event brings; keys in alphabetical order.
 */
export function createAlert(source: AlertSource): Alert {
  const { event, project, now, objectId, origin, fields } = source
  const id = fields['id'] ?? objectId()
  const alertConfigId = fields['alertConfigId'] ?? objectId()
  const time = timeOf(now)
  const given = {
    id,
    alertConfigId,
    groupId: project.id,
    orgId: project.orgId,
    ...whatOf(event),
    status: STATUSES[event],
    created: time,
    updated: time,
    lastNotified: time,
    ...(event === 'alert.close' && { resolved: time }),
    ...(event === 'alert.acknowledge' && {
      acknowledgedUntil: timeOf(now + DAY),
      acknowledgementComment: 'We are looking into it.',
      acknowledgingUsername: 'jane.doe@example.com'
    }),
    clusterName: 'Cluster0',
    hostnameAndPort: 'cluster0-shard-00-00.a1b2c.mongodb.net:27017',
    links: linksOf(`${origin}/api/atlas/v2/groups/${project.id}`, id, alertConfigId)
  }
  const alert = mergePatch(given, fields) as Alert
  const entries = Object.entries({ humanReadable: describe(alert, source), ...alert })
  const shown = entries.filter(([name]) => fields[name] !== null)
  return Object.fromEntries(shown.sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** Without a metric where there is no threshold: what informs is one moment. */
function whatOf(event: AlertEvent): object {
  if (event === 'alert.inform') return { eventTypeName: 'PRIMARY_ELECTED', typeName: 'REPLICA_SET' }
  return {
    eventTypeName: 'OUTSIDE_METRIC_THRESHOLD',
    typeName: 'HOST_METRIC',
    metricName: 'CONNECTIONS',
    currentValue: { number: 912, units: 'RAW' }
  }
}

/** Recorded is which ones there are; how they are written is inferred. The mock answers at none of them. */
function linksOf(group: string, id: unknown, alertConfigId: unknown): object[] {
  return [
    { href: `${group}/alerts/${id}`, rel: 'self' },
    { href: `${group}/alertConfigs/${alertConfigId}`, rel: 'https://cloud.mongodb.com/alertConfig' },
    { href: `${group}/alertConfigs`, rel: 'https://cloud.mongodb.com/alertConfigs' }
  ]
}

/**
 * What happened, and where. Documented is the end; what stands before it is like the page's example, `Disk space
 * used on data partition is 95.2%. Project: MyProject Organization: MyOrganization`.
 * https://www.mongodb.com/docs/atlas/tutorial/webhook-integration/
 */
function describe(alert: Alert, { project, organization }: AlertSource): string {
  const { eventTypeName, metricName, currentValue } = alert
  const { number } = Object(currentValue) as { number?: unknown }
  const place = `Project: ${project.name} Organization: ${organization}`
  if (typeof metricName === 'string' && typeof number === 'number') {
    return `${toWords(metricName)} is ${number}. ${place}`
  }
  return typeof eventTypeName === 'string' ? `${toWords(eventTypeName)}. ${place}` : place
}

/** `PRIMARY_ELECTED` is `Primary elected`. */
function toWords(name: string): string {
  return name.charAt(0) + name.slice(1).toLowerCase().replaceAll('_', ' ')
}

/** Atlas's times have no fractions of seconds. */
function timeOf(time: number): string {
  return new Date(time).toISOString().replace(/\.\d+Z$/, 'Z')
}

/** RFC 7396. Object.fromEntries keeps a key such as `__proto__` an ordinary one. */
function mergePatch(target: unknown, patch: unknown): unknown {
  if (!isObject(patch)) return patch
  const merged = new Map(Object.entries(isObject(target) ? target : {}))
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) merged.delete(name)
    else merged.set(name, mergePatch(merged.get(name), value))
  }
  return Object.fromEntries(merged)
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
