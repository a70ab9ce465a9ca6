import { Drawer, Skeleton } from '@mantine/core'
import { lazy, Suspense, useRef } from 'react'
import type { IntegrationTypeInfo } from '../../../../types/wire.d.ts'
import { keyOf } from '../api/identity.ts'
import { useIdentity, useProjectId } from '../data/identity.ts'
import { useIntegrations } from '../data/integrations.ts'
import { go } from '../data/route.ts'
import { useWords } from '../words/words.ts'
import type { Operation } from './form/form-schema.ts'

/** Loaded on demand: the form library is half of the page's code. */
const FormPanel = lazy(async () => {
  const { FormPanel } = await import('./form/form-panel.tsx')
  return { default: FormPanel }
})

/** The content determines the width, and scrolls between header and footer. */
const STYLES = {
  content: { flex: '0 0 auto', display: 'flex', flexDirection: 'column' },
  body: { flex: 1, minHeight: 0, padding: 0 }
} as const

interface Props {
  /** Undefined: the drawer is closed. */
  info: IntegrationTypeInfo | undefined
  /** Undefined: PUT if the integration exists. */
  operation: Operation | undefined
}

/** Shows the form of a type in a drawer. */
export function IntegrationDrawer(props: Props) {
  const { common } = useWords()
  const { isWaiting } = useIntegrations()
  const groupId = useProjectId()
  const identity = useIdentity()
  const isOpen = props.info !== undefined
  // Keeps the content while the drawer closes.
  const last = useRef(props)
  if (isOpen) last.current = props
  const { info, operation } = last.current
  const close = () => go('integrations')
  const loading = <Skeleton m="md" h={320} w={{ base: '90vw', xs: '33rem' }} />
  return (
    <Drawer
      opened={isOpen}
      onClose={close}
      title={info?.label}
      position="right"
      styles={STYLES}
      closeOnClickOutside={false}
      closeButtonProps={{ 'aria-label': common.close }}
    >
      <Suspense fallback={loading}>
        {isWaiting || !info ? (
          loading
        ) : (
          <FormPanel
            key={`${info.type} ${operation} ${groupId} ${identity && keyOf(identity)}`}
            info={info}
            operation={operation}
            onClose={close}
          />
        )}
      </Suspense>
    </Drawer>
  )
}
