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

interface Row {
  id: string
  org_id: string
  name: string
  created: number
  tags: string | null
  default_alerts: number
  region_restrictions: string | null
}

type Values = [string, string, string, number, string | null, number, string | null]

export function projectsTable(db: Database) {
  const insert = db.prepare<Values>(
    `INSERT INTO projects (id, org_id, name, created, tags, default_alerts, region_restrictions)
     VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (org_id, name) DO NOTHING`
  )
  const find = db.prepare<[string], Row>('SELECT * FROM projects WHERE id = ?')
  const findByName = db.prepare<[string, string], Row>('SELECT * FROM projects WHERE org_id = ? AND name = ?')
  const list = db.prepare<[string], Row>('SELECT * FROM projects WHERE org_id = ? ORDER BY rowid')
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

function toProject(row: Row): Project {
  return {
    id: row.id,
    orgId: row.org_id,
    name: row.name,
    created: row.created,
    ...(row.tags !== null && { tags: JSON.parse(row.tags) as { key: string; value: string }[] }),
    withDefaultAlertsSettings: row.default_alerts === 1,
    ...(row.region_restrictions !== null && { regionUsageRestrictions: row.region_restrictions })
  }
}
