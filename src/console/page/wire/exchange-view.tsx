import { type Exchange, type HeaderList, jsonOf } from '../atlas/exchange.ts'
import { Code } from '../parts/code.tsx'
import { usePreferences } from '../state/preferences.ts'
import { useWords } from '../state/use-words.ts'
import { wireWords } from './words.ts'

interface Place {
  at: number
  of: number
}

/** One request and its answer. @param isOwn whether the secret of who calls must not be shown */
export function ExchangeView({
  exchange,
  isOwn,
  place
}: {
  exchange: Exchange
  isOwn: boolean
  place: Place | undefined
}) {
  const words = useWords(wireWords)
  const language = usePreferences(({ language }) => language)
  const { request, answer, duration } = exchange
  const purpose = place && purposeOf(exchange, place)
  const head = [`${request.method} ${request.target}`, ...linesOf(request.headers, isOwn, words.hiddenSecret)]
  const milliseconds = new Intl.NumberFormat(language, { maximumFractionDigits: 1 }).format(duration)
  return (
    <details className="exchange" open={purpose === undefined || purpose === 'call'}>
      <summary>
        {place && purpose ? `${words.part(place.at, place.of)}: ${words[purpose]} · ` : ''}
        {answer ? `${answer.status} ${answer.reason}` : words.noStatus} · {words.milliseconds(milliseconds)}
      </summary>
      <div className="stack-small">
        <Code text={head.join('\n')} what={words.requestHead} />
        {request.body !== undefined && <Body text={request.body} what={words.requestBody} />}
        <p className="soft small">{words.browserAdds}</p>
        {answer ? (
          <>
            <Code
              text={[`${answer.status} ${answer.reason}`, ...linesOf(answer.headers, false, '')].join('\n')}
              what={words.answerHead}
            />
            {answer.body === '' ? (
              <p className="soft">{words.noBody}</p>
            ) : (
              <Body text={answer.body} what={words.answerBody} />
            )}
          </>
        ) : (
          <p className="soft">{words.noAnswer}</p>
        )}
      </div>
    </details>
  )
}

/** A body spread out for people, and as it went over the wire. */
function Body({ text, what }: { text: string; what: string }) {
  const words = useWords(wireWords)
  const json = jsonOf(text)
  if (json === undefined) return <Code text={text} what={what} />
  return (
    <>
      <Code text={JSON.stringify(json, null, 2)} what={what} />
      <details>
        <summary>{words.exact}</summary>
        <Code text={text} what={words.exactOf(what)} />
      </details>
    </>
  )
}

type Purpose = 'challenge' | 'refused' | 'token' | 'call'

function purposeOf({ request, answer }: Exchange, { at, of }: Place): Purpose {
  if (at === of) return 'call'
  if (request.target === '/api/oauth/token') return 'token'
  const isDigest = answer?.headers.some(
    ([name, value]) => name === 'www-authenticate' && /^digest/i.test(value)
  )
  return isDigest ? 'challenge' : 'refused'
}

/** Headers as they stand on the wire. Of Basic credentials that the user typed in only the scheme is shown. */
function linesOf(headers: HeaderList, isHidden: boolean, hidden: string): string[] {
  return headers.map(([name, value]) => {
    const isSecret = isHidden && name === 'Authorization' && value.startsWith('Basic ')
    return `${name}: ${isSecret ? `Basic ${hidden}` : value}`
  })
}
