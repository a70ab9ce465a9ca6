import { useState } from 'react'
import { useDeliveries } from '../data/queries.ts'
import { go, useRoute } from '../data/route.ts'
import { View } from '../parts/view.tsx'
import { useWords } from '../words/words.ts'
import { DeliveryDrawer } from './delivery-drawer.tsx'
import { DeliveryList } from './delivery-list.tsx'
import { SendForm } from './send-form.tsx'

/** Sends test alerts and shows what the mock's receiver got; `#/alerts/ID` opens a delivery. */
export function AlertsView() {
  const { shell, alerts: words } = useWords()
  const deliveries = useDeliveries().data?.results
  const [, id] = useRoute()
  // The drawer keeps its content while it closes.
  const [lastId, setLastId] = useState(id)
  if (id !== undefined && id !== lastId) setLastId(id)
  return (
    <View title={shell.views.alerts} lead={words.lead}>
      <SendForm />
      <DeliveryList deliveries={deliveries} />
      <DeliveryDrawer
        id={lastId}
        deliveries={deliveries}
        isOpen={id !== undefined}
        onClose={() => go('alerts')}
      />
    </View>
  )
}
