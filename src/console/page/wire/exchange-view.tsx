import type { Exchange, HeaderList } from '../atlas/exchange.ts'
import { jsonOf, prettyOf } from '../atlas/json.ts'
import { Code } from '../parts/code.tsx'
import { usePreferences } from '../state/preferences.ts'
import { useWords } from '../state/use-words.ts'
import { duration as tellDuration } from '../words/format.ts'
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
  const time = tellDuration(Math.round(duration * 10) / 10, language)
  return (
    <details className="exchange" open={purpose === undefined || purpose === 'call'}>
      <summary>
        {place && purpose ? `${words.part(place.at, place.of)}${words[purpose]} · ` : ''}
        {answer ? `${answer.status} ${answer.reason}` : words.noStatus} · {time}
      </summary>
      <div className="stack-small">
        <Request request={request} isOwn={isOwn} />
        <Answer answer={answer} />
      </div>
    </details>
  )
}

function Request({ request, isOwn }: Pick<Exchange, 'request'> & { isOwn: boolean }) {
  const words = useWords(wireWords)
  const head = [`${request.method} ${request.target}`, ...linesOf(request.headers, isOwn, words.hiddenSecret)]
  return (
    <>
      <Code text={head.join('\n')} what={words.requestHead} />
      {request.body !== undefined && <Body text={request.body} what={words.requestBody} />}
      <p className="soft small">{words.browserAdds}</p>
    </>
  )
}

function Answer({ answer }: Pick<Exchange, 'answer'>) {
  const words = useWords(wireWords)
  if (!answer) return <p className="soft">{words.noAnswer}</p>
  const head = [`${answer.status} ${answer.reason}`, ...linesOf(answer.headers, false, '')]
  return (
    <>
      <Code text={head.join('\n')} what={words.answerHead} />
      {answer.body === '' ? (
        <p className="soft">{words.noBody}</p>
      ) : (
        <Body text={answer.body} what={words.answerBody} />
      )}
    </>
  )
}

/** A body spread out for people, and as it went over the wire. */
function Body({ text, what }: { text: string; what: string }) {
  const words = useWords(wireWords)
  if (jsonOf(text) === undefined) return <Code text={text} what={what} />
  return (
    <>
      <Code text={prettyOf(text)} what={what} />
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
