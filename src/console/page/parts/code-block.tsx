import { Box, Code, Group, Text } from '@mantine/core'
import { type ReactNode, useLayoutEffect, useMemo, useRef } from 'react'
import { useAllTypes } from '../data/queries.ts'
import { useWords } from '../words/words.ts'
import { CopyButton } from './copy-button.tsx'
import { tokensOf } from './json-tokens.ts'

/**
 * Shows a text in a scrollable block with a copy button; JSON in colors.
 *
 * @param what heading, such as "Request body"
 * @param after shown after the heading
 * @param value of a member in the JSON that is in view at first
 * @param shown in place of the text; the button copies the text
 */
export function CodeBlock({
  text,
  what,
  after,
  value,
  shown = text
}: {
  text: string
  what: string
  after?: ReactNode
  value?: string | undefined
  shown?: string
}) {
  const block = useRef<HTMLPreElement>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: the strings are those of the text
  useLayoutEffect(() => {
    const strings = [...(block.current?.querySelectorAll<HTMLElement>('.json-string') ?? [])]
    const found = strings.find(({ textContent }) => textContent === JSON.stringify(value))
    if (block.current && found) block.current.scrollTop = found.offsetTop - block.current.clientHeight / 2
  }, [text, value])
  return (
    <Box>
      <Group justify="space-between" mb={4}>
        <Group gap="xs">
          <Text size="sm" fw={600}>
            {what}
          </Text>
          {after}
        </Group>
        <CopyButton text={text} what={what} />
      </Group>
      {/* A scrollable region must be reachable by keyboard. */}
      <Code block ref={block} className="code" tabIndex={0} role="region" aria-label={what}>
        <Colored text={shown} />
      </Code>
    </Box>
  )
}

/** Shows JSON in colors, and marks the values that Atlas redacted; shows other text as it is. */
function Colored({ text }: { text: string }) {
  const { common } = useWords()
  const types = useAllTypes()
  const tokens = useMemo(() => tokensOf(text, types), [text, types])
  if (!tokens) return text
  return tokens.map(({ text, kind }, at) => {
    if (!kind) return text
    const isRedacted = kind === 'redacted'
    const Tag = isRedacted ? 'mark' : 'span'
    return (
      // biome-ignore lint/suspicious/noArrayIndexKey: tokens have no identity
      <Tag key={at} className={`json-${kind}`} title={isRedacted ? common.redacted : undefined}>
        {text}
      </Tag>
    )
  })
}
