import { useSession } from '../state/session.ts'
import { SelectField } from './field.tsx'

/** Any project that there is, by the name of its organization. */
export function ProjectField({
  label,
  help,
  project,
  onChange
}: {
  label: string
  help?: string
  /** Id of the chosen one. */
  project: string | undefined
  onChange: (project: string) => void
}) {
  const organizations = useSession(({ organizations }) => organizations)
  return (
    <SelectField
      label={label}
      help={help}
      value={project ?? ''}
      onChange={event => onChange(event.target.value)}
    >
      {organizations
        .filter(({ projects }) => projects.length > 0)
        .map(({ id, name, projects }) => (
          <optgroup key={id} label={name}>
            {projects.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </optgroup>
        ))}
    </SelectField>
  )
}
