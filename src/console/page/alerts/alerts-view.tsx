import { Button, Group, Text } from '@mantine/core'
import type { Delivery } from '../../../../types/wire.d.ts'
import { control } from '../data/control.ts'
import { useNames, useProjectId } from '../data/identity.ts'
import { go } from '../data/route.ts'
import { useAction } from '../data/use-action.ts'
import { Failure } from '../parts/failure.tsx'
import { View } from '../parts/view.tsx'
import { useWords } from '../words/words.ts'
import { AlertConfigs } from './alert-configs.tsx'
import { DeliveryList } from './delivery-list.tsx'

/** Sends test alerts of the selected project and shows what the mock received; `#/alerts/ID` opens a delivery. */
export function AlertsView() {
  const { shell, alerts: words, identity, common } = useWords()
  const project = useProjectId()
  const nameOf = useNames()
  const { run, error } = useAction()
  const send = () =>
    run(async () => {
      const { id } = await control<Delivery>('POST /alerts', { project })
      go('alerts', String(id))
    })
  return (
    <View title={shell.views.alerts} lead={words.lead}>
      <Group>
        <Button onClick={send} disabled={project === undefined}>
          {words.send}
        </Button>
        {project !== undefined && <Text size="sm">{identity.project + common.colon + nameOf(project)}</Text>}
      </Group>
      <Failure error={error} titles={{ 404: words.noReceiver }} />
      <AlertConfigs />
      <DeliveryList />
    </View>
  )
}
