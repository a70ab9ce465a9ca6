import { useEffect } from 'react'
import { ViewFrame } from '../parts/view-frame.tsx'
import { useInbox, watchInbox } from '../state/inbox.ts'
import { useRoute } from '../state/route.ts'
import { useSession } from '../state/session.ts'
import { useWords } from '../state/use-words.ts'
import { DeliveryDetail } from './delivery-detail.tsx'
import { DeliveryItems } from './delivery-items.tsx'
import { SendForm } from './send-form.tsx'
import { inboxWords } from './words.ts'

/** Test alerts: sending them, and what the mock's own receiver got. */
export function InboxView() {
  const words = useWords(inboxWords)
  return (
    <ViewFrame title={words.title} lead={words.lead} absent={words.absent}>
      <Inbox />
    </ViewFrame>
  )
}

function Inbox() {
  const words = useWords(inboxWords)
  const isReady = useSession(({ reach }) => reach === 'ready')
  const deliveries = useInbox(({ deliveries }) => deliveries)
  const [, asked] = useRoute()
  const chosen = asked === undefined ? deliveries?.[0] : deliveries?.find(({ id }) => String(id) === asked)
  useEffect(() => {
    if (isReady) return watchInbox()
    return undefined
  }, [isReady])
  return (
    <div className="inbox">
      <div className="stack">
        <SendForm />
        <DeliveryItems deliveries={deliveries} chosen={chosen?.id} />
      </div>
      {chosen && <DeliveryDetail key={chosen.id} delivery={chosen} />}
      {!chosen && deliveries && asked !== undefined && <p className="panel">{words.detail.gone(asked)}</p>}
    </div>
  )
}
