import type { ReactNode } from 'react'
import { type Exchange, failureOf } from '../atlas/exchange.ts'
import { English } from '../parts/english.tsx'
import { Notice } from '../parts/notice.tsx'
import { hrefOf } from '../state/route.ts'
import { useStage } from '../state/stage.ts'
import { useWords } from '../state/use-words.ts'
import { formWords } from './form/words.ts'

/** What Atlas answered in place of what was wanted. */
export function Refusal({
  exchange,
  title,
  children
}: {
  exchange: Exchange
  title?: string
  children?: ReactNode
}) {
  const words = useWords(formWords)
  const isStaged = useStage(({ faults }) => faults.some(({ ended }) => !ended))
  const { answer } = exchange
  const failure = failureOf(exchange)
  return (
    <Notice tone="bad" isLive>
      {title !== undefined && <strong>{title}</strong>}
      <strong>
        {answer ? words.answered(answer.status) : words.noAnswer}
        {failure && (
          <>
            {' · '}
            <code>{failure.errorCode}</code>
          </>
        )}
      </strong>
      {failure && (
        <p>
          <English>{failure.detail}</English>
        </p>
      )}
      {children}
      <p className="row">
        <a href={hrefOf('journal')}>{words.seeJournal}</a>
        {isStaged && <a href={hrefOf('stage')}>{words.fault}</a>}
      </p>
    </Notice>
  )
}
