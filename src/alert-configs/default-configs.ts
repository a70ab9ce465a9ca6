import type { DocumentSettings } from '../integrations/documents.ts'

const OWNERS = { roles: ['GROUP_OWNER'] }

/**
 * The alert configurations of a new project in their order, as recorded 2026-08-10 in a project of 2020; Atlas added
 * the query targeting one in 2022. Not known: what a project gets today.
 */
export const DEFAULT_CONFIGS: readonly DocumentSettings[] = [
  config(
    'REPLICATION_OPLOG_WINDOW_RUNNING_OUT',
    {},
    { threshold: { operator: 'LESS_THAN', threshold: 1, units: 'HOURS' } }
  ),
  config('NO_PRIMARY', { delayMin: 15 }),
  config('CLUSTER_MONGOS_IS_MISSING', { delayMin: 15 }),
  metric('CONNECTIONS_PERCENT', 80),
  metric('DISK_PARTITION_SPACE_USED_DATA', 90),
  metric('QUERY_TARGETING_SCANNED_OBJECTS_PER_RETURNED', 1000, { delayMin: 10 }),
  config('CREDIT_CARD_ABOUT_TO_EXPIRE', { intervalMin: 1440 }),
  metric('NORMALIZED_SYSTEM_CPU_USER', 95),
  metric('NORMALIZED_SYSTEM_CPU_STEAL', 50),
  config('HOST_HAS_INDEX_SUGGESTIONS', { delayMin: 10 }),
  config('JOINED_GROUP', { roles: undefined })
]

/** Returns a configuration with one notification to the project. @param notification fields that differ */
function config(eventTypeName: string, notification: object = {}, condition: object = {}): DocumentSettings {
  const target = { typeName: 'GROUP', intervalMin: 60, delayMin: 0, emailEnabled: true, smsEnabled: false }
  return {
    eventTypeName,
    enabled: true,
    ...condition,
    notifications: [{ ...target, ...OWNERS, ...notification }]
  }
}

function metric(metricName: string, threshold: number, notification: object = {}): DocumentSettings {
  const metricThreshold = { metricName, operator: 'GREATER_THAN', threshold, units: 'RAW', mode: 'AVERAGE' }
  return config('OUTSIDE_METRIC_THRESHOLD', notification, { metricThreshold })
}
