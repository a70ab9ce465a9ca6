import { createRegistry, readTypeFiles } from '../../integrations/registry.ts'
import { type Content, contentOf } from '../page.ts'
import { unmask } from './masks.ts'
import { type HarCall, idAfter, objectsIn } from './read.ts'

/** Members of a response that a request does not have. */
const RESPONSE_ONLY_FIELDS = ['id', 'links', 'status', 'content']

/**
 * Returns requests for the integrations that responses show but no request of the HAR created, and the projects with
 * unknown types. Redacted secrets keep their last characters, so that the mock redacts them to the same text.
 */
export function preexistingIntegrations(calls: readonly HarCall[]) {
  const types = new Set(createRegistry(readTypeFiles()).thirdParty.map(({ name }) => name))
  const known = new Set<string>()
  const incomplete = new Set<string>()
  const contents: Content[] = []
  for (const { method, path, recorded } of calls) {
    const projectId = idAfter('groups', path)
    const [, address = ''] = /\/integrations(\/[^?]*)?/.exec(path) ?? []
    if (projectId === undefined || !/\/groups\/[^/]+\/integrations(\/|\?|$)/.test(path)) continue
    if (recorded.status >= 300) continue
    // A write hides the earlier state.
    if (method !== 'GET') known.add(`${projectId} ${address.slice(1)}`)
    for (const { type, ...fields } of objectsIn(recorded.body)) {
      if (typeof type !== 'string' || known.has(`${projectId} ${type}`)) continue
      known.add(`${projectId} ${type}`)
      if (!types.has(type)) incomplete.add(projectId)
      const settings = Object.entries(fields)
        .filter(([name]) => !RESPONSE_ONLY_FIELDS.includes(name))
        .map(([name, value]) => [name, unmask(value)])
      const target = `/groups/${projectId}/integrations/${encodeURIComponent(type)}`
      contents.push(contentOf('POST', target, Object.fromEntries(settings)))
    }
  }
  // A file may show any number of unknown types.
  return {
    contents: contents.filter(({ path }) => !incomplete.has(idAfter('groups', path) ?? '')),
    incomplete
  }
}
