import type { AskedVerification, FailedVerification } from '../../../../types/wire.d.ts'
import { Badge } from '../parts/badge.tsx'
import { Fact } from '../parts/fact.tsx'
import { partWords } from '../parts/words.ts'
import { usePreferences } from '../state/preferences.ts'
import { useStage } from '../state/stage.ts'
import { useWords } from '../state/use-words.ts'
import { clockTime, list } from '../words/format.ts'
import { askedFacts, tellExpected } from './asked.ts'
import { IdLinks, Nearest } from './near-misses.tsx'
import { verifyWords } from './verify-words.ts'

type Failed = NonNullable<FailedVerification['failed']>

/** What a test expected last and did not find, and what came near it. */
export function FailedVerificationPanel({ nameOf }: { nameOf: (id: string) => string | undefined }) {
  const words = useWords(verifyWords)
  const failed = useStage(({ failed }) => failed)
  if (!failed) return <p className="soft journal-verification-none">{words.none}</p>
  return (
    <details className="panel journal-verification">
      <Summary failed={failed} nameOf={nameOf} />
      <Body failed={failed} />
    </details>
  )
}

function Summary({ failed, nameOf }: { failed: Failed; nameOf: (id: string) => string | undefined }) {
  const words = useWords(verifyWords)
  const language = usePreferences(({ language }) => language)
  const { asked, verification, sandbox, time } = failed
  return (
    <summary>
      <h2>{words.title}</h2>
      <Badge tone="warn">
        {tellExpected(asked, words)} · {words.matched(verification.matched)}
      </Badge>
      <time className="soft" dateTime={time}>
        {clockTime(time, language)}
      </time>
      {sandbox !== null && <span className="soft">{words.sandbox(nameOf(sandbox) ?? sandbox)}</span>}
    </summary>
  )
}

function Body({ failed: { asked, verification } }: { failed: Failed }) {
  const words = useWords(verifyWords)
  const { ids, offending = [], early = [], nearest, step, dropped = 0 } = verification
  return (
    <div className="stack">
      <Asked asked={asked} step={step} />
      {dropped > 0 && <p>{words.dropped(dropped)}</p>}
      <IdLinks title={words.matches} ids={ids.filter(id => !offending.includes(id))} />
      <IdLinks title={words.offending} ids={offending} />
      <IdLinks title={words.early} ids={early} />
      {nearest && <Nearest nearest={nearest} />}
    </div>
  )
}

function Asked({ asked, step }: { asked: AskedVerification; step: number | undefined }) {
  const words = useWords(verifyWords)
  const { match, inOrder = [], since } = asked
  return (
    <section className="stack-small">
      <h3>{words.asked}</h3>
      {match && <AskedFacts matcher={match} />}
      {inOrder.map((matcher, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a step is known by its place only
        <section key={index} className="stack-small">
          <h4 className="row">
            {words.steps(index + 1)}
            {index + 1 === step && <Badge tone="warn">{words.missingStep}</Badge>}
          </h4>
          <AskedFacts matcher={matcher} />
        </section>
      ))}
      {since !== undefined && <p>{words.since(since)}</p>}
    </section>
  )
}

function AskedFacts({ matcher }: { matcher: NonNullable<AskedVerification['match']> }) {
  const words = useWords(verifyWords)
  const { aside } = useWords(partWords)
  const language = usePreferences(({ language }) => language)
  const facts = askedFacts(matcher, words)
  if (facts.length === 0) return <p>{words.anything}</p>
  return (
    <dl className="journal-facts">
      {facts.map(({ field, values, isNames }) => (
        <Fact key={field} name={words.fields[field]}>
          <code>{isNames || field === 'absent' ? list(values, language) : values.join(words.or)}</code>
          {isNames && <span className="soft">{aside(words.names)}</span>}
        </Fact>
      ))}
    </dl>
  )
}
