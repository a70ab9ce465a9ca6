import type { Organization } from '../store/organizations.ts'
import type { Project } from '../store/projects.ts'

interface WireLink {
  href: string
  rel: string
}

/** Related resources in the order that was recorded 2026-08-10. */
const PROJECT_LINKS = ['containers', 'clusters', 'databaseUsers', 'peers', 'processes', 'whitelist']
const ORGANIZATION_LINKS = ['groups', 'teams', 'users']

/**
 * A project as Atlas answers it: in a list with its own link only and always with tags.
 *
 * @param address of the projects' resource, such as `http://host/api/atlas/v2/groups`
 */
export function presentProject(project: Project, address: string, place: 'alone' | 'list'): object {
  const { id, name, orgId, tags, regionUsageRestrictions, withDefaultAlertsSettings } = project
  const shownTags = place === 'list' ? (tags ?? []) : tags
  return {
    clusterCount: 0,
    created: new Date(project.created).toISOString().replace(/\.\d+Z$/, 'Z'),
    id,
    links: linksOf(`${address}/${id}`, place === 'list' ? [] : PROJECT_LINKS),
    name,
    orgId,
    ...(regionUsageRestrictions !== undefined && { regionUsageRestrictions }),
    ...(shownTags !== undefined && { tags: shownTags }),
    withDefaultAlertsSettings
  }
}

/**
 * An organization as Atlas answers it: in a list with its own link only.
 *
 * @param address of the organizations' resource
 */
export function presentOrganization(
  { id, name }: Organization,
  address: string,
  place: 'alone' | 'list'
): object {
  return {
    id,
    isDeleted: false,
    links: linksOf(`${address}/${id}`, place === 'list' ? [] : ORGANIZATION_LINKS),
    name,
    skipDefaultAlertsSettings: false
  }
}

function linksOf(self: string, related: readonly string[]): WireLink[] {
  return [
    { href: self, rel: 'self' },
    ...related.map(name => ({ href: `${self}/${name}`, rel: `https://cloud.mongodb.com/${name}` }))
  ]
}
