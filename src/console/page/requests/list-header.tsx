import { Badge, Button, Group, Text } from '@mantine/core'
import { KEPT } from '../data/journal.ts'
import { useSession } from '../data/session.ts'
import { number } from '../words/format.ts'
import { usePreferences } from '../words/preferences.ts'
import { useWords } from '../words/words.ts'
import { isFiltering, NO_FILTER, useFilter } from './filter.ts'
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
      <Group gap="xs">
        <Text size="sm" c="dimmed">
          {count + limit}
        </Text>
        <ClearFilter />
      </Group>
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

/** Shows all requests again; nothing if they are shown. */
function ClearFilter() {
  const { requests: words } = useWords()
  const isFiltered = useFilter(isFiltering)
  if (!isFiltered) return null
  return (
    <Button size="compact-sm" variant="default" onClick={() => useFilter.setState(NO_FILTER)}>
      {words.clearFilter}
    </Button>
  )
}

function LiveBadge({ isPaused }: { isPaused: boolean }) {
  const { requests: words } = useWords()
  const isLive = useSession(({ isLive }) => isLive)
  return (
    <Badge role="status" variant="light" tt="none" color={!isLive ? 'orange' : isPaused ? 'gray' : 'teal'}>
      {!isLive ? words.notLive : isPaused ? words.paused : words.live}
    </Badge>
  )
}
