import type { Database } from './database.ts'

/** A project; Atlas's API calls it a group. */
export interface Project {
  id: string
  orgId: string
  name: string
  /** Milliseconds since the epoch. */
  created: number
  /** Undefined: not set. */
  tags?: { key: string; value: string }[]
  withDefaultAlertsSettings: boolean
  /** Undefined: not set. */
  regionUsageRestrictions?: string
}

interface Row extends Pick<Project, 'id' | 'orgId' | 'name' | 'created'> {
  tags: string | null
  defaultAlerts: number
  regions: string | null
}

type Values = [string, string, string, number, string | null, number, string | null]

const SELECT = `SELECT id, org_id AS orgId, name, created, tags, default_alerts AS defaultAlerts,
  region_restrictions AS regions FROM projects`

export function projectsTable(db: Database) {
  const insert = db.prepare<Values>(
    `INSERT INTO projects (id, org_id, name, created, tags, default_alerts, region_restrictions)
     VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (org_id, name) DO NOTHING`
  )
  const find = db.prepare<[string], Row>(`${SELECT} WHERE id = ?`)
  const findByName = db.prepare<[string, string], Row>(`${SELECT} WHERE org_id = ? AND name = ?`)
  const list = db.prepare<[string], Row>(`${SELECT} WHERE org_id = ? ORDER BY rowid`)
  const remove = db.prepare<[string]>('DELETE FROM projects WHERE id = ?')

  return {
    /** @returns false if the organization already has a project of the name */
    insert(project: Project): boolean {
      const { id, orgId, name, created, tags, withDefaultAlertsSettings, regionUsageRestrictions } = project
      const { changes } = insert.run(
        id,
        orgId,
        name,
        created,
        tags ? JSON.stringify(tags) : null,
        withDefaultAlertsSettings ? 1 : 0,
        regionUsageRestrictions ?? null
      )
      return changes > 0
    },
    find(id: string): Project | undefined {
      const row = find.get(id)
      return row && toProject(row)
    },
    findByName(orgId: string, name: string): Project | undefined {
      const row = findByName.get(orgId, name)
      return row && toProject(row)
    },
    /** Returns an organization's projects in creation order. */
    listByOrganization: (orgId: string): Project[] => list.all(orgId).map(toProject),
    /** Removes a project with its integrations and roles. */
    remove(id: string): void {
      remove.run(id)
    }
  }
}

function toProject({ tags, defaultAlerts, regions, ...row }: Row): Project {
  return {
    ...row,
    ...(tags !== null && { tags: JSON.parse(tags) as { key: string; value: string }[] }),
    withDefaultAlertsSettings: defaultAlerts === 1,
    ...(regions !== null && { regionUsageRestrictions: regions })
  }
}
