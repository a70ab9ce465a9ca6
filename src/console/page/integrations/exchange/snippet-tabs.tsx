import { Box, SegmentedControl, Text } from '@mantine/core'
import { useState } from 'react'
import { useTypes } from '../../data/queries.ts'
import { CodeBlock } from '../../parts/code-block.tsx'
import type { Call } from '../../snippets/call.ts'
import { type Snippets, snippetsOf } from '../../snippets/snippets.ts'
import { useWords } from '../../words/words.ts'

const CLIENTS = ['curl', 'go', 'atlasCli', 'terraform'] as const satisfies readonly (keyof Snippets)[]

/** The same call for other clients. */
export function SnippetTabs({ call }: { call: Call }) {
  const { exchange: words } = useWords()
  const [client, setClient] = useState<keyof Snippets>('curl')
  const info = useTypes().find(({ type }) => type === call.type)
  return (
    <Box>
      <Text size="sm" fw={600} mb={4}>
        {words.copyAs}
      </Text>
      <SegmentedControl
        aria-label={words.copyAs}
        data={CLIENTS.map(value => ({ value, label: words.clients[value] }))}
        value={client}
        onChange={value => setClient(value as keyof Snippets)}
        size="xs"
        fullWidth
        mb="xs"
      />
      <CodeBlock text={snippetsOf(call, info?.schema)[client]} what={words.clients[client]} />
    </Box>
  )
}
