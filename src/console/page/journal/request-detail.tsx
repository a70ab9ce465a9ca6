import type { RecordedRequest } from '../../../../types/wire.d.ts'
import { CopyButton } from '../parts/copy.tsx'
import { hrefOf } from '../state/route.ts'
import { useWords } from '../state/use-words.ts'
import { Facts } from './facts.tsx'
import { Answered, Sent } from './message.tsx'
import { shorten } from './shorten.ts'
import { journalWords } from './words.ts'

/** The other half of a Digest call, where it is known. */
export interface Half {
  first?: number | undefined
  second?: number | undefined
}

/** Everything about one request, first of all why it was answered so. */
export function RequestDetail({
  request,
  why,
  half,
  nameOf
}: {
  request: RecordedRequest
  why: string
  half: Half
  nameOf: (id: string) => string | undefined
}) {
  const words = useWords(journalWords)
  return (
    <>
      <div className="row-between">
        <code className="journal-detail-call">
          {request.request.method} {shorten(request.request.url)}
        </code>
        <CopyButton
          text={JSON.stringify(request, null, 2)}
          what={words.entry(request.id)}
          label={words.copyEntry}
        />
      </div>
      <section className="journal-why stack-small">
        <h3>{words.why}</h3>
        <p>{why}</p>
        {half.second !== undefined && <RequestLink id={half.second} text={words.secondHalf(half.second)} />}
        {half.first !== undefined && <RequestLink id={half.first} text={words.firstHalf(half.first)} />}
      </section>
      <section className="stack-small">
        <h3>{words.facts}</h3>
        <Facts request={request} nameOf={nameOf} />
      </section>
      <Sent request={request.request} />
      <Answered answer={request.answer} />
      <p className="soft">{words.masked}</p>
    </>
  )
}

/** A link to a request of the journal. */
export function RequestLink({ id, text }: { id: number; text: string }) {
  return (
    <p>
      <a href={hrefOf('journal', String(id))}>{text}</a>
    </p>
  )
}
