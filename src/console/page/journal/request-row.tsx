import { memo } from 'react'
import type { RecordedRequest } from '../../../../types/wire.d.ts'
import { Badge, toneOf } from '../parts/badge.tsx'
import { hrefOf } from '../state/route.ts'
import type { Language } from '../words/define.ts'
import { clockTime } from '../words/format.ts'
import { shorten, shortenCaller } from './shorten.ts'
import { journalWords } from './words.ts'

/** One request in short; a link to its detail. Memoised: a thousand of them stay while one comes. */
export const RequestRow = memo(function RequestRow({
  request,
  project,
  language,
  isSelected,
  isTabStop
}: {
  request: RecordedRequest
  /** Name of its project. */
  project: string | undefined
  language: Language
  isSelected: boolean
  isTabStop: boolean
}) {
  const words = journalWords[language]
  const { id, time, operation, principal, integrationType } = request
  const { method, url } = request.request
  return (
    <a
      className="journal-row"
      href={hrefOf('journal', String(id))}
      data-id={id}
      aria-current={isSelected ? 'true' : undefined}
      tabIndex={isTabStop ? 0 : -1}
    >
      <time className="journal-row-time" dateTime={time}>
        {clockTime(time, language)}
      </time>
      <span className="journal-row-call">
        <strong>{method}</strong>{' '}
        <span className="journal-row-path" title={url}>
          {shorten(url)}
        </span>
      </span>
      <span className="journal-row-operation">
        {operation ?? words.unknownOperation}
        {project !== undefined && ` · ${project}`}
      </span>
      <span className="journal-row-caller" title={principal?.id}>
        {principal ? shortenCaller(principal.id) : words.nobody}
      </span>
      <span className="journal-row-type">{integrationType}</span>
      <Answer request={request} language={language} />
    </a>
  )
})

function Answer({ request: { answer, fault }, language }: { request: RecordedRequest; language: Language }) {
  const words = journalWords[language]
  const effects: Readonly<Record<string, string>> = words.effects
  return (
    <span className="journal-row-answer">
      <Badge tone={toneOf(answer?.status ?? 0)}>{answer?.status ?? words.noAnswer}</Badge>
      {fault && (
        <Badge tone="note">{words.injected(effects[fault.effect] ?? answer?.status ?? fault.effect)}</Badge>
      )}
      {answer?.errorCode && <span className="journal-row-code">{answer.errorCode}</span>}
    </span>
  )
}
