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

/** Returns a page for each organization of a HAR: its projects, the integrations that they had before, and its calls. */
export function pagesOfHar(calls: readonly HarCall[]): Page[] {
  const names = findNames(calls)
  const [firstOrg = ''] = names.organizations.keys()
  const orgOf = ({ path, payload }: PageRequest) => {
    const project = idAfter('groups', path)
    const given =
      project === undefined ? /"orgId"\s*:\s*"([0-9a-f]{24})"/.exec(String(payload))?.[1] : undefined
    const org = idAfter('orgs', path) ?? (project === undefined ? given : names.projects.get(project)?.orgId)
    return org !== undefined && names.organizations.has(org) ? org : firstOrg
  }
  const { contents, incomplete } = preexistingIntegrations(calls)
  const pageCalls = Map.groupBy(toPageCalls(calls, names, incomplete), call => orgOf(call))
  return [...pageCalls].map(([id, calls]) => ({
    source: 'har',
    org: { id, name: names.organizations.get(id) ?? id },
    projects: [...names.projects].flatMap(([project, { name, orgId = firstOrg, isCreated }]) =>
      orgId === id && !isCreated ? [{ id: project, name }] : []
    ),
    contents: contents.filter(content => orgOf(content) === id),
    calls
  }))
}

/** Organizations and projects in a HAR by id. */
interface Names {
  organizations: Map<string, string>
  projects: Map<string, { name: string; orgId?: string; isCreated?: boolean }>
}

/** Returns what the paths and the responses name; without organizations, that of the seed. */
function findNames(calls: readonly HarCall[]): Names {
  const organizations = new Map<string, string>()
  const projects: Names['projects'] = new Map()
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

function toPageCalls(
  calls: readonly HarCall[],
  { organizations, projects }: Names,
  incomplete: ReadonlySet<string>
): PageCall[] {
  const [firstOrg = ''] = organizations.keys()
  const { id, secret } = ownerOf(firstOrg, 'serviceAccount')
  const basic = `Basic ${btoa(`${id}:${secret}`)}`
  const known = new Set([...organizations.keys(), ...projects.keys()])
  return calls.map(call => {
    const { path, host, payload, recorded } = call
    const { isCreated = false } = projects.get(idAfter('groups', path) ?? '') ?? {}
    const isEarlier = () => needsEarlierState(call, known, isCreated, incomplete)
    const why = reasonToSkip(call) ?? (isEarlier() ? 'earlier state' : undefined)
    const shown = why ? [] : objectsIn(recorded.body).flatMap(fields => Object.values(fields))
    for (const value of shown) if (isObjectId(value)) known.add(value)
    const isToken = path.includes('/api/oauth/')
    const headers = call.headers.filter(([name]) => name !== 'authorization')
    return {
      ...call,
      headers: [...headers, ['Host', host], ...(isToken ? [['Authorization', basic] as const] : [])],
      payload: unmask(payload),
      isAnonymous: isToken || (!hasCredentials(call) && recorded.status === 401),
      why,
      isOmitted: why !== undefined
    }
  })
}

function hasCredentials({ headers }: HarCall): boolean {
  return headers.some(([name]) => name === 'authorization')
}

/** Returns whether a response shows a resource that the file did not create. */
function needsEarlierState(
  { method, path, recorded: reply }: HarCall,
  known: ReadonlySet<string>,
  isCreated: boolean,
  incomplete: ReadonlySet<string>
): boolean {
  if (/\/integrations(\/|\?|$)/.test(path)) return incomplete.has(idAfter('groups', path) ?? '')
  // What a project has besides integrations is known only if the file creates the project.
  if (/\/(accessList|maintenanceWindow)(\/|\?|$)/.test(path)) return !isCreated
  if (reply.status >= 300) return false
  const [, inPath] = /\/(?:groups|orgs)\/[^/]+\/\w+\/([0-9a-f]{24})(?:[/?]|$)/.exec(path) ?? []
  const shown = objectsIn(reply.body).map(fields => fields['id'] ?? fields['metricIntegrationId'])
  const isCreation = method === 'POST' && inPath === undefined
  return [inPath, ...(isCreation ? [] : shown)].some(id => isObjectId(id) && !known.has(id))
}

/** Returns why a request is not replayed; undefined if it is. */
function reasonToSkip(call: HarCall): Skipped['why'] | undefined {
  const { method, path, payload, isPayloadMissing, recorded: reply } = call
  const operation = operationOf(method, path)
  if (operation === undefined) return 'not covered'
  if (reply.status < 200 || reply.status === 429 || reply.status >= 500) return 'transient'
  // A validation error depends on the value behind a mask.
  const isMasked = payload?.includes('***')
  if (isPayloadMissing || (isMasked && reply.status === 400)) return 'body missing'
  const isChallenge = !hasCredentials(call) && headerOf(reply, 'www-authenticate') !== undefined
  const isRejected = [401, 403].includes(reply.status) && !isChallenge
  const isOfCaller = CALLER_DEPENDENT_OPERATIONS.includes(operation) && !isChallenge
  return isRejected || isOfCaller ? 'credentials' : undefined
}
