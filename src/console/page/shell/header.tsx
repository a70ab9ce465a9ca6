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
import { Status } from './status.tsx'

/** Shows title, identity, project and settings in one line, the tabs below, and beside them faults and time. */
export function Header({ current }: { current: string }) {
  const { shell } = useWords()
  return (
    <Box component="header" className="header edges">
      <Group className="header-line" wrap="nowrap" gap="sm">
        <Text fw={600} fz={{ base: 'sm', sm: 'md' }} flex="1 0 auto">
          {shell.title}
        </Text>
        <IdentitySelect />
        <ProjectSelect />
        <Settings />
      </Group>
      <Group className="header-line" wrap="nowrap" justify="space-between">
        <Tabs
          value={current}
          onChange={name => go(name ?? '')}
          activateTabWithKeyboard={false}
          flex={{ base: 1, sm: 'none' }}
        >
          <Tabs.List aria-label={shell.navigation}>
            {Object.entries(shell.views).map(([name, label]) => (
              <Tabs.Tab key={name} value={name} aria-controls="main" px={{ base: 8, sm: 'md' }}>
                {label}
                {name === 'requests' && <RequestCount />}
              </Tabs.Tab>
            ))}
          </Tabs.List>
        </Tabs>
        <Status />
      </Group>
    </Box>
  )
}

/** Counts the requests that the log shows by default. A component of its own: it renders for each new request. */
function RequestCount() {
  const language = usePreferences(({ language }) => language)
  const { totalCount = 0 } = useFound(ALL).data ?? {}
  return totalCount > 0 && ` (${number(totalCount, language)})`
}
