import { ActionIcon, Box, Group, Menu, Tabs, Text, useMantineColorScheme } from '@mantine/core'
import { useRef } from 'react'
import { useRequests } from '../data/journal.ts'
import { go } from '../data/route.ts'
import { LANGUAGES, type Language, setLanguage, usePreferences } from '../words/preferences.ts'
import { useWords } from '../words/words.ts'
import { IdentitySelect } from './identity-select.tsx'
import { ProjectSelect } from './project-select.tsx'
import { useReset } from './use-reset.tsx'

/** Shows title, identity, project and settings in one line, and the tabs below. */
export function Header({ current }: { current: string }) {
  const { shell } = useWords()
  return (
    <Box component="header" px={{ base: 'xs', sm: 'md' }} pt="xs">
      <Group wrap="nowrap" gap="sm">
        <Text fw={600} visibleFrom="sm" flex="1 0 auto">
          {shell.title}
        </Text>
        <IdentitySelect />
        <ProjectSelect />
        <Settings />
      </Group>
      <Tabs value={current} onChange={name => go(name ?? '')} activateTabWithKeyboard={false} mt="xs">
        <Tabs.List className="tabs" aria-label={shell.navigation}>
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

/** Apart, because it changes with each request. */
function RequestCount() {
  const count = useRequests().length
  return count > 0 && ` (${count})`
}

function Settings() {
  const { shell, snapshots } = useWords()
  const language = usePreferences(({ language }) => language)
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const button = useRef<HTMLButtonElement>(null)
  const { reset, dialog } = useReset(button)
  const item = (label: string, isSelected: boolean, onClick: () => void) => (
    <Menu.Item key={label} fw={isSelected ? 700 : undefined} onClick={onClick}>
      {label}
    </Menu.Item>
  )
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon ref={button} variant="default" size="lg" aria-label={shell.settings}>
          ⋯
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {(Object.keys(LANGUAGES) as Language[]).map(name =>
          item(LANGUAGES[name], name === language, () => setLanguage(name))
        )}
        <Menu.Divider />
        {(['auto', 'light', 'dark'] as const).map(name =>
          item(shell.themes[name], name === colorScheme, () => setColorScheme(name))
        )}
        {reset && (
          <>
            <Menu.Divider />
            <Menu.Item c="red" onClick={reset}>
              {snapshots.reset}
            </Menu.Item>
          </>
        )}
      </Menu.Dropdown>
      {dialog}
    </Menu>
  )
}
