import { Button, Drawer, Group } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useIntegrations } from '../data/integrations.ts'
import { useTypes } from '../data/queries.ts'
import { useRoute } from '../data/route.ts'
import { NotFound } from '../parts/not-found.tsx'
import { View } from '../parts/view.tsx'
import { useWords } from '../words/words.ts'
import { Cards } from './cards.tsx'
import { Checklist } from './checklist.tsx'
import { ExchangePanel } from './exchange/exchange-panel.tsx'
import { IntegrationDrawer } from './integration-drawer.tsx'
import { ListNotice } from './list-notice.tsx'

/** Shows the project's integrations; `#/integrations/TYPE` opens a form. */
export function IntegrationsView() {
  const { shell, integrations: words, exchange, common } = useWords()
  const { data, refetch, isEnabled } = useIntegrations()
  const [isExchangeOpen, { open, close }] = useDisclosure()
  const types = useTypes()
  const [, type, operation] = useRoute()
  const info = types.find(info => info.type === type)
  if (type !== undefined && types.length > 0 && !info) return <NotFound />
  return (
    <View
      title={shell.views.integrations}
      needsControl={false}
      actions={
        <Group gap={4}>
          <Button visibleFrom="xs" size="xs" px={8} variant="subtle" disabled={!data} onClick={open}>
            {exchange.title}
          </Button>
          <Button size="xs" px={8} variant="default" disabled={!isEnabled} onClick={() => void refetch()}>
            {words.refresh}
          </Button>
        </Group>
      }
    >
      <Checklist />
      <ListNotice />
      <Cards />
      <IntegrationDrawer info={info} operation={operation === 'create' ? operation : undefined} />
      <Drawer
        opened={isExchangeOpen}
        onClose={close}
        title={exchange.title}
        position="right"
        size="min(100%, 40rem)"
        closeButtonProps={{ 'aria-label': common.close }}
      >
        {data && <ExchangePanel action={data} />}
      </Drawer>
    </View>
  )
}
