import { hrefOf } from '../state/route.ts'
import { chooseProject, useSession } from '../state/session.ts'

/** Leads to the form of each type that alerts are posted to, in the project. @param label of the link */
export function ConfigureLink({ project, label }: { project: string; label: (typeLabel: string) => string }) {
  const types = useSession(({ types }) => types)
  return types
    .filter(({ receivesAlerts }) => receivesAlerts)
    .map(type => (
      <p key={type.type}>
        <a href={hrefOf('integrations', type.type)} onClick={() => chooseProject(project)}>
          {label(type.label)}
        </a>
      </p>
    ))
}
