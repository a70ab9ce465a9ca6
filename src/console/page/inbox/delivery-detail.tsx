import { type RefObject, useEffect, useRef } from 'react'
import type { Delivery } from '../../../../types/wire.d.ts'
import { prettyOf } from '../atlas/json.ts'
import { Code } from '../parts/code.tsx'
import { English } from '../parts/english.tsx'
import { Fact } from '../parts/fact.tsx'
import { partWords } from '../parts/words.ts'
import { usePreferences } from '../state/preferences.ts'
import { useRoute } from '../state/route.ts'
import { useNames } from '../state/use-names.ts'
import { useWords } from '../state/use-words.ts'
import { dateTime } from '../words/format.ts'
import { nodeCheck, opensslCheck } from './check.ts'
import { Outside } from './outside.tsx'
import { SignatureVerdict } from './signature-verdict.tsx'
import { inboxWords } from './words.ts'

/** One delivery: what was posted, whether its signature holds, and where it went. */
export function DeliveryDetail({ delivery }: { delivery: Delivery }) {
  const { detail: words } = useWords(inboxWords)
  const { id, request, signature } = delivery
  const title = useTitleInView()
  const headers = Object.entries(request.headers).map(([name, value]) => `${name}: ${value}`)
  return (
    <article className="panel stack" aria-labelledby="delivery-title">
      <h2 id="delivery-title" ref={title}>
        {words.title(id)}
      </h2>
      <Facts delivery={delivery} />
      <h3>{words.request}</h3>
      <Code text={headers.join('\n')} what={words.headers} />
      <Code text={prettyOf(request.body)} what={words.body} />
      <details>
        <summary>{words.exact}</summary>
        <Code text={request.body} what={words.exact} />
      </details>
      {signature.header !== null && <Check body={request.body} signature={signature.header} />}
    </article>
  )
}

/** Below the list, as on a phone, a detail that was asked for is brought into view. */
function useTitleInView(): RefObject<HTMLHeadingElement> {
  const title = useRef<HTMLHeadingElement>(null)
  const [, asked] = useRoute()
  useEffect(() => {
    const isBelow = matchMedia('(max-width: 860px)').matches
    if (isBelow && asked !== undefined) title.current?.scrollIntoView()
  }, [asked])
  return title
}

function Facts({ delivery }: { delivery: Delivery }) {
  const { detail: words } = useWords(inboxWords)
  const language = usePreferences(({ language }) => language)
  const { colon } = useWords(partWords)
  const nameOf = useNames()
  const { time, event, project, url, templates } = delivery
  return (
    <dl className="delivery-facts">
      <Fact name={words.signature}>
        <SignatureVerdict delivery={delivery} />
      </Fact>
      <Fact name={words.outside}>
        <Outside delivery={delivery} />
      </Fact>
      <Fact name={words.url}>{url === null ? words.noUrl : <code>{url}</code>}</Fact>
      <Fact name={words.templates}>
        {(['body', 'headers'] as const).map(part => (
          <p key={part}>{words.template[part] + colon + words.outcomes[templates[part]]}</p>
        ))}
        {templates.reason !== null && (
          <p>
            <English>{templates.reason}</English>
          </p>
        )}
      </Fact>
      <Fact name={words.event}>
        <code>{event}</code>
      </Fact>
      <Fact name={words.project}>{nameOf(project)}</Fact>
      <Fact name={words.time}>
        <time dateTime={time}>{dateTime(time, language)}</time>
      </Fact>
    </dl>
  )
}

function Check(signed: { body: string; signature: string }) {
  const { detail: words } = useWords(inboxWords)
  return (
    <details>
      <summary>{words.check}</summary>
      <div className="stack-small">
        <p className="soft">{words.checkLead}</p>
        <Code text={opensslCheck(signed)} what={words.openssl} />
        <Code text={nodeCheck(signed)} what={words.node} />
      </div>
    </details>
  )
}
