import { formatTime } from '../base/sources.ts'
import type { DocumentSettings } from '../integrations/documents.ts'
import { redactField, sortedFields } from '../integrations/presenter.ts'
import type { StoredDocument } from '../store/documents.ts'
import { bodySchema } from '../validation/body-schemas.ts'
import { NOTIFICATION_FIELDS } from './alert-configs.ts'
import type { Notification } from './rules.ts'

const { properties } = bodySchema('GroupAlertsConfig')

/**
 * Returns a configuration as Atlas represents it: keys in alphabetical order, secrets redacted; in a list with the
 * `self` link only.
 *
 * @param address URL of the configuration
 * @param origin base URL of the server
 */
export function presentAlertConfig(
  document: StoredDocument,
  address: string,
  origin: string,
  place: 'alone' | 'list'
): object {
  const { id, projectId, created, updated, settings } = document
  const shown = Object.entries(properties).map(([name, schema]) => [
    name,
    redactField(settings[name], schema)
  ])
  const {
    matchers = [],
    notifications,
    ...rest
  } = Object.fromEntries(shown) as DocumentSettings & {
    notifications: Notification[]
  }
  const self = { href: address, rel: 'self' }
  const wire = {
    ...rest,
    id,
    groupId: projectId,
    created: formatTime(created),
    updated: formatTime(updated),
    links: place === 'list' ? [self] : [self, { href: `${address}/alerts`, rel: `${origin}/alerts` }],
    matchers,
    notifications: notifications.map(withoutOmitted)
  }
  return sortedFields(Object.entries(wire))
}

function withoutOmitted(notification: Notification): object {
  const shown = Object.entries(notification).filter(
    ([name]) => !NOTIFICATION_FIELDS[name]?.['x-omittedFor']?.includes(notification.typeName)
  )
  return Object.fromEntries(shown)
}
