import { Select, TextInput } from '@mantine/core'
import { useKnownOrganizations, useProjectId } from '../data/identity.ts'
import { selectProject } from '../data/session.ts'
import { useWords } from '../words/words.ts'

const WIDTH = { base: 1, sm: '0 1 14rem' }

/** Selects the project of the integrations; a text field for its id if no projects are known. */
export function ProjectSelect() {
  const { identity: words } = useWords()
  const organizations = useKnownOrganizations()
  const projectId = useProjectId()
  const data = organizations.map(({ name, projects }) => ({
    group: name,
    items: projects.map(({ id, name }) => ({ value: id, label: name }))
  }))
  if (data.length === 0) {
    return (
      <TextInput
        aria-label={words.projectId}
        placeholder={words.projectId}
        value={projectId ?? ''}
        onChange={event => selectProject(event.currentTarget.value)}
        flex={WIDTH}
        miw={0}
      />
    )
  }
  return (
    <Select
      aria-label={words.project}
      data={data}
      value={projectId ?? null}
      onChange={id => id !== null && selectProject(id)}
      allowDeselect={false}
      searchable={organizations.length > 10}
      comboboxProps={{ width: 'max-content', position: 'bottom-start' }}
      flex={WIDTH}
      miw={0}
    />
  )
}
