import type { RecordedRequest } from '../../../../types/wire.d.ts'
import { Badge, toneOf } from '../parts/badge.tsx'
import { Code } from '../parts/code.tsx'
import { useWords } from '../state/use-words.ts'
import { journalWords } from './words.ts'

/** The request as it was sent. */
export function Sent({
  request: { method, url, httpVersion, headers, body }
}: Pick<RecordedRequest, 'request'>) {
  const words = useWords(journalWords)
  return (
    <section className="stack-small">
      <h3>{words.sent}</h3>
      <Code what={words.requestLine} text={`${method} ${url} HTTP/${httpVersion}`} />
      <Code what={words.requestHeaders} text={headersText(headers)} />
      {body === null ? (
        <p className="soft">{words.noBody}</p>
      ) : (
        <Code what={words.requestBody} text={bodyText(body)} />
      )}
    </section>
  )
}

/** The answer as it went out. */
export function Answered({ answer }: Pick<RecordedRequest, 'answer'>) {
  const words = useWords(journalWords)
  return (
    <section className="stack-small">
      <h3 className="row">
        {words.answered}
        <Badge tone={toneOf(answer?.status ?? 0)}>{answer?.status ?? words.noAnswer}</Badge>
        {answer?.errorCode && <code>{answer.errorCode}</code>}
      </h3>
      {answer && (
        <>
          <Code what={words.answerHeaders} text={headersText(answer.headers)} />
          {answer.body === null ? (
            <p className="soft">{words.noAnswerBody}</p>
          ) : (
            <Code what={words.answerBody} text={bodyText(answer.body)} />
          )}
        </>
      )}
    </section>
  )
}

function headersText(headers: RecordedRequest['request']['headers']): string {
  const lines = Object.entries(headers).flatMap(([name, value]) =>
    [value].flat().map(item => `${name}: ${item}`)
  )
  return lines.join('\n')
}

function bodyText(body: RecordedRequest['request']['body']): string {
  return typeof body === 'string' ? body : JSON.stringify(body, null, 2)
}
