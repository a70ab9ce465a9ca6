import { List, Stack, Text } from '@mantine/core'
import { CodeBlock } from '../parts/code-block.tsx'
import { useWords } from '../words/words.ts'
import { nodeCheck, opensslCheck, type Signed } from './check.ts'

/** Explains how a receiver verifies a signature, with commands for this delivery. */
export function Verification(signed: Signed) {
  const { alerts: words } = useWords()
  const { raw, hmac, compare } = words.steps
  return (
    <Stack gap="sm">
      <List type="ordered" size="sm">
        <List.Item>{raw}</List.Item>
        <List.Item>{hmac}</List.Item>
        <List.Item>{compare}</List.Item>
      </List>
      <Text size="sm">{words.replace}</Text>
      <CodeBlock text={opensslCheck(signed)} what={words.openssl} />
      <CodeBlock text={nodeCheck(signed)} what={words.node} />
    </Stack>
  )
}
