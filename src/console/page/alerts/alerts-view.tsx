import { useAllTypes } from '../data/queries.ts'
import { go, useRoute } from '../data/route.ts'
import { IntegrationDrawer } from '../integrations/integration-drawer.tsx'
import { View } from '../parts/view.tsx'
import { useWords } from '../words/words.ts'
import { DeliveryList } from './delivery-list.tsx'
import { SendPanel } from './send-panel.tsx'

/**
 * Sends test alerts of the selected project and shows what the mock received; `#/alerts/ID` opens a delivery,
 * `#/alerts/TYPE` the form of a webhook.
 */
export function AlertsView() {
  const { shell, alerts: words } = useWords()
  const [, place] = useRoute()
  const info = useAllTypes().find(({ type, receivesAlerts }) => receivesAlerts && type === place)
  return (
    <View title={shell.views.alerts} lead={words.lead}>
      <SendPanel />
      <DeliveryList />
      <IntegrationDrawer
        target={info && { info, operation: undefined, member: undefined }}
        onClose={() => go('alerts')}
      />
    </View>
  )
}
