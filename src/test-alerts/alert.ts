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

export interface AlertSource {
  event: AlertEvent
  project: Pick<Project, 'id' | 'orgId' | 'name'>
  /** Name of the project's organization. */
  organization: string
  /** Milliseconds since the epoch. */
  now: number
  objectId: () => string
  /** Base URL of the link. */
  origin: string
  /** Merge patch of the default alert (RFC 7396): null removes a field. */
  fields: Alert
}

/** The order of the keys in two captured alerts (2022); orgId, which they lack, and other fields follow. */
const KEYS = [
  'replicaSetName',
  'metricName',
  'acknowledgedUntil',
  'created',
  'acknowledgingUsername',
  'groupId',
  'typeName',
  'hostnameAndPort',
  'humanReadable',
  'acknowledgementComment',
  'alertConfigId',
  'clusterName',
  'userAlias',
  'eventTypeName',
  'links',
  'id',
  'lastNotified',
  'updated',
  'currentValue',
  'resolved',
  'status',
  'orgId'
]

/** Number of connections above which the default alert opens. */
const THRESHOLD = 800

/**
 * Returns an alert about the number of connections, or about a primary election for `alert.inform`. Fields, their order
 * and `humanReadable` are as in two alerts of 2022 that a webhook received.
 * https://github.com/open-telemetry/opentelemetry-collector-contrib/tree/main/receiver/mongodbatlasreceiver/testdata
 */
export function createAlert(source: AlertSource): Alert {
  const { event, project, now, objectId, origin, fields } = source
  const id = fields['id'] ?? objectId()
  const time = formatTime(now)
  const defaults = {
    id,
    alertConfigId: fields['alertConfigId'] ?? objectId(),
    groupId: project.id,
    orgId: project.orgId,
    ...triggerOf(event, time),
    status: STATUSES[event],
    created: time,
    updated: time,
    ...(event === 'alert.close' && { resolved: time }),
    ...(event === 'alert.acknowledge' && {
      acknowledgedUntil: formatTime(now + DAY),
      acknowledgementComment: 'We are looking into it.',
      acknowledgingUsername: 'jane.doe@example.com'
    }),
    clusterName: 'Cluster0',
    replicaSetName: 'Cluster0-shard-0',
    hostnameAndPort: 'cluster0-shard-00-00.a1b2c.mongodb.net:27017',
    links: [{ rel: 'self', href: `${origin}/api/atlas/v1.0/groups/${project.id}/alerts/${id}` }]
  }
  const alert = mergePatch(defaults, fields) as Alert
  const entries = Object.entries({ humanReadable: describe(alert, source), ...alert })
  const place = (name: string) => (KEYS.includes(name) ? KEYS.indexOf(name) : KEYS.length)
  return Object.fromEntries(
    entries.filter(([name]) => fields[name] !== null).sort(([a], [b]) => place(a) - place(b))
  )
}

/** Returns the fields about the trigger; an informational event does not have a metric. */
function triggerOf(event: AlertEvent, time: string): object {
  if (event === 'alert.inform') return { eventTypeName: 'PRIMARY_ELECTED', typeName: 'REPLICA_SET' }
  return {
    eventTypeName: 'OUTSIDE_METRIC_THRESHOLD',
    typeName: 'HOST_METRIC',
    metricName: 'CONNECTIONS',
    userAlias: 'cluster0-shard-00-00.a1b2c.mongodb.net',
    currentValue: { number: 912, units: 'RAW' },
    lastNotified: time
  }
}

/** Sentences of Atlas's list of alert conditions by eventTypeName; for other event types the name. */
const SENTENCES = new Map([['PRIMARY_ELECTED', 'Replica set elected a new primary']])

const LINE = '-'.repeat(40)

/**
 * Returns the value of `humanReadable` as captured. Contradicted: MongoDB's example ends with project and organization.
 * https://www.mongodb.com/docs/atlas/tutorial/webhook-integration/
 */
function describe(alert: Alert, { project, organization }: AlertSource): string {
  const { status, eventTypeName, metricName, currentValue, userAlias, replicaSetName, created } = alert
  const { number } = Object(currentValue) as { number?: unknown }
  const isMetric = typeof metricName === 'string' && typeof number === 'number'
  const details = [
    status,
    isMetric
      ? `${toWords(metricName)} has gone above ${THRESHOLD} `
      : typeof eventTypeName === 'string' && (SENTENCES.get(eventTypeName) ?? toWords(eventTypeName)),
    isMetric ? userAlias : replicaSetName,
    typeof created === 'string' &&
      `Created: ${created.replaceAll('-', '/').replace('T', ' ').slice(0, 16)} GMT`,
    typeof replicaSetName === 'string' && `Replica Set: ${replicaSetName}`,
    isMetric && `Current Value: ${number} `
  ].filter(detail => typeof detail === 'string' && detail !== '')
  const place = [`Project: ${escapeHtml(project.name)}`, `Organization: ${escapeHtml(organization)}`]
  return [...place, LINE, details.join('\n'), LINE, ''].join('\n\n')
}

const ENTITIES = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#x27;' }

/** Escapes HTML. Captured for the apostrophe, as `&#x27;`. */
function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, character => ENTITIES[character as keyof typeof ENTITIES])
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
