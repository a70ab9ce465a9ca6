import type { Delivery } from '../../../../types/wire.d.ts'
import { Badge } from '../parts/badge.tsx'
import { usePreferences } from '../state/preferences.ts'
import { hrefOf } from '../state/route.ts'
import { useNames } from '../state/use-names.ts'
import { useWords } from '../state/use-words.ts'
import { clockTime } from '../words/format.ts'
import { TONES } from './signature-verdict.tsx'
import { inboxWords } from './words.ts'

/** What was posted, the newest first. @param deliveries undefined: not known yet */
export function DeliveryItems({
  deliveries,
  chosen
}: {
  deliveries: readonly Delivery[] | undefined
  chosen: number | undefined
}) {
  const { list: words } = useWords(inboxWords)
  return (
    <section className="panel stack" aria-labelledby="inbox-title">
      <h2 id="inbox-title">{words.title}</h2>
      {!deliveries && <div className="skeleton inbox-skeleton" />}
      {deliveries?.length === 0 && <p className="soft">{words.none}</p>}
      {deliveries && deliveries.length > 0 && (
        <ul className="inbox-list">
          {deliveries.map(delivery => (
            <Item key={delivery.id} delivery={delivery} isChosen={delivery.id === chosen} />
          ))}
        </ul>
      )}
    </section>
  )
}

function Item({ delivery, isChosen }: { delivery: Delivery; isChosen: boolean }) {
  const { list: words, detail } = useWords(inboxWords)
  const language = usePreferences(({ language }) => language)
  const nameOf = useNames()
  const { id, event, time, project, signature } = delivery
  return (
    <li>
      <a href={hrefOf('inbox', String(id))} aria-current={isChosen ? 'true' : undefined}>
        <span className="row-between">
          <strong>{words.item(id)}</strong>
          <Badge tone={TONES[signature.verdict]}>{detail.badges[signature.verdict]}</Badge>
        </span>
        <span className="soft">
          <code>{event}</code> · {nameOf(project)} · {clockTime(time, language)}
        </span>
      </a>
    </li>
  )
}
