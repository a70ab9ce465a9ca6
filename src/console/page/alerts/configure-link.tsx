import { Anchor } from '@mantine/core'
import { hrefOf } from '../data/route.ts'
import { selectProject } from '../data/session.ts'

/** Opens the form of an integration type in a project. */
export function ConfigureLink({
  type,
  project,
  label
}: {
  type: string
  project: string | undefined
  label: string
}) {
  return (
    <Anchor
      size="sm"
      href={hrefOf('integrations', type)}
      onClick={() => project !== undefined && selectProject(project)}
    >
      {label}
    </Anchor>
  )
}
