import { Group, Text } from '@mantine/core'
import type { IntegrationTypeInfo } from '../../../../types/wire.d.ts'
import type { Integration } from '../data/integrations.ts'
import { usePreferences } from '../words/preferences.ts'
import { useWords } from '../words/words.ts'
import { factsOf } from './card-texts.ts'

/** Shows the values of an integration that its type names, one per line; redacted ones with four bullets. */
export function Facts({ info, integration }: { info: IntegrationTypeInfo; integration: Integration }) {
  const { common } = useWords()
  const language = usePreferences(({ language }) => language)
  return factsOf(info, integration, language).map(({ name, title, text, isRedacted, value }) => (
    <Group key={name} gap="xs" wrap="nowrap">
      <Text size="sm" c="dimmed" flex="none" maw="60%" className="one-line">
        {title}
      </Text>
      <Text
        size="sm"
        ff="monospace"
        className="one-line"
        title={isRedacted ? value + common.inBrackets(common.redacted) : value}
      >
        {text}
      </Text>
    </Group>
  ))
}
