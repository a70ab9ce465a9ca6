import { Group, Select, Stack, Text, TextInput } from '@mantine/core'
import { NAMED_CALLS } from '../parts/describe-fault.ts'
import { useWords } from '../words/words.ts'
import { bodyOf, type Draft, EFFECT_GROUPS, stageOf } from './draft.ts'
import type { FaultErrors } from './fault-errors.tsx'
import type { Field } from './fields.ts'
import { useErrors } from './use-errors.ts'

/** Calls of which one Refresh sends one. */
const LISTS: readonly string[] = ['reads', 'listGroupIntegrations']

/** Shows the three choices of a fault as a sentence, and which calls count. */
export function Sentence({
  draft,
  errors,
  set,
  setEffect
}: {
  draft: Draft
  errors: FaultErrors
  set: (field: Field, value: string | null) => void
  setEffect: (effect: string) => void
}) {
  const { faults: words, common } = useWords()
  const catalogue = useErrors()
  const { start, number, calls } = words.sentence
  const operation = draft['match.operation'] || 'all'
  const others = new Set(
    catalogue.flatMap(({ operations }) => operations).filter(id => !(id in words.callsOf))
  )
  const ids = [bodyOf(draft).match?.operation ?? []].flat().join(', ')
  const hints = [
    words.counted[stageOf(draft)] + (ids && common.colon + ids),
    ...(LISTS.includes(operation) ? [words.refresh.one] : operation === 'all' ? [words.refresh.three] : []),
    ...(draft['when.first'] ? [] : [words.unlimited])
  ]
  const select = { allowDeselect: false, searchable: true, comboboxProps: { width: 'max-content' } } as const
  return (
    <Stack gap={4}>
      <Group gap="xs" align="flex-start">
        <Word text={start} />
        <TextInput
          aria-label={words.fields.first}
          placeholder="∞"
          inputMode="numeric"
          w="4.5rem"
          value={draft['when.first'] ?? ''}
          onChange={event => set('when.first', event.currentTarget.value)}
          error={errors['when.first']}
        />
        <Word text={number} />
        <Select
          {...select}
          aria-label={words.fields.operation}
          data={[
            { value: 'all', label: words.callsOf.all },
            {
              group: words.callGroups.integrations,
              items: NAMED_CALLS.map(value => ({ value, label: words.callsOf[value] }))
            },
            { group: words.callGroups.others, items: [...others] }
          ]}
          w="7rem"
          value={operation}
          onChange={value => set('match.operation', value === 'all' ? '' : value)}
          error={errors['match.operation']}
        />
        <Word text={calls} />
        <Select
          {...select}
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
          flex="1 1 13rem"
          value={draft.effect}
          onChange={value => value !== null && setEffect(value)}
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

/** A part of the sentence, on the line of the inputs. */
function Word({ text }: { text: string }) {
  return (
    text !== '' && (
      <Text size="sm" lh="36px">
        {text}
      </Text>
    )
  )
}
