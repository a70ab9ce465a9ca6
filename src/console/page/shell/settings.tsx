import { ActionIcon, Menu, useMantineColorScheme } from '@mantine/core'
import { useRef } from 'react'
import { newestRequestId } from '../data/journal.ts'
import { LANGUAGES, type Language, restartSteps, usePreferences } from '../words/preferences.ts'
import { setLanguage, useWords } from '../words/words.ts'
import { useReset } from './use-reset.tsx'

const THEMES = ['auto', 'light', 'dark'] as const

/** Opens the page's settings, and resets the mock. */
export function Settings() {
  const { shell, snapshots } = useWords()
  const language = usePreferences(({ language }) => language)
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const button = useRef<HTMLButtonElement>(null)
  const { ask, dialog } = useReset(button)
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon ref={button} variant="default" size="lg" aria-label={shell.menu}>
            ⋯
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.RadioGroup value={language} onChange={name => void setLanguage(name as Language)}>
            {Object.entries(LANGUAGES).map(([value, label]) => (
              <Menu.RadioItem key={value} value={value} closeMenuOnClick>
                {label}
              </Menu.RadioItem>
            ))}
          </Menu.RadioGroup>
          <Menu.Divider />
          <Menu.RadioGroup
            value={colorScheme}
            onChange={name => setColorScheme(name as (typeof THEMES)[number])}
          >
            {THEMES.map(value => (
              <Menu.RadioItem key={value} value={value} closeMenuOnClick>
                {shell.themes[value]}
              </Menu.RadioItem>
            ))}
          </Menu.RadioGroup>
          <Menu.Divider />
          <Menu.Item onClick={() => restartSteps(newestRequestId())}>{shell.firstSteps}</Menu.Item>
          {ask && (
            <Menu.Item c="red" onClick={ask}>
              {snapshots.reset}
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      {dialog}
    </>
  )
}
