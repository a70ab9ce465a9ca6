import type { MaintenanceWindow, Project as ProjectState } from '../../types/state.d.ts'
import type { DocumentField } from '../catalogue/vocabulary.ts'
import type { Listing } from './database.ts'
import { TAGS_SIZE } from './schema.ts'
import type { Statements } from './statements.ts'

type Redeclared = 'withDefaultAlertsSettings' | 'maintenanceWindow'

/** What a state document has of a project besides id, name, creation and documents; undefined unless set. */
export interface ProjectDetails
  extends Omit<ProjectState, 'id' | 'name' | 'created' | 'integrations' | DocumentField | Redeclared> {
  withDefaultAlertsSettings: boolean
  maintenanceWindow?: MaintenanceWindow | undefined
}

/** A project; Atlas's API calls it a group. */
export interface Project extends ProjectDetails {
  id: string
  orgId: string
  name: string
  /** Milliseconds since the epoch. */
  created: number
}

/** What a list of all projects reads: details of many projects would take most of its time. */
export type ProjectName = Pick<Project, 'id' | 'orgId' | 'name'>

interface Row extends Pick<Project, 'id' | 'orgId' | 'name' | 'created'> {
  details: string
}

const SELECT = 'SELECT id, org_id AS orgId, name, created, details FROM projects'

export interface ProjectFilter {
  orgId: string
  /** A principal that has a role on each; null: all. */
  memberId: string | null
  /** Of the name. */
  prefix: string
}

/** A text after all others: UTF-8 has no byte ff. */
const AFTER_ALL = "CAST(x'ff' AS TEXT)"

const MATCHING = `org_id = @orgId
  AND (@memberId IS NULL OR id IN (SELECT project_id FROM role_assignments WHERE principal_id = @memberId))
  AND name COLLATE NOCASE BETWEEN @prefix AND @prefix || ${AFTER_ALL}`

export function projectsTable(statements: Statements) {
  const insert = statements.write<[string, string, string, number, string]>(
    'projects',
    `INSERT INTO projects (id, org_id, name, created, details) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (org_id, name) DO NOTHING`
  )
  const update = statements.write<[string, string, string]>(
    'projects',
    'UPDATE OR IGNORE projects SET name = ?, details = ? WHERE id = ?'
  )
  const find = statements.cached<[string], Row, Project | undefined>(
    ['projects'],
    `${SELECT} WHERE id = ?`,
    ([row]) => row && toProject(row)
  )
  const findByName = statements.read<[string, string], Row>(`${SELECT} WHERE org_id = ? AND name = ?`)
  const list = statements.read<[string], Row>(`${SELECT} WHERE org_id = ? ORDER BY rowid`)
  const count = statements.value<[ProjectFilter], number>(`SELECT count(*) FROM projects WHERE ${MATCHING}`)
  const page = statements.read<[ProjectFilter & { start: number; count: number }], Row>(
    `SELECT id, org_id AS orgId, name, created, json_remove(details, '$.accessList') AS details
     FROM projects WHERE rowid IN (
       SELECT rowid FROM projects WHERE ${MATCHING} ORDER BY rowid LIMIT @count OFFSET @start
     ) ORDER BY rowid`
  )
  const sizeOf = statements.value<[string], number>(
    `SELECT ifnull(sum(${TAGS_SIZE}), 0) FROM projects WHERE org_id = ?`
  )
  const countAll = statements.value<[string], number>('SELECT count(*) FROM projects WHERE org_id = ?')
  const listNames = statements.read<[string], ProjectName>(
    'SELECT id, org_id AS orgId, name FROM projects WHERE org_id = ? ORDER BY rowid'
  )
  const remove = statements.write<[string]>('all', 'DELETE FROM projects WHERE id = ?')

  return {
    /** @returns false if the organization already has a project with this name */
    insert({ id, orgId, name, created, ...details }: Project): boolean {
      return insert.run(id, orgId, name, created, JSON.stringify(details)) > 0
    },
    /** Replaces name and details. @returns false if the organization already has a project with this name */
    update({ id, orgId: _orgId, name, created: _created, ...details }: Project): boolean {
      return update.run(name, JSON.stringify(details), id) > 0
    },
    find,
    findByName(orgId: string, name: string): Project | undefined {
      const row = findByName.get(orgId, name)
      return row && toProject(row)
    },
    /** Returns the projects that match a filter in creation order, without their access lists. */
    listing: (filter: ProjectFilter): Listing<Project> => ({
      total: count.get(filter) as number,
      page: (start, length) => page.all({ ...filter, start, count: length }).map(toProject)
    }),
    /** Returns the number of an organization's projects. */
    count: (orgId: string): number => countAll.get(orgId) as number,
    /** Returns the size of the tags of an organization's projects. */
    sizeOf: (orgId: string): number => sizeOf.get(orgId) as number,
    /** Returns an organization's projects in creation order. */
    listByOrganization: (orgId: string): Project[] => list.all(orgId).map(toProject),
    /** Returns the same projects without their details. */
    namesByOrganization: (orgId: string): ProjectName[] => listNames.all(orgId),
    /** Removes a project with its integrations, documents and roles. @returns whether it existed */
    remove: (id: string): boolean => remove.run(id) > 0
  }
}

function toProject({ id, orgId, name, created, details }: Row): Project {
  return { id, orgId, name, created, ...(JSON.parse(details) as ProjectDetails) }
}
