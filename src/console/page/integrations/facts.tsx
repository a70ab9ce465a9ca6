import { Group, Text } from '@mantine/core'
import type { IntegrationTypeInfo } from '../../../../types/wire.d.ts'
import type { Integration } from '../data/integrations.ts'
import { usePreferences } from '../words/preferences.ts'
import { fieldsOf, shownName, textsOf } from './form/form-schema.ts'

/** Number of facts that fit into a card. */
const SHOWN = 3

/** Shows the first values of an integration, one per line, with secrets as redacted in the response. */
export function Facts({ info, integration }: { info: IntegrationTypeInfo; integration: Integration }) {
  const language = usePreferences(({ language }) => language)
  const shown = fieldsOf(info).filter(
    // A field with one allowed value is the same in every integration.
    ([name, field]) => field.enum?.length !== 1 && (integration[shownName(name, field)] ?? null) !== null
  )
  return shown.slice(0, SHOWN).map(([name, field]) => {
    const value = textOf(integration[shownName(name, field)])
    return (
      <Group key={name} gap="xs" wrap="nowrap">
        <Text size="sm" c="dimmed" flex="none" maw="60%" className="one-line">
          {textsOf(name, field, language).title}
        </Text>
        <Text size="sm" ff="monospace" className="one-line" title={value}>
          {value}
        </Text>
      </Group>
    )
  })
}

/** Returns a value as text: entries of an array with commas, a pair as `name: value`. */
function textOf(value: unknown): string {
  if (Array.isArray(value)) return value.map(textOf).join(', ')
  return typeof value === 'object' && value !== null ? Object.values(value).join(': ') : String(value)
}
