import { Alert, Code, List, Text } from '@mantine/core'
import { ControlFailure } from '../api/control.ts'
import { useWords } from '../words/words.ts'

/** Shows why a control plane call failed; nothing without an error. */
export function Failure({ error }: { error: unknown }) {
  const { common } = useWords()
  if (!error) return null
  const { status, problem } = error instanceof ControlFailure ? error : new ControlFailure(0, {})
  const { detail, title, errors = [] } = problem
  return (
    <Alert color="red" role="alert">
      <Text size="sm" lang={status === 0 ? undefined : 'en'}>
        {status === 0 ? common.unreachable : (detail ?? title ?? status)}
      </Text>
      {errors.length > 0 && (
        <List size="sm" lang="en">
          {errors.map(({ path, detail }) => (
            <List.Item key={path}>
              <Code>{path}</Code> {detail}
            </List.Item>
          ))}
        </List>
      )}
    </Alert>
  )
}
