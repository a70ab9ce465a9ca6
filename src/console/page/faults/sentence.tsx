import { type ComboboxData, Group, Select, type SelectProps, Stack, Text, TextInput } from '@mantine/core'
import { NAMED_CALLS } from '../parts/describe-fault.ts'
import { useWords } from '../words/words.ts'
import { EFFECT_GROUPS, faultBody, INITIAL, type SentenceDraft } from './draft.ts'
import { useErrors } from './use-errors.ts'

/** Calls of which one Refresh sends one. */
const LISTS = ['reads', 'listGroupIntegrations']

/** Shows the three choices of a fault as a sentence, and which calls count. @param draft undefined: it cannot say all */
export function Sentence({
  draft,
  isJson,
  onChange
}: {
  draft: SentenceDraft | undefined
  isJson: boolean
  onChange: (draft: SentenceDraft) => void
}) {
  const { faults: words } = useWords()
  const errors = useErrors()
  const { start, number, calls } = words.sentence
  const word = (text: string) => (
    <Text size="sm" lh="36px">
      {text}
    </Text>
  )
  const change = (changes: Partial<SentenceDraft>) => onChange({ ...INITIAL, ...draft, ...changes })
  return (
    <Stack gap={4}>
      <Group gap="xs" align="flex-start">
        {word(start)}
        <TextInput
          aria-label={words.first}
          placeholder="∞"
          inputMode="numeric"
          disabled={!draft}
          value={draft?.first ?? ''}
          onChange={event => change({ first: event.currentTarget.value })}
          w="4.5rem"
        />
        {number && word(number)}
        <Choice
          aria-label={words.operation}
          data={useOperations()}
          value={draft?.operation ?? null}
          onPick={operation => change({ operation })}
          w="7rem"
        />
        {word(calls)}
        <Choice
          aria-label={words.effect}
          data={[
            ...EFFECT_GROUPS.map(([group, names]) => ({
              group: words.effectGroups[group],
              items: names.map(value => ({ value, label: words.effects[value] }))
            })),
            {
              group: words.effectGroups.errors,
              items: errors.map(({ id, status }) => ({ value: id, label: `${status} ${id}` }))
            }
          ]}
          value={draft?.effect ?? null}
          onPick={effect => change({ effect })}
          flex="1 1 13rem"
        />
      </Group>
      <Hints draft={draft} isJson={isJson} />
    </Stack>
  )
}

function Choice({ onPick, ...props }: SelectProps & { onPick: (value: string) => void }) {
  return (
    <Select
      {...props}
      disabled={props.value === null}
      onChange={chosen => chosen !== null && onPick(chosen)}
      allowDeselect={false}
      searchable
      comboboxProps={{ width: 'max-content' }}
    />
  )
}

/** Returns the operations in groups, those on integrations first; the others by what they are about. */
function useOperations(): ComboboxData {
  const { faults: words } = useWords()
  const ids = new Set(useErrors().flatMap(({ operations }) => operations))
  const others = [...ids].filter(id => !(id in words.callsOf))
  const groups = Map.groupBy(
    others,
    id => id.replace(/^[a-z]+(Group|Org)?|(?<=[^s])s$/g, '').replace(/(?<=[a-z])(?=[A-Z])/g, ' ') || id
  )
  return [
    { value: 'all', label: words.callsOf.all },
    {
      group: words.integrationCalls,
      items: NAMED_CALLS.map(value => ({ value, label: words.callsOf[value] }))
    },
    ...[...groups].map(([group, items]) => ({ group, items }))
  ]
}

/** Says which calls count. */
function Hints({ draft, isJson }: { draft: SentenceDraft | undefined; isJson: boolean }) {
  const { faults: words, common } = useWords()
  const hints = []
  if (draft) {
    const { match, stage = 'service' } = faultBody(draft)
    const ids = [match?.operation ?? []].flat().join(', ')
    const isList = LISTS.includes(draft.operation)
    hints.push(words.counted[stage] + (ids && common.colon + ids))
    if (isList || ids === '') hints.push(words.refresh[isList ? 'one' : 'three'])
    if (draft.first === '') hints.push(words.unlimited)
  } else hints.push(isJson ? words.onlyJson : words.notJson)
  return hints.map(hint => (
    <Text key={hint} size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
      {hint}
    </Text>
  ))
}
