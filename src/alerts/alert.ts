import type { AlertBody } from '../../types/wire.d.ts'
import { isObject } from '../base/json.ts'
import { formatTime } from '../base/sources.ts'
import type { Project } from '../store/projects.ts'

/** Values of `X-MMS-Event`. */
export type AlertEvent = NonNullable<AlertBody['event']>

/** An alert in the format of Atlas's Alerts API. */
export type Alert = Readonly<Record<string, unknown>>

/** Statuses of the Alerts API by event; only INFORMATIONAL is reported, the others are not known. */
const STATUSES: Readonly<Record<AlertEvent, string>> = {
  'alert.open': 'OPEN',
  'alert.close': 'CLOSED',
  'alert.update': 'OPEN',
  'alert.acknowledge': 'OPEN',
  'alert.cancel': 'CANCELLED',
  'alert.inform': 'INFORMATIONAL'
}

const DAY = 86_400_000

/** Input of an alert. */
export interface AlertSource {
  event: AlertEvent
  project: Pick<Project, 'id' | 'orgId' | 'name'>
  /** Name of the project's organization. */
  organization: string
  /** Milliseconds since the epoch. */
  now: number
  /** Returns a new ObjectId. */
  objectId: () => string
  /** Base URL of links. */
  origin: string
  /** Merge patch of the default alert (RFC 7396): null removes a field. */
  fields: Alert
}

/**
 * Returns an alert about the number of connections, or about a primary election for `alert.inform`, with keys in
 * alphabetical order.
 */
export function createAlert(source: AlertSource): Alert {
  const { event, project, now, objectId, origin, fields } = source
  const id = fields['id'] ?? objectId()
  const alertConfigId = fields['alertConfigId'] ?? objectId()
  const time = formatTime(now)
  const defaults = {
    id,
    alertConfigId,
    groupId: project.id,
    orgId: project.orgId,
    ...triggerOf(event),
    status: STATUSES[event],
    created: time,
    updated: time,
    lastNotified: time,
    ...(event === 'alert.close' && { resolved: time }),
    ...(event === 'alert.acknowledge' && {
      acknowledgedUntil: formatTime(now + DAY),
      acknowledgementComment: 'We are looking into it.',
      acknowledgingUsername: 'jane.doe@example.com'
    }),
    clusterName: 'Cluster0',
    hostnameAndPort: 'cluster0-shard-00-00.a1b2c.mongodb.net:27017',
    links: linksOf(`${origin}/api/atlas/v2/groups/${project.id}`, id, alertConfigId)
  }
  const alert = mergePatch(defaults, fields) as Alert
  const entries = Object.entries({ humanReadable: describe(alert, source), ...alert })
  const kept = entries.filter(([name]) => fields[name] !== null)
  return Object.fromEntries(kept.sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** Returns the fields about the trigger; an informational event does not have a metric. */
function triggerOf(event: AlertEvent): object {
  if (event === 'alert.inform') return { eventTypeName: 'PRIMARY_ELECTED', typeName: 'REPLICA_SET' }
  return {
    eventTypeName: 'OUTSIDE_METRIC_THRESHOLD',
    typeName: 'HOST_METRIC',
    metricName: 'CONNECTIONS',
    currentValue: { number: 912, units: 'RAW' }
  }
}

/** Returns the links: the set is recorded, the URLs are not known. The mock does not implement them. */
function linksOf(group: string, id: unknown, alertConfigId: unknown): object[] {
  return [
    { href: `${group}/alerts/${id}`, rel: 'self' },
    { href: `${group}/alertConfigs/${alertConfigId}`, rel: 'https://cloud.mongodb.com/alertConfig' },
    { href: `${group}/alertConfigs`, rel: 'https://cloud.mongodb.com/alertConfigs' }
  ]
}

/**
 * Returns the value of `humanReadable`. The end is documented; the beginning follows the documented example `Disk
 * space used on data partition is 95.2%. Project: MyProject Organization: MyOrganization`.
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

/** Converts `PRIMARY_ELECTED` to `Primary elected`. */
function toWords(name: string): string {
  return name.charAt(0) + name.slice(1).toLowerCase().replaceAll('_', ' ')
}

/** Applies RFC 7396. Object.fromEntries treats `__proto__` as an ordinary key. */
function mergePatch(target: unknown, patch: unknown): unknown {
  if (!isObject(patch)) return patch
  const merged = new Map(Object.entries(isObject(target) ? target : {}))
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) merged.delete(name)
    else merged.set(name, mergePatch(merged.get(name), value))
  }
  return Object.fromEntries(merged)
}
