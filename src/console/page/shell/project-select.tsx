import { Select } from '@mantine/core'
import { useIdentity, useProjectId, useSelect } from '../data/identity.ts'
import { useProjectOptions } from '../parts/project-options.ts'
import { useWords } from '../words/words.ts'

/** Selects the project whose integrations are shown. */
export function ProjectSelect() {
  const { identity: words } = useWords()
  const data = useProjectOptions()
  const identity = useIdentity()
  const select = useSelect()
  return (
    <Select
      label={words.project}
      placeholder={words.project}
      data={data}
      value={useProjectId() ?? null}
      onChange={id => identity && id !== null && select(identity, id)}
      allowDeselect={false}
      searchable={data.length > 10}
      comboboxProps={{ width: 'max-content', position: 'bottom-start', withinPortal: false }}
      className="project label-beside"
    />
  )
}
