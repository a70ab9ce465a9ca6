import { asObject, type Fields, tryParseJson } from '../../base/json.ts'
import type { Seed } from '../../state/seed-document.ts'
import { FIXTURE_NAMES, isObjectId, PLACEHOLDERS } from '../placeholders.ts'
import type { RecordedCall } from './read.ts'

const OBJECT_ID = PLACEHOLDERS['id']

/** Names of the organizations and projects in a HAR by id, and the projects' organizations. */
interface Found {
  organizations: Map<string, string>
  projects: Map<string, { name: string; orgId: string | undefined }>
  /** Organizations of the projects that a request created, by project id. */
  created: Map<string, string>
}

/** The owner of an organization in the mock. */
export interface Owner {
  publicKey: string
  privateKey: string
}

/** The state that a HAR needs, and the credentials for it. */
export interface HarState {
  seed: Seed
  /** Returns the owner of the organization that a path or a body names, by default of the first one. */
  ownerFor(call: Pick<RecordedCall, 'path' | 'payload'>): Owner
  /** Returns whether an id is that of an organization or a project. */
  isKnown(id: string): boolean
  clientId: string
  clientSecret: string
}

/** Returns a seed with the organizations and projects that the paths and responses of a HAR name. */
export function harStateOf(calls: readonly RecordedCall[]): HarState {
  const found = findNames(calls)
  if (found.organizations.size === 0) found.organizations.set(FIXTURE_NAMES.orgId, 'organization')
  const [firstOrg = ''] = found.organizations.keys()
  const orgOf = (project: string) =>
    found.projects.get(project)?.orgId ?? found.created.get(project) ?? firstOrg
  const clientId = `mdb_sa_id_${firstOrg}`
  const clientSecret = 'mdb_sa_sk_compare'
  const owners = new Map(
    [...found.organizations.keys()].map((id, at) => [
      id,
      { publicKey: `owner${at}`, privateKey: `compare-${at}` }
    ])
  )
  const projectsOf = Map.groupBy(found.projects, ([project]) => orgOf(project))
  const organizations = [...found.organizations].map(([id, name]) => {
    const roles = [{ orgId: id, roleName: 'ORG_OWNER' as const }]
    const projects = projectsOf.get(id) ?? []
    return {
      id,
      name,
      projects: withUniqueNames(projects.map(([project, { name }]) => ({ id: project, name }))),
      apiKeys: [{ ...(owners.get(id) as Owner), roles }],
      serviceAccounts: id === firstOrg ? [{ clientId, clientSecret, roles }] : []
    }
  })
  return {
    seed: { organizations },
    ownerFor({ path, payload = '' }) {
      const project = idAfter('groups', path)
      const org =
        idAfter('orgs', path) ??
        (project === undefined
          ? new RegExp(`"orgId"\\s*:\\s*"(${OBJECT_ID})"`).exec(payload)?.[1]
          : orgOf(project))
      return owners.get(org ?? '') ?? (owners.get(firstOrg) as Owner)
    },
    isKnown: id => found.organizations.has(id) || found.projects.has(id) || found.created.has(id),
    clientId,
    clientSecret
  }
}

/** Returns the id in a path after `groups` or `orgs`. */
export function idAfter(collection: string, path: string): string | undefined {
  return new RegExp(`/${collection}/(${OBJECT_ID})(?![0-9A-Za-z])`).exec(path)?.[1]
}

function findNames(calls: readonly RecordedCall[]): Found {
  const found: Found = { organizations: new Map(), projects: new Map(), created: new Map() }
  const { created } = found
  for (const { method, path, reply } of calls) {
    // A 401 shows neither that the project exists nor that it does not.
    const isMissing = reply.status === 401 || /"errorCode" ?: ?"(GROUP|ORG)_NOT_FOUND"/.test(reply.body)
    const project = idAfter('groups', path)
    const org = idAfter('orgs', path)
    if (project && !isMissing && !created.has(project) && !found.projects.has(project)) {
      found.projects.set(project, { name: project, orgId: undefined })
    }
    if (org && !isMissing && !found.organizations.has(org)) found.organizations.set(org, org)
    if (reply.status >= 300) continue
    for (const fields of objectsIn(reply.body)) {
      const { id, name, orgId } = fields
      if (!isObjectId(id) || typeof name !== 'string' || name === '') continue
      if (isObjectId(orgId) && 'clusterCount' in fields) {
        if (!found.organizations.has(orgId)) found.organizations.set(orgId, orgId)
        if (method === 'POST') created.set(id, orgId)
        else if (!created.has(id)) found.projects.set(id, { name, orgId })
      } else if (/\/orgs(\/|\?|$)/.test(path) && 'isDeleted' in fields) found.organizations.set(id, name)
    }
  }
  return found
}

/** Replaces a repeated name with the id: names are unique in an organization. */
function withUniqueNames(projects: { id: string; name: string }[]) {
  const names = new Set<string>()
  return projects.map(({ id, name }) => {
    const unique = names.has(name) ? id : name
    names.add(unique)
    return { id, name: unique }
  })
}

/** Returns the JSON object in a body, and the objects in its `results` or `content`. */
export function objectsIn(body: string): Fields[] {
  const value = asObject(tryParseJson(body))
  if (!value) return []
  const { results, content } = value
  const inner = [content, ...(Array.isArray(results) ? results : [])].map(asObject)
  return [value, ...inner.filter(fields => fields !== undefined)]
}
