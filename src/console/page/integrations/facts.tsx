import { Group, Text } from '@mantine/core'
import type { IntegrationTypeInfo } from '../../../../types/wire.d.ts'
import type { Integration } from '../data/integrations.ts'
import { SecretInput } from '../parts/secret-input.tsx'
import { usePreferences } from '../words/preferences.ts'
import { useWords } from '../words/words.ts'
import { cardFacts } from './card-texts.ts'

/**
 * Shows the values of an integration that its type names, one per line: redacted ones with four bullets, secrets that
 * Atlas returns in clear when a button is pressed.
 */
export function Facts({ info, integration }: { info: IntegrationTypeInfo; integration: Integration }) {
  const { common, integrations: words } = useWords()
  const language = usePreferences(({ language }) => language)
  const facts = cardFacts(info, integration, language)
  return (
    <>
      {facts.map(({ name, title, text, isRedacted, isInClear, value }) => (
        <Group key={name} gap="xs" wrap="nowrap">
          <Text size="sm" c="dimmed" flex="none" maw="60%" className="one-line">
            {title}
          </Text>
          {isInClear ? (
            <SecretInput
              what={title}
              aria-label={title}
              variant="unstyled"
              size="xs"
              className="grow"
              readOnly
              value={value}
            />
          ) : (
            <Text
              size="sm"
              ff="monospace"
              className="one-line"
              title={isRedacted ? value + common.inBrackets(common.redacted) : value}
            >
              {text}
            </Text>
          )}
        </Group>
      ))}
      {facts.some(({ isInClear }) => isInClear) && (
        <Text size="xs" c="dimmed">
          {words.inClear}
        </Text>
      )}
    </>
  )
}
