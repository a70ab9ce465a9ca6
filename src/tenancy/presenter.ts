import type { Link } from '../../types/wire.d.ts'
import { formatTime } from '../base/sources.ts'
import type { Organization } from '../store/organizations.ts'
import type { Project } from '../store/projects.ts'

/** Related resources in the order recorded 2026-08-10. */
const PROJECT_LINKS = ['containers', 'clusters', 'databaseUsers', 'peers', 'processes', 'whitelist']
const ORGANIZATION_LINKS = ['groups', 'teams', 'users']

/**
 * Returns a project as Atlas represents it; in a list with tags always and the `self` link only.
 *
 * @param address URL of the collection, such as `http://host/api/atlas/v2/groups`
 */
export function presentProject(project: Project, address: string, place: 'alone' | 'list'): object {
  const { id, name, orgId, tags, regionUsageRestrictions, withDefaultAlertsSettings } = project
  const shownTags = (place === 'list' ? (tags ?? []) : tags)?.map(({ key, value }) => ({ key, value }))
  return {
    clusterCount: 0,
    created: formatTime(project.created),
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
 * Returns an organization as Atlas represents it; in a list with the `self` link only.
 *
 * @param address URL of the collection
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

/** Returns the settings of an organization; not known: the values of a new one, except genAIFeaturesEnabled. */
export function presentOrganizationSettings({ requiresAccessList }: Organization): object {
  return {
    apiAccessListRequired: requiresAccessList,
    genAIFeaturesEnabled: true,
    maxServiceAccountSecretValidityInHours: null,
    multiFactorAuthRequired: false,
    restrictEmployeeAccess: false,
    securityContact: null
  }
}

function linksOf(self: string, related: readonly string[]): Link[] {
  return [
    { href: self, rel: 'self' },
    ...related.map(name => ({ href: `${self}/${name}`, rel: `https://cloud.mongodb.com/${name}` }))
  ]
}
