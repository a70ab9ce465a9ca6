import { CALLER_DEPENDENT_OPERATIONS } from '../../calls/classify.ts'
import { headerOf } from '../../client/atlas-client.ts'
import { ownerOf } from '../mock-service.ts'
import { operationOf } from '../operations.ts'
import type { Page, PageCall, PageRequest } from '../page.ts'
import { FIXTURE_NAMES, isObjectId } from '../placeholders.ts'
import type { Skipped } from '../result.ts'
import { preexistingIntegrations } from './integrations.ts'
import { unmask } from './masks.ts'
import { type HarCall, idAfter, objectsIn } from './read.ts'

/** What calls name, and what they show. */
interface Named {
  /** Names of organizations by id. */
  organizations: Map<string, string>
  projects: Map<string, { name: string; orgId?: string; isCreated?: boolean }>
}

/** Returns a page for each organization of a HAR: its projects, the integrations that they had before, and its calls. */
export function pagesOfHar(calls: readonly HarCall[]): Page[] {
  const { organizations, projects } = findNames(calls)
  const [firstOrg = ''] = organizations.keys()
  const orgOf = ({ path, payload }: PageRequest) => {
    const project = idAfter('groups', path)
    const inBody = /"orgId"\s*:\s*"([0-9a-f]{24})"/.exec(String(payload))?.[1]
    const org = idAfter('orgs', path) ?? (project ? projects.get(project)?.orgId : inBody) ?? firstOrg
    return organizations.has(org) ? org : firstOrg
  }
  const { contents, incomplete } = preexistingIntegrations(calls)
  const reasonToSkip = createFilter({ organizations, projects }, incomplete)
  const { id, secret } = ownerOf(firstOrg, 'serviceAccount')
  const basic = `Basic ${btoa(`${id}:${secret}`)}`
  const toPageCall = (call: HarCall): PageCall => {
    const isToken = call.path.includes('/api/oauth/')
    const headers = call.headers.filter(([name]) => name !== 'authorization')
    const why = reasonToSkip(call)
    return {
      ...call,
      headers: [...headers, ['Host', call.host], ...(isToken ? [['Authorization', basic] as const] : [])],
      payload: unmask(call.payload),
      isAnonymous: isToken || (!hasCredentials(call) && call.recorded.status === 401),
      why,
      isOmitted: why !== undefined
    }
  }
  return [...Map.groupBy(calls.map(toPageCall), orgOf)].map(([id, calls]) => ({
    source: 'har',
    org: { id, name: organizations.get(id) ?? id },
    projects: [...projects].flatMap(([project, { name, orgId = firstOrg, isCreated }]) =>
      orgId === id && !isCreated ? [{ id: project, name }] : []
    ),
    contents: contents.filter(content => orgOf(content) === id),
    calls
  }))
}

/** Returns what the paths and the responses name; without organizations, that of the seed. */
function findNames(calls: readonly HarCall[]): Named {
  const organizations = new Map<string, string>()
  const projects: Named['projects'] = new Map()
  for (const { method, path, recorded: reply } of calls) {
    // A 401 shows neither that the project exists nor that it does not.
    const isMissing = reply.status === 401 || /"errorCode" ?: ?"(GROUP|ORG)_NOT_FOUND"/.test(reply.body)
    const [project, org] = isMissing ? [] : [idAfter('groups', path), idAfter('orgs', path)]
    if (project && !projects.has(project)) projects.set(project, { name: project })
    if (org && !organizations.has(org)) organizations.set(org, org)
    if (reply.status >= 300) continue
    for (const fields of objectsIn(reply.body)) {
      const { id, name, orgId } = fields
      if (!isObjectId(id) || typeof name !== 'string' || name === '') continue
      if (isObjectId(orgId) && 'clusterCount' in fields) {
        if (!organizations.has(orgId)) organizations.set(orgId, orgId)
        const isCreated = method === 'POST' || projects.get(id)?.isCreated === true
        projects.set(id, { name, orgId, isCreated })
      } else if (/\/orgs(\/|\?|$)/.test(path) && 'isDeleted' in fields) organizations.set(id, name)
    }
  }
  if (organizations.size === 0) organizations.set(FIXTURE_NAMES.orgId, 'organization')
  return { organizations, projects }
}

function hasCredentials({ headers }: HarCall): boolean {
  return headers.some(([name]) => name === 'authorization')
}

/**
 * Returns a function that returns why a call is not replayed; undefined if it is. It must be called in the order of the
 * file.
 *
 * @param incomplete projects with unknown integrations
 */
function createFilter({ organizations, projects }: Named, incomplete: ReadonlySet<string>) {
  const known = new Set([...organizations.keys(), ...projects.keys()])
  /** Returns whether a response shows a resource that the file did not create. */
  const needsEarlierState = ({ method, path, recorded }: HarCall) => {
    const project = idAfter('groups', path) ?? ''
    if (/\/integrations(\/|\?|$)/.test(path)) return incomplete.has(project)
    // What a project has besides integrations is known only if the file creates the project.
    if (/\/(accessList|maintenanceWindow)(\/|\?|$)/.test(path)) return !projects.get(project)?.isCreated
    if (recorded.status >= 300) return false
    const [, inPath] = /\/(?:groups|orgs)\/[^/]+\/\w+\/([0-9a-f]{24})(?:[/?]|$)/.exec(path) ?? []
    const shown = objectsIn(recorded.body).map(fields => fields['id'] ?? fields['metricIntegrationId'])
    const isCreation = method === 'POST' && inPath === undefined
    return [inPath, ...(isCreation ? [] : shown)].some(id => isObjectId(id) && !known.has(id))
  }
  return (call: HarCall): Skipped['why'] | undefined => {
    const { method, path, payload, isPayloadMissing, recorded } = call
    const { status, body } = recorded
    const operation = operationOf(method, path)
    if (operation === undefined) return 'not covered'
    if (status < 200 || status === 429 || status >= 500) return 'transient'
    // A validation error depends on the value behind a mask.
    if (isPayloadMissing || (payload?.includes('***') && status === 400)) return 'body missing'
    const isChallenge = !hasCredentials(call) && headerOf(recorded, 'www-authenticate') !== undefined
    const dependsOnCaller = [401, 403].includes(status) || CALLER_DEPENDENT_OPERATIONS.includes(operation)
    if (dependsOnCaller && !isChallenge) return 'credentials'
    if (needsEarlierState(call)) return 'earlier state'
    const shown = objectsIn(body).flatMap(fields => Object.values(fields))
    for (const value of shown) if (isObjectId(value)) known.add(value)
    return undefined
  }
}
