import { Group, Text } from '@mantine/core'
import type { IntegrationTypeInfo } from '../../../../types/wire.d.ts'
import type { Integration } from '../data/integrations.ts'
import { usePreferences } from '../words/preferences.ts'
import { useWords } from '../words/words.ts'
import { fieldsOf, textsOf } from './form/form-schema.ts'

/** Facts that fit into a card. */
const SHOWN = 3

/** The first values of an integration, one on a line, secrets as the response redacts them. */
export function Facts({ info, integration }: { info: IntegrationTypeInfo; integration: Integration }) {
  const { integrations: words } = useWords()
  const language = usePreferences(({ language }) => language)
  const shown = fieldsOf(info).filter(([name]) => (integration[name] ?? null) !== null)
  const textOf = (value: unknown) =>
    typeof value === 'boolean' ? (value ? words.yes : words.no) : String(value)
  return shown.slice(0, SHOWN).map(([name, field]) => (
    <Group key={name} gap="xs" wrap="nowrap">
      <Text size="sm" c="dimmed" flex="none" maw="60%" className="one-line">
        {textsOf(name, field, language).title}
      </Text>
      <Text size="sm" ff="monospace" className="one-line" title={textOf(integration[name])}>
        {textOf(integration[name])}
      </Text>
    </Group>
  ))
}
