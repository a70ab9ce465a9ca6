import { Box, Group, Tabs, Text } from '@mantine/core'
import { useFound } from '../data/journal.ts'
import { ALL } from '../data/request-filter.ts'
import { go } from '../data/route.ts'
import { number } from '../words/format.ts'
import { usePreferences } from '../words/preferences.ts'
import { useWords } from '../words/words.ts'
import { IdentitySelect } from './identity-select.tsx'
import { ProjectSelect } from './project-select.tsx'
import { Settings } from './settings.tsx'

/** Shows title, identity, project and settings in one line, and the tabs below. */
export function Header({ current }: { current: string }) {
  const { shell } = useWords()
  return (
    <Box component="header" className="edges" pt="xs">
      <Group className="header" wrap="nowrap" gap="sm">
        <Text fw={600} fz={{ base: 'sm', sm: 'md' }} flex={{ base: 'none', sm: '1 0 auto' }}>
          {shell.title}
        </Text>
        <IdentitySelect />
        <ProjectSelect />
        <Settings />
      </Group>
      <Tabs value={current} onChange={name => go(name ?? '')} activateTabWithKeyboard={false} mt="xs">
        <Tabs.List aria-label={shell.navigation}>
          {Object.entries(shell.views).map(([name, label]) => (
            <Tabs.Tab key={name} value={name} aria-controls="main" px={{ base: 8, sm: 'md' }}>
              {label}
              {name === 'requests' && <RequestCount />}
            </Tabs.Tab>
          ))}
        </Tabs.List>
      </Tabs>
    </Box>
  )
}

/** Counts the requests that the log shows by default. A component of its own: it renders for each new request. */
function RequestCount() {
  const language = usePreferences(({ language }) => language)
  const { totalCount = 0 } = useFound(ALL).data ?? {}
  return totalCount > 0 && ` (${number(totalCount, language)})`
}
