import { Badge, Button, Group, Text } from '@mantine/core'
import { KEPT } from '../data/journal.ts'
import { usePreferences } from '../data/preferences.ts'
import { useSession } from '../data/session.ts'
import { number } from '../words/format.ts'
import { useWords } from '../words/words.ts'
import type { PausedList } from './use-paused-list.ts'

/** The number of requests, whether new ones appear, and the pause button. */
export function ListHeader({ list, matching }: { list: PausedList; matching: number }) {
  const { requests: words } = useWords()
  const language = usePreferences(({ language }) => language)
  const { shown, newCount, isPaused, toggle } = list
  const count = words.count(number(matching, language), number(shown.length, language))
  const limit = shown.length === KEPT ? ` · ${words.newest(number(KEPT, language))}` : ''
  return (
    <Group justify="space-between">
      <Text size="sm" c="dimmed">
        {count + limit}
      </Text>
      <Group gap="sm">
        <LiveBadge isPaused={isPaused} />
        <Button size="compact-sm" variant="default" onClick={toggle}>
          {!isPaused
            ? words.pause
            : newCount === 0
              ? words.resume
              : words.resumeNew(number(newCount, language))}
        </Button>
      </Group>
    </Group>
  )
}

function LiveBadge({ isPaused }: { isPaused: boolean }) {
  const { requests: words } = useWords()
  const isLive = useSession(({ isLive }) => isLive)
  const [color, text] = !isLive
    ? ['orange', words.notLive]
    : isPaused
      ? ['gray', words.paused]
      : ['teal', words.live]
  return (
    <Badge role="status" variant="light" tt="none" color={color}>
      {text}
    </Badge>
  )
}
