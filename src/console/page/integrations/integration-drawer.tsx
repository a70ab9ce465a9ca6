import { Drawer, Skeleton, Stack } from '@mantine/core'
import { lazy, Suspense, useRef } from 'react'
import type { IntegrationTypeInfo } from '../../../../types/wire.d.ts'
import { keyOf } from '../api/identity.ts'
import { useIdentity, useProjectId } from '../data/identity.ts'
import { useIntegrations } from '../data/integrations.ts'
import { go } from '../data/route.ts'
import { useWords } from '../words/words.ts'
import type { Operation } from './form/form-schema.ts'

/** The form library is half of the page's code, and only the form needs it. */
const FormPanel = lazy(async () => {
  const { FormPanel } = await import('./form/form-panel.tsx')
  return { default: FormPanel }
})

/** The content sets the width, and scrolls between header and footer. */
const STYLES = {
  content: { flex: '0 0 auto', display: 'flex', flexDirection: 'column' }
} as const

interface Props {
  /** Undefined: the drawer is closed. */
  info: IntegrationTypeInfo | undefined
  /** Undefined: PUT if the integration exists. */
  operation: Operation | undefined
}

/** The form of a type in a drawer. */
export function IntegrationDrawer(props: Props) {
  const { common } = useWords()
  const { isWaiting } = useIntegrations()
  const groupId = useProjectId()
  const identity = useIdentity()
  const isOpen = props.info !== undefined
  // The content stays while the drawer closes.
  const last = useRef(props)
  if (isOpen) last.current = props
  const { info, operation } = last.current
  const close = () => go('integrations')
  return (
    <Drawer.Root opened={isOpen} onClose={close} position="right" styles={STYLES} closeOnClickOutside={false}>
      <Drawer.Overlay />
      <Drawer.Content>
        <Drawer.Header>
          <Drawer.Title>{info?.label}</Drawer.Title>
          <Drawer.CloseButton aria-label={common.close} />
        </Drawer.Header>
        <Drawer.Body p={0} flex={1} mih={0}>
          <Suspense fallback={<Loading />}>
            {isWaiting || !info ? (
              <Loading />
            ) : (
              <FormPanel
                key={`${info.type} ${operation} ${groupId} ${identity && keyOf(identity)}`}
                info={info}
                operation={operation}
                onClose={close}
              />
            )}
          </Suspense>
        </Drawer.Body>
      </Drawer.Content>
    </Drawer.Root>
  )
}

function Loading() {
  return (
    <Stack p="md" w={{ base: '100vw', xs: '35rem' }}>
      <Skeleton h={80} />
      <Skeleton h={240} />
    </Stack>
  )
}
