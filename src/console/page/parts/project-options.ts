import { useKnownOrganizations } from '../data/identity.ts'

/** Returns the projects as options of a select, grouped by organization. */
export function useProjectOptions(): { group: string; items: { value: string; label: string }[] }[] {
  return useKnownOrganizations().map(({ name, projects }) => ({
    group: name,
    items: projects.map(({ id, name }) => ({ value: id, label: name }))
  }))
}
