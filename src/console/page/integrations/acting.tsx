import { useState } from 'react'
import { type Identity, keyOf } from '../atlas/identity.ts'
import { Button } from '../parts/button.tsx'
import { SelectField, TextField } from '../parts/field.tsx'
import { ProjectField } from '../parts/project-field.tsx'
import { usePreferences } from '../state/preferences.ts'
import { chooseIdentity, chooseProject, useSession } from '../state/session.ts'
import { useWords } from '../state/use-words.ts'
import { list } from '../words/format.ts'
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
      <ActingProject />
      <Button onClick={() => setTyping(true)}>{words.typeIn}</Button>
      {isTyping && <OwnIdentityDialog onClose={() => setTyping(false)} />}
    </div>
  )
}

function IdentityField() {
  const words = useWords(integrationWords)
  const { identities, identity } = useSession()
  const language = usePreferences(({ language }) => language)
  const tellRights = useRights()
  const groups = groupsOf(identities, words)
  const rolesOf = ({ origin, roles }: Identity) =>
    origin === 'own'
      ? words.own
      : list(
          roles.map(({ roleName }) => roleName),
          language
        ) || words.noRights
  return (
    <SelectField
      label={words.actAs}
      value={identity ? keyOf(identity) : ''}
      disabled={identities.length === 0}
      help={identity ? tellRights(identity) : words.noProject}
      onChange={event => {
        const chosen = identities.find(identity => keyOf(identity) === event.target.value)
        if (chosen) chooseIdentity(chosen)
      }}
    >
      {groups.map(({ label, members }) => (
        <optgroup key={label} label={label}>
          {members.map(member => (
            <option key={keyOf(member)} value={keyOf(member)}>
              {member.id} · {rolesOf(member)}
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
function ActingProject() {
  const words = useWords(integrationWords)
  const { organizations, groupId } = useSession()
  if (organizations.some(({ projects }) => projects.length > 0)) {
    return <ProjectField label={words.on} help={groupId ?? ' '} project={groupId} onChange={chooseProject} />
  }
  return (
    <TextField
      label={words.projectId}
      help={' '}
      value={groupId ?? ''}
      onChange={event => chooseProject(event.target.value)}
    />
  )
}
