import { Box, Code, Group, Text } from '@mantine/core'
import { CopyButton } from './copy-button.tsx'

/** Shows a text in a scrollable block with a copy button. @param what heading, such as "Request body" */
export function CodeBlock({ text, what }: { text: string; what: string }) {
  return (
    <Box>
      <Group justify="space-between" mb={4}>
        <Text size="sm" fw={600}>
          {what}
        </Text>
        <CopyButton text={text} what={what} />
      </Group>
      {/* A scrollable region must be reachable by keyboard. */}
      <Code block className="code" tabIndex={0} role="region" aria-label={what}>
        {text}
      </Code>
    </Box>
  )
}
