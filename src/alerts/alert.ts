import type { AlertBody } from '../../types/wire.d.ts'
import type { Project } from '../store/projects.ts'

/** Values of `X-MMS-Event`. */
export type AlertEvent = NonNullable<AlertBody['event']>

/** An alert as Atlas's Alerts API has it. */
export type Alert = Readonly<Record<string, unknown>>

/** Statuses are those of the Alerts API; which event has which is inferred. */
const STATUSES: Readonly<Record<AlertEvent, string>> = {
  'alert.open': 'OPEN',
  'alert.close': 'CLOSED',
  'alert.update': 'OPEN',
  'alert.acknowledge': 'OPEN',
  'alert.cancel': 'CANCELLED',
  'alert.inform': 'OPEN'
}

const DAY = 86_400_000

/** What an alert is made from. */
export interface AlertSource {
  event: AlertEvent
  project: Pick<Project, 'id' | 'orgId'>
  /** Milliseconds since the epoch. */
  now: number
  /** Makes an ObjectId. */
  objectId: () => string
  /** Base of its links. */
  origin: string
  /** Put over the default alert as RFC 7396 says: null takes a field out. */
  fields: Alert
}

/** An alert on the number of connections, with all that an event brings; keys in alphabetical order. */
export function createAlert({ event, project, now, objectId, origin, fields }: AlertSource): Alert {
  const id = fields['id'] ?? objectId()
  const alertConfigId = fields['alertConfigId'] ?? objectId()
  const time = timeOf(now)
  const given = {
    id,
    alertConfigId,
    groupId: project.id,
    orgId: project.orgId,
    eventTypeName: 'OUTSIDE_METRIC_THRESHOLD',
    typeName: 'HOST_METRIC',
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
    metricName: 'CONNECTIONS',
    currentValue: { number: 912, units: 'RAW' },
    links: linksOf(`${origin}/api/atlas/v2/groups/${project.id}`, id, alertConfigId)
  }
  const alert = mergePatch(given, fields) as Alert
  const entries = Object.entries({ humanReadable: describe(alert), ...alert })
  const shown = entries.filter(([name]) => fields[name] !== null)
  return Object.fromEntries(shown.sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** Recorded is which ones there are; how they are written is inferred. The mock answers at none of them. */
function linksOf(group: string, id: unknown, alertConfigId: unknown): object[] {
  return [
    { href: `${group}/alerts/${id}`, rel: 'self' },
    { href: `${group}/alertConfigs/${alertConfigId}`, rel: 'https://cloud.mongodb.com/alertConfig' },
    { href: `${group}/alertConfigs`, rel: 'https://cloud.mongodb.com/alertConfigs' }
  ]
}

/** In one line; Atlas's own words are not known. */
function describe({ status, eventTypeName, metricName, currentValue, hostnameAndPort }: Alert): string {
  const { number } = Object(currentValue) as { number?: unknown }
  return [status, eventTypeName, metricName, number, hostnameAndPort]
    .filter(part => typeof part === 'string' || typeof part === 'number')
    .join(' ')
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
