import { unmask } from './masks.ts'
import type { RecordedCall } from './read.ts'
import { idAfter, objectsIn } from './state.ts'

/** An integration that a project had before the first request of a HAR. */
export interface PreexistingIntegration {
  projectId: string
  type: string
  /** Settings as a response showed them; masked characters are replaced. */
  settings: Record<string, unknown>
}

/** Members of a response that a request does not have. */
const RESPONSE_ONLY_FIELDS = ['id', 'links', 'status', 'content']

/**
 * Returns the integrations that responses show but no request of the HAR created. Redacted secrets keep their last
 * characters, so that the mock redacts them to the same text.
 */
export function preexistingIntegrations(calls: readonly RecordedCall[]): PreexistingIntegration[] {
  const known = new Set<string>()
  const earlier: PreexistingIntegration[] = []
  for (const { method, path, reply } of calls) {
    const projectId = idAfter('groups', path)
    const [, address = ''] = /\/integrations(\/[^?]*)?/.exec(path) ?? []
    if (projectId === undefined || !/\/groups\/[^/]+\/integrations(\/|\?|$)/.test(path)) continue
    if (reply.status >= 300) continue
    // A write hides the earlier state.
    if (method !== 'GET') known.add(`${projectId} ${address.slice(1)}`)
    for (const { type, ...fields } of objectsIn(reply.body)) {
      if (typeof type !== 'string' || known.has(`${projectId} ${type}`)) continue
      known.add(`${projectId} ${type}`)
      const settings = Object.entries(fields).filter(
        ([name, value]) => !RESPONSE_ONLY_FIELDS.includes(name) && value !== null
      )
      earlier.push({
        projectId,
        type,
        settings: Object.fromEntries(settings.map(([name, value]) => [name, unmask(value)]))
      })
    }
  }
  return earlier
}
