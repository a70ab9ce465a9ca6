import { Select } from '@mantine/core'
import { useProjectId } from '../data/identity.ts'
import { selectProject } from '../data/session.ts'
import { useProjectOptions } from '../parts/project-options.ts'
import { useWords } from '../words/words.ts'

/** Selects the project whose integrations are shown. */
export function ProjectSelect() {
  const { identity: words } = useWords()
  const data = useProjectOptions()
  return (
    <Select
      aria-label={words.project}
      placeholder={words.project}
      data={data}
      value={useProjectId() ?? null}
      onChange={id => id !== null && selectProject(id)}
      allowDeselect={false}
      searchable={data.length > 10}
      comboboxProps={{ width: 'max-content', position: 'bottom-start', withinPortal: false }}
      flex={{ base: 1, sm: '0 1 14rem' }}
      miw={0}
    />
  )
}
