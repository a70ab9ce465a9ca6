import { Drawer, Skeleton, Text } from '@mantine/core'
import { useEffect, useRef } from 'react'
import { keyOf } from '../api/identity.ts'
import { useIdentity, useNames, useProjectId } from '../data/identity.ts'
import { useIntegrations } from '../data/integrations.ts'
import { forgetNew, showNew } from '../data/new.ts'
import { shortenIds } from '../parts/shorten.ts'
import { useWords } from '../words/words.ts'
import { FormPanel } from './form/form-panel.tsx'
import type { FormTarget } from './form/use-form.ts'
import { useTypeName } from './type-name.ts'

/** The content determines the width, and scrolls between header and footer. */
const STYLES = {
  content: { flex: '0 0 auto', display: 'flex', flexDirection: 'column' },
  body: { flex: 1, minHeight: 0, padding: 0 }
} as const

/** Shows the form of a type in a drawer. @param target undefined: closed */
export function IntegrationDrawer({
  target,
  onClose
}: {
  target: FormTarget | undefined
  onClose: () => void
}) {
  const { common, exchange } = useWords()
  const typeName = useTypeName()
  const nameOf = useNames()
  const groupId = useProjectId()
  const identity = useIdentity()
  // Keeps the content while the drawer closes.
  const last = useRef(target)
  if (target) last.current = target
  const isOpen = target !== undefined
  useEffect(() => {
    if (isOpen) forgetNew()
  }, [isOpen])
  const { current: shown } = last
  const { isWaiting } = useIntegrations(shown?.info.resource)
  return (
    <Drawer
      opened={isOpen}
      onClose={onClose}
      // The link that opened it may be gone: a tile becomes a card.
      returnFocus={false}
      onExitTransitionEnd={() => {
        document.getElementById(shown?.member ?? shown?.info.type ?? '')?.focus()
        showNew()
      }}
      title={
        shown && (
          <>
            {typeName(shown.info)}{' '}
            <Text span size="sm" c="dimmed">
              {[identity && exchange.as(shortenIds(identity.id)), groupId && nameOf(groupId)]
                .filter(Boolean)
                .join(' · ')}
            </Text>
          </>
        )
      }
      position="right"
      styles={STYLES}
      closeOnClickOutside={false}
      closeButtonProps={{ 'aria-label': common.close }}
    >
      {isWaiting || !shown ? (
        <Skeleton h={320} className="form-columns" />
      ) : (
        <FormPanel
          key={`${shown.info.type} ${shown.operation} ${shown.member} ${groupId} ${identity && keyOf(identity)}`}
          {...shown}
          onClose={onClose}
        />
      )}
    </Drawer>
  )
}
