import { Alert, Code } from '@mantine/core'
import { ControlFailure } from '../api/control.ts'
import { useWords } from '../words/words.ts'

/** Shows why an action failed, such as a control plane call; nothing without an error. @param titles replace the server's text, by status code */
export function Failure({ error, titles }: { error: unknown; titles?: Readonly<Record<number, string>> }) {
  const { common } = useWords()
  if (!error) return null
  if (!(error instanceof ControlFailure)) {
    return <Alert color="red" role="alert" title={String(Object(error).message)} />
  }
  const { status, problem } = error
  const { detail, title, errors = [] } = problem
  const known = status === 0 ? common.unreachable : titles?.[status]
  const lines = [detail ?? title, ...errors.map(({ path, detail }) => `${path}: ${detail}`)]
  return (
    <Alert color="red" role="alert" title={known ?? common.rejected(status)}>
      {!known && (
        <Code block lang="en" className="wrap">
          {lines.join('\n')}
        </Code>
      )}
    </Alert>
  )
}
