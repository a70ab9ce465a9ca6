import { Alert, Anchor, Button, Drawer, Group } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useEffect, useRef } from 'react'
import { useIntegrations } from '../data/integrations.ts'
import { useTypes } from '../data/queries.ts'
import { hrefOf, useRoute } from '../data/route.ts'
import { View } from '../parts/view.tsx'
import { useWords } from '../words/words.ts'
import { Cards } from './cards.tsx'
import { Checklist } from './checklist.tsx'
import { ExchangePanel } from './exchange/exchange-panel.tsx'
import { IntegrationDrawer } from './integration-drawer.tsx'
import { ListNotice } from './list-notice.tsx'

/** The project's integrations; the address opens the form of one. */
export function IntegrationsView() {
  const { shell, integrations: words, exchange, common } = useWords()
  const { data, refetch, isFetching, isEnabled } = useIntegrations()
  const [isExchangeOpen, { open: openExchange, close: closeExchange }] = useDisclosure()
  const types = useTypes()
  const [, type, operation, ...rest] = useRoute()
  const info = types.find(info => info.type === type)
  const isAddress = info && (operation ?? 'create') === 'create' && rest.length === 0
  useFocusOnCard(type)
  return (
    <View
      title={shell.views.integrations}
      needsControl={false}
      actions={
        <Group gap={4}>
          <Button visibleFrom="xs" size="xs" px={8} variant="subtle" disabled={!data} onClick={openExchange}>
            {exchange.title}
          </Button>
          <Button
            size="xs"
            px={8}
            variant="default"
            disabled={!isEnabled}
            data-disabled={isFetching}
            aria-disabled={isFetching}
            onClick={() => void refetch()}
          >
            {words.refresh}
          </Button>
        </Group>
      }
    >
      <Checklist />
      {type !== undefined && types.length > 0 && !isAddress && <UnknownType />}
      <ListNotice onOpenExchange={openExchange} />
      <Cards />
      <IntegrationDrawer
        info={isAddress ? info : undefined}
        operation={operation === 'create' ? operation : undefined}
      />
      <Drawer
        opened={isExchangeOpen}
        onClose={closeExchange}
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

function UnknownType() {
  const { integrations: words } = useWords()
  return (
    <Alert color="orange" title={words.unknownType}>
      {words.unknownText(location.hash)}{' '}
      <Anchor size="sm" c="inherit" underline="always" href={hrefOf('integrations')}>
        {words.all}
      </Anchor>
    </Alert>
  )
}

/** Focuses the card of a form that was opened by its address, when it is closed. */
function useFocusOnCard(type: string | undefined): void {
  const last = useRef(type)
  useEffect(() => {
    if (last.current !== undefined && type === undefined) document.getElementById(last.current)?.focus()
    last.current = type
  }, [type])
}
