import { useOrganizations } from '../data/queries.ts'

/** Returns the options of a select for a project, in groups by the organization's name: sandboxes may share one. */
export function useProjectOptions(): { group: string; items: { value: string; label: string }[] }[] {
  const groups = Map.groupBy(useOrganizations(), ({ name }) => name)
  return [...groups].map(([group, organizations]) => ({
    group,
    items: organizations.flatMap(({ projects }) =>
      projects.map(({ id, name }) => ({ value: id, label: name }))
    )
  }))
}
