import { Group, Select, Stack, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import { useWords } from '../words/words.ts'
import { bodyOf, type Draft, EFFECT_GROUPS, stageOf } from './draft.ts'
import { useErrors } from './use-errors.ts'

/** Calls of which one Refresh sends one. */
const LISTS: readonly unknown[] = ['reads', 'listGroupIntegrations']

/** Shows the three choices of a fault as a sentence, and which calls count. */
export function Sentence({
  draft,
  first,
  operation,
  setEffect
}: {
  draft: Draft
  first: ReactNode
  operation: ReactNode
  setEffect: (effect: string) => void
}) {
  const { faults: words, common } = useWords()
  const catalogue = useErrors()
  const { start, number, calls } = words.sentence
  const word = (text: string) => (
    <Text size="sm" lh="36px">
      {text}
    </Text>
  )
  const ids = [bodyOf(draft).match?.operation ?? []].flat().join(', ')
  const stage = stageOf(draft)
  const isList = LISTS.includes(draft['match.operation'])
  const hints = [
    words.counted[stage] + (ids && common.colon + ids),
    // Before authentication, Digest challenges count too.
    ...(stage === 'edge' || (!isList && ids !== '') ? [] : [words.refresh[isList ? 'one' : 'three']]),
    ...(draft['when.first'] ? [] : [words.unlimited])
  ]
  return (
    <Stack gap={4}>
      <Group gap="xs" align="flex-start">
        {word(start)}
        {first}
        {number && word(number)}
        {operation}
        {word(calls)}
        <Select
          aria-label={words.effect}
          data={[
            ...EFFECT_GROUPS.map(([group, names]) => ({
              group: words.effectGroups[group],
              items: names.map(value => ({ value, label: words.effects[value] }))
            })),
            {
              group: words.effectGroups.errors,
              items: catalogue.map(({ id, status }) => ({ value: id, label: `${status} ${id}` }))
            }
          ]}
          value={draft.effect}
          onChange={value => value !== null && setEffect(value)}
          allowDeselect={false}
          searchable
          comboboxProps={{ width: 'max-content' }}
          flex="1 1 13rem"
        />
      </Group>
      {hints.map(hint => (
        <Text key={hint} size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
          {hint}
        </Text>
      ))}
    </Stack>
  )
}
