import { readAsset } from '../assets.ts'
import { closestName } from '../base/did-you-mean.ts'
import type { Fields } from '../base/json.ts'
import { AtlasError, type Reason } from '../catalogue/errors.ts'
import type { DocumentSettings } from '../integrations/documents.ts'

/** A target of an alert configuration, as submitted. */
export interface Notification {
  typeName: string
  notifierId: string
  integrationId?: string
  [field: string]: unknown
}

type Condition = 'threshold' | 'metricThreshold'

/** Whether an event type needs a condition; undefined: it must not have one. `either`: one of the two is enough, and the mock copies it to the other. */
type Requirement = 'required' | 'optional' | 'either'

/** A rule about the notifications of one type, and the id of its error. */
type NotificationRule = { typeName: string; error: string } & (
  | { atMost: number }
  /** Flags, one of which must be true. */
  | { oneOf: string[] }
  | { notEmpty: string }
  | { field: string; pattern: string }
  /** A field that must not have a redacted value. */
  | { notRedacted: string }
)

interface AlertTypesFile {
  conditions: Record<Condition, { missing: string; present: string }>
  notificationRules: NotificationRule[]
  eventTypes: Record<string, Partial<Record<Condition, Requirement>>>
  metrics: string[]
}

const FILE = readAsset<AlertTypesFile>('schemas/alert-types.json')

const EVENT_TYPES = new Set(Object.keys(FILE.eventTypes))
const METRICS = new Set(FILE.metrics)

const CONDITIONS = Object.entries(FILE.conditions) as [Condition, { missing: string; present: string }][]

/** Every row of the error catalogue that the rules can raise. */
export const RULE_ERRORS: readonly string[] = [
  ...CONDITIONS.flatMap(([, { missing, present }]) => [missing, present]),
  ...FILE.notificationRules.map(({ error }) => error)
]

/**
 * Checks the names and conditions of an alert configuration. Atlas accepts names that its document lacks, so an
 * upper-case name is accepted unless it looks like a typo of a known one.
 *
 * @throws {AtlasError} for the first error
 */
export function checkConditions(settings: DocumentSettings): void {
  const eventType = settings['eventTypeName'] as string
  checkName('eventTypeName', eventType, EVENT_TYPES, 'INVALID_EVENT_TYPE_FOR_ALERT')
  for (const [attribute] of CONDITIONS) {
    const { metricName } = (settings[attribute] ?? {}) as { metricName?: string }
    if (metricName !== undefined) checkName('metricName', metricName, METRICS, 'INVALID_ENUM_VALUE')
  }
  const requirements = requirementsOf(eventType)
  if (!requirements) return
  for (const [attribute, { missing, present }] of CONDITIONS) {
    const requirement = requirements[attribute]
    if (settings[attribute] === undefined) {
      if (requirement === 'required') reject(missing, { code: 'attribute-missing', attribute })
    } else if (requirement === undefined) reject(present, { code: 'attribute-excluded', attribute })
  }
}

/** Returns settings with both conditions if the event type accepts either (reported). */
export function completeConditions(settings: DocumentSettings): DocumentSettings {
  const { threshold, metricThreshold } = settings
  const condition = threshold ?? metricThreshold
  const requirements = requirementsOf(settings['eventTypeName'] as string)
  if (condition === undefined || requirements?.threshold !== 'either') return settings
  return { ...settings, threshold: condition, metricThreshold: metricThreshold ?? condition }
}

/**
 * @param shown notifications that they replace, as responses show them
 * @throws {AtlasError} for the first error
 */
export function checkNotifications(
  notifications: readonly Partial<Notification>[],
  shown: readonly Fields[] = []
): void {
  for (const rule of FILE.notificationRules) {
    const reason = brokenRule(
      rule,
      notifications.filter(({ typeName }) => typeName === rule.typeName),
      shown
    )
    if (reason) reject(rule.error, reason)
  }
}

function brokenRule(
  rule: NotificationRule,
  targets: readonly Partial<Notification>[],
  shown: readonly Fields[]
): Reason | undefined {
  if ('atMost' in rule) {
    return targets.length > rule.atMost ? { code: 'notifications-exceeded', limit: rule.atMost } : undefined
  }
  if ('oneOf' in rule) {
    const isOff = targets.some(target => !rule.oneOf.some(name => target[name] === true))
    return isOff ? { code: 'flags-off', attributes: rule.oneOf.join(', ') } : undefined
  }
  if ('notEmpty' in rule) {
    const isEmpty = targets.some(target => (target[rule.notEmpty] as unknown[] | undefined)?.length === 0)
    return isEmpty ? { code: 'attribute-length', attribute: rule.notEmpty } : undefined
  }
  if ('notRedacted' in rule) {
    const attribute = rule.notRedacted
    const redacted = new Set(shown.map(({ [attribute]: value }) => value))
    const isRedacted = targets.some(({ [attribute]: value }) => value !== undefined && redacted.has(value))
    return isRedacted ? { code: 'attribute-redacted', attribute } : undefined
  }
  const isMalformed = targets.some(target => !new RegExp(rule.pattern).test(String(target[rule.field] ?? '')))
  return isMalformed ? { code: 'attribute-format', attribute: rule.field } : undefined
}

function requirementsOf(eventType: string): AlertTypesFile['eventTypes'][string] | undefined {
  return Object.hasOwn(FILE.eventTypes, eventType) ? FILE.eventTypes[eventType] : undefined
}

/** @throws {AtlasError} for a name that is not in upper case, or close to a known one */
function checkName(attribute: string, name: string, known: ReadonlySet<string>, error: string): void {
  if (known.has(name)) return
  const nearest = closestName(name, [...known])
  if (nearest !== undefined) reject(error, { code: 'name-misspelt', attribute, nearest }, [name])
  if (!/^[A-Z][A-Z0-9_]*$/.test(name)) reject(error, { code: 'enum-value', attribute }, [name])
}

function reject(id: string, reason: Reason, parameters: readonly string[] = []): never {
  throw new AtlasError(id, parameters, reason)
}
