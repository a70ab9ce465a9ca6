import { Button, Drawer, Group } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useMutation } from '@tanstack/react-query'
import { lazy, Suspense, useRef } from 'react'
import type { IntegrationTypeInfo } from '../../../../types/wire.d.ts'
import { refreshIntegrations, useIntegrations } from '../data/integrations.ts'
import { useAllTypes } from '../data/queries.ts'
import { go, useRoute } from '../data/route.ts'
import { NotFound } from '../parts/not-found.tsx'
import { View } from '../parts/view.tsx'
import { WaitButton } from '../parts/wait-button.tsx'
import { useWords } from '../words/words.ts'
import { Checklist } from './checklist.tsx'
import { merges } from './form/form-schema.ts'
import type { FormTarget } from './form/use-form.ts'
import { MissingNotice } from './list-notice.tsx'
import { Section } from './section.tsx'

const ExchangePanel = lazy(async () => ({
  default: (await import('./exchange/exchange-panel.tsx')).ExchangePanel
}))
const IntegrationDrawer = lazy(async () => ({
  default: (await import('./integration-drawer.tsx')).IntegrationDrawer
}))

/** Shows the project's integrations; `#/integrations/TYPE` and `#/integrations/TYPE/ID` open a form. */
export function IntegrationsView() {
  const { shell, integrations: words, exchange, common } = useWords()
  const { data, integrations, isEnabled } = useIntegrations()
  const { mutate: refresh, isPending } = useMutation({ mutationFn: refreshIntegrations })
  const [isExchangeOpen, { open, close }] = useDisclosure()
  const types = useAllTypes()
  const [, type, step] = useRoute()
  const info = types.find(info => info.type === type)
  // Stays while it closes.
  const wasOpened = useRef(false)
  if (info) wasOpened.current = true
  if (type !== undefined && types.length > 0 && !info) return <NotFound />
  return (
    <View
      title={shell.views.integrations}
      actions={
        <Group gap={4}>
          <Button visibleFrom="xs" size="xs" px={8} variant="subtle" disabled={!data} onClick={open}>
            {exchange.title}
          </Button>
          <WaitButton
            size="xs"
            px={8}
            variant="default"
            disabled={!isEnabled}
            isPending={isPending}
            onClick={() => refresh()}
          >
            {words.refresh}
          </WaitButton>
        </Group>
      }
    >
      <Checklist />
      <MissingNotice />
      <Section resource="integrations" />
      {/* Without the first list, the others are unknown for the same reason. */}
      {integrations && (
        <>
          <Section resource="logIntegrations" />
          <Section resource="metricIntegrations" />
        </>
      )}
      {wasOpened.current && (
        <Suspense>
          <IntegrationDrawer target={info && targetOf(info, step)} onClose={() => go('integrations')} />
        </Suspense>
      )}
      <Drawer
        opened={isExchangeOpen}
        onClose={close}
        title={exchange.title}
        position="right"
        size="min(100%, 40rem)"
        closeButtonProps={{ 'aria-label': common.close }}
      >
        <Suspense>{data && <ExchangePanel action={data} />}</Suspense>
      </Drawer>
    </View>
  )
}

/** Returns what the form changes. @param step of the address: `create`, or the ID of an integration */
function targetOf(info: IntegrationTypeInfo, step: string | undefined): FormTarget {
  if (merges(info)) return { info, operation: step === 'create' ? step : undefined, member: undefined }
  return { info, operation: step === undefined ? 'create' : 'replace', member: step }
}
