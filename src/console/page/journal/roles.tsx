import type { RecordedRequest } from '../../../../types/wire.d.ts'
import { Fact } from '../parts/fact.tsx'
import { partWords } from '../parts/words.ts'
import { usePreferences } from '../state/preferences.ts'
import { useWords } from '../state/use-words.ts'
import { list } from '../words/format.ts'
import { journalWords } from './words.ts'

/** The roles that a call needs and those that its caller has. */
export function Roles({
  request,
  nameOf
}: {
  request: RecordedRequest
  nameOf: (id: string) => string | undefined
}) {
  const words = useWords(journalWords)
  const { needed, had } = request.role
  const { project = [], organization = [] } = needed ?? {}
  const onOrganization = project.length === 0 ? words.onTheOrganization : words.onOrganization
  return (
    <>
      <Fact name={words.rolesNeeded}>
        {needed === null && words.noRoleNeeded}
        {project.length > 0 && <Names what={words.onProject} roles={project} />}
        {organization.length > 0 && <Names what={onOrganization} roles={organization} />}
      </Fact>
      {had && (
        <Fact name={words.rolesHad}>
          {had.length === 0 && words.noRoleNeeded}
          {had.map(({ roleName, groupId, orgId }) => {
            const place = groupId ?? orgId ?? ''
            return (
              <div key={`${roleName} ${place}`}>
                <code>{roleName}</code> · {nameOf(place) ?? place}
              </div>
            )
          })}
        </Fact>
      )}
    </>
  )
}

function Names({ what, roles }: { what: string; roles: readonly string[] }) {
  const { colon } = useWords(partWords)
  const language = usePreferences(({ language }) => language)
  return (
    <div>
      <span className="soft">
        {what}
        {colon}
      </span>
      <code>{list(roles, language)}</code>
    </div>
  )
}
