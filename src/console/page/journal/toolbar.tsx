import { useEffect, useState } from 'react'
import { Badge } from '../parts/badge.tsx'
import { Button } from '../parts/button.tsx'
import { useJournal } from '../state/journal.ts'
import { useWords } from '../state/use-words.ts'
import { Actions } from './actions.tsx'
import { journalWords } from './words.ts'

/** Whether the journal is followed, and what can be done with it. */
export function Toolbar({ isPaused, onPause }: { isPaused: boolean; onPause: (isPaused: boolean) => void }) {
  const words = useWords(journalWords)
  return (
    <div className="row-between">
      <p className="soft">{words.intro}</p>
      <div className="row">
        <Live />
        <Button isSmall aria-pressed={isPaused} onClick={() => onPause(!isPaused)}>
          {words.pause}
        </Button>
        <Actions />
      </div>
    </div>
  )
}

function Live() {
  const words = useWords(journalWords)
  const isLive = useJournal(({ isLive }) => isLive)
  const [wasLive, setWasLive] = useState(isLive)
  useEffect(() => {
    if (isLive) setWasLive(true)
  }, [isLive])
  return (
    <span role="status">
      <Badge tone={isLive ? 'good' : wasLive ? 'warn' : 'plain'}>
        {isLive ? words.live : wasLive ? words.interrupted : words.connecting}
      </Badge>
    </span>
  )
}
