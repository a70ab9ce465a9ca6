import { ActionIcon, Box, Group, Menu, Tabs, Text, useMantineColorScheme } from '@mantine/core'
import { useRequests } from '../data/journal.ts'
import { LANGUAGES, type Language, setLanguage, usePreferences } from '../data/preferences.ts'
import { go } from '../data/route.ts'
import { useWords } from '../words/words.ts'
import { IdentitySelect } from './identity-select.tsx'
import { ProjectSelect } from './project-select.tsx'
import { VIEWS, type ViewName } from './views.ts'

const THEMES = ['auto', 'light', 'dark'] as const

/** Title, identity, project and settings in one line; the tabs of the views below. */
export function Header({ current }: { current: ViewName | undefined }) {
  const { shell } = useWords()
  return (
    <Box component="header" px={{ base: 'xs', sm: 'md' }} pt="xs">
      <Group wrap="nowrap" gap="sm">
        <Group wrap="nowrap" gap="xs" visibleFrom="sm" flex={1}>
          <svg viewBox="0 0 32 32" width="28" height="28" aria-hidden="true">
            <rect width="32" height="32" rx="7" fill="#00684a" />
            <path
              d="M12 7v6m8-6v6M9 13h14v3a7 7 0 0 1-14 0zm7 10v3"
              fill="none"
              stroke="#fff"
              strokeWidth="2"
            />
          </svg>
          <Text fw={600} className="one-line">
            {shell.title}
          </Text>
        </Group>
        <IdentitySelect />
        <ProjectSelect />
        <Settings />
      </Group>
      <Navigation current={current} />
    </Box>
  )
}

function Navigation({ current }: { current: ViewName | undefined }) {
  const { shell } = useWords()
  const count = useRequests().length
  return (
    <Tabs value={current ?? null} onChange={name => go(name ?? '')} activateTabWithKeyboard={false} mt="xs">
      <Tabs.List className="tabs" aria-label={shell.navigation}>
        {VIEWS.map(name => (
          <Tabs.Tab key={name} value={name} aria-controls="main" px={{ base: 8, sm: 'md' }}>
            {shell.views[name]}
            {name === 'requests' && count > 0 && ` (${count})`}
          </Tabs.Tab>
        ))}
      </Tabs.List>
    </Tabs>
  )
}

function Settings() {
  const { shell } = useWords()
  const language = usePreferences(({ language }) => language)
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon variant="default" size="lg" aria-label={shell.settings}>
          <svg viewBox="0 0 24 24" width="18" height="18" aria-hidden="true" fill="currentColor">
            <circle cx="5" cy="12" r="2" />
            <circle cx="12" cy="12" r="2" />
            <circle cx="19" cy="12" r="2" />
          </svg>
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{shell.language}</Menu.Label>
        {(Object.keys(LANGUAGES) as Language[]).map(name => (
          <Menu.Item
            key={name}
            lang={name}
            fw={name === language ? 700 : undefined}
            onClick={() => setLanguage(name)}
          >
            {LANGUAGES[name]}
          </Menu.Item>
        ))}
        <Menu.Label>{shell.theme}</Menu.Label>
        {THEMES.map(name => (
          <Menu.Item
            key={name}
            fw={name === colorScheme ? 700 : undefined}
            onClick={() => setColorScheme(name)}
          >
            {shell.themes[name]}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
