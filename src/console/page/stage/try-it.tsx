import { useState } from 'react'
import { failureOf } from '../atlas/exchange.ts'
import { Badge, toneOf } from '../parts/badge.tsx'
import { Button } from '../parts/button.tsx'
import { useSession } from '../state/session.ts'
import { useWords } from '../state/use-words.ts'
import { type Action, perform } from '../state/wire.ts'
import { stageWords } from './words.ts'

/** Lists the chosen project's integrations, to see what a client now meets. */
export function TryIt() {
  const { faults: words } = useWords(stageWords)
  const { groupId, identity } = useSession()
  const [action, setAction] = useState<Action>()
  if (groupId === undefined || !identity) return null
  return (
    <div className="row">
      <Button onClick={() => void perform({ operation: 'list', groupId }).then(setAction)}>
        {words.tryIt}
      </Button>
      <span className="row" role="status">
        {action && <Outcome action={action} />}
      </span>
    </div>
  )
}

function Outcome({ action: { last } }: { action: Action }) {
  const { faults: words } = useWords(stageWords)
  const status = last.answer?.status ?? 0
  const failure = failureOf(last)
  return (
    <>
      {words.tried(`${last.request.method} …/integrations`)}
      <Badge tone={toneOf(status)}>{status === 0 ? words.triedNothing : status}</Badge>
      {failure && <code>{failure.errorCode}</code>}
    </>
  )
}
