import { Alert, Code } from '@mantine/core'
import { ControlFailure } from '../api/control.ts'
import { useWords } from '../words/words.ts'

/** Shows why a control plane call failed; nothing if it did not. */
export function Failure({ error }: { error: unknown }) {
  const { common } = useWords()
  if (!error) return null
  const { status, problem } = error instanceof ControlFailure ? error : new ControlFailure(0, {})
  const { detail, title, errors = [] } = problem
  const lines = [detail ?? title, ...errors.map(({ path, detail }) => `${path}: ${detail}`)]
  return (
    <Alert color="red" role="alert" title={status === 0 ? common.unreachable : common.rejected(status)}>
      {status !== 0 && (
        <Code block lang="en" style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
          {lines.join('\n')}
        </Code>
      )}
    </Alert>
  )
}
