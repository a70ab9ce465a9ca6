import { ActionIcon, Button, Popover, SegmentedControl, Stack, useMantineColorScheme } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useRef } from 'react'
import { newestRequestId } from '../data/journal.ts'
import { LANGUAGES, type Language, restartSteps, setLanguage, usePreferences } from '../words/preferences.ts'
import { useWords } from '../words/words.ts'
import { useReset } from './use-reset.tsx'

const THEMES = ['auto', 'light', 'dark'] as const

type Theme = (typeof THEMES)[number]

/** Opens the page's settings, and resets the mock. */
export function Settings() {
  const { shell, snapshots } = useWords()
  const language = usePreferences(({ language }) => language)
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const [isOpen, { toggle, close }] = useDisclosure()
  const button = useRef<HTMLButtonElement>(null)
  const { reset, dialog } = useReset(button)
  return (
    <>
      <Popover opened={isOpen} onChange={close} position="bottom-end" trapFocus returnFocus>
        <Popover.Target>
          <ActionIcon ref={button} variant="default" size="lg" aria-label={shell.menu} onClick={toggle}>
            ⋯
          </ActionIcon>
        </Popover.Target>
        <Popover.Dropdown aria-label={shell.menu}>
          <Stack gap="xs">
            <SegmentedControl
              aria-label={shell.language}
              data={Object.entries(LANGUAGES).map(([value, label]) => ({ value, label }))}
              value={language}
              onChange={name => setLanguage(name as Language)}
            />
            <SegmentedControl
              aria-label={shell.theme}
              data={THEMES.map(value => ({ value, label: shell.themes[value] }))}
              value={colorScheme}
              onChange={name => setColorScheme(name as Theme)}
            />
            <Button
              variant="default"
              onClick={() => {
                close()
                restartSteps(newestRequestId())
              }}
            >
              {shell.firstSteps}
            </Button>
            {reset && (
              <Button
                variant="default"
                c="red"
                onClick={() => {
                  close()
                  reset()
                }}
              >
                {snapshots.reset}
              </Button>
            )}
          </Stack>
        </Popover.Dropdown>
      </Popover>
      {dialog}
    </>
  )
}
