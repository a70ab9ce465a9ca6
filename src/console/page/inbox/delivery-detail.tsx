import { type ReactNode, type RefObject, useEffect, useRef } from 'react'
import type { Delivery } from '../../../../types/wire.d.ts'
import { Code } from '../parts/code.tsx'
import { usePreferences } from '../state/preferences.ts'
import { useRoute } from '../state/route.ts'
import { useNames } from '../state/use-names.ts'
import { useWords } from '../state/use-words.ts'
import { nodeCheck, opensslCheck, prettyOf } from './check.ts'
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
  const { time, event, project, url, templates } = delivery
  const at = new Date(time).toLocaleString(language, { dateStyle: 'medium', timeStyle: 'medium' })
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
          <p key={part}>
            {words.template[part]}: {words.outcomes[templates[part]]}
          </p>
        ))}
        {templates.reason !== null && <p lang="en">{templates.reason}</p>}
      </Fact>
      <Fact name={words.event}>
        <code>{event}</code>
      </Fact>
      <Fact name={words.project}>{useNames()(project)}</Fact>
      <Fact name={words.time}>
        <time dateTime={time}>{at}</time>
      </Fact>
    </dl>
  )
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}

function Check(signed: { body: string; signature: string }) {
  const { detail: words } = useWords(inboxWords)
  return (
    <>
      <div className="stack-small">
        <h3>{words.check}</h3>
        <p className="soft">{words.checkLead}</p>
      </div>
      <Code text={opensslCheck(signed)} what={words.openssl} />
      <Code text={nodeCheck(signed)} what={words.node} />
    </>
  )
}
