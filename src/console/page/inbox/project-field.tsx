import { SelectField } from '../parts/field.tsx'
import { useSession } from '../state/session.ts'
import { useWords } from '../state/use-words.ts'
import { inboxWords } from './words.ts'

/** Any project that there is. */
export function ProjectField({
  project,
  onChange
}: {
  project: string | undefined
  onChange: (project: string) => void
}) {
  const { form: words } = useWords(inboxWords)
  const organizations = useSession(({ organizations }) => organizations)
  return (
    <SelectField label={words.project} value={project ?? ''} onChange={event => onChange(event.target.value)}>
      {organizations.map(({ id, name, projects }) => (
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
