import { useState } from 'react'
import type { Identity } from '../atlas/identity.ts'
import { Button } from '../parts/button.tsx'
import { SelectField, TextField } from '../parts/field.tsx'
import { chooseIdentity, chooseProject, useSession } from '../state/session.ts'
import { useWords } from '../state/use-words.ts'
import { OwnIdentityDialog } from './own-identity-dialog.tsx'
import { useRights } from './use-rights.ts'
import { integrationWords } from './words.ts'

/** Who acts, and on which project. */
export function Acting() {
  const words = useWords(integrationWords)
  const [isTyping, setTyping] = useState(false)
  return (
    <div className="acting panel">
      <IdentityField />
      <ProjectField />
      <Button onClick={() => setTyping(true)}>{words.typeIn}</Button>
      {isTyping && <OwnIdentityDialog onClose={() => setTyping(false)} />}
    </div>
  )
}

function IdentityField() {
  const words = useWords(integrationWords)
  const { identities, identity } = useSession()
  const tellRights = useRights()
  const groups = groupsOf(identities, words)
  return (
    <SelectField
      label={words.actAs}
      value={identity?.id ?? ''}
      disabled={identities.length === 0}
      help={identity ? tellRights(identity) : words.noProject}
      onChange={event => {
        const chosen = identities.find(({ id }) => id === event.target.value)
        if (chosen) chooseIdentity(chosen)
      }}
    >
      {groups.map(({ label, members }) => (
        <optgroup key={label} label={label}>
          {members.map(member => (
            <option key={member.id} value={member.id}>
              {member.id} · {member.roles.map(({ roleName }) => roleName).join(', ') || words.noRights}
            </option>
          ))}
        </optgroup>
      ))}
    </SelectField>
  )
}

interface GroupWords {
  apiKeys: string
  serviceAccounts: string
  seed: string
  sandbox: string
  own: string
}

function groupsOf(identities: readonly Identity[], words: GroupWords) {
  const kinds = { apiKey: words.apiKeys, serviceAccount: words.serviceAccounts }
  const groups = new Map<string, Identity[]>()
  for (const identity of identities) {
    const label = `${words[identity.origin]} · ${kinds[identity.kind]}`
    groups.set(label, [...(groups.get(label) ?? []), identity])
  }
  return [...groups].map(([label, members]) => ({ label, members }))
}

/** Where nothing is known of the projects, their id is typed in. */
function ProjectField() {
  const words = useWords(integrationWords)
  const { organizations, groupId } = useSession()
  const isKnown = organizations.some(({ projects }) => projects.length > 0)
  if (!isKnown) {
    return (
      <TextField
        label={words.projectId}
        help={' '}
        value={groupId ?? ''}
        onChange={event => chooseProject(event.target.value)}
      />
    )
  }
  return (
    <SelectField
      label={words.on}
      help={groupId ?? ' '}
      value={groupId ?? ''}
      onChange={event => chooseProject(event.target.value)}
    >
      {organizations
        .filter(({ projects }) => projects.length > 0)
        .map(({ id, name, projects }) => (
          <optgroup key={id} label={name}>
            {projects.map(project => (
              <option key={project.id} value={project.id}>
                {project.name}
              </option>
            ))}
          </optgroup>
        ))}
    </SelectField>
  )
}
