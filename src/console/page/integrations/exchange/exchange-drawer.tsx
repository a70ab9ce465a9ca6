import { Drawer } from '@mantine/core'
import type { Action } from '../../data/atlas.ts'
import { useWords } from '../../words/words.ts'
import { ExchangePanel } from './exchange-panel.tsx'

/** Shows the exchange that returned the list of integrations. */
export function ExchangeDrawer({
  action,
  isOpen,
  onClose
}: {
  action: Action | undefined
  isOpen: boolean
  onClose: () => void
}) {
  const { exchange: words, common } = useWords()
  return (
    <Drawer
      opened={isOpen}
      onClose={onClose}
      title={words.title}
      position="right"
      size="min(100%, 40rem)"
      closeButtonProps={{ 'aria-label': common.close }}
    >
      {action && <ExchangePanel action={action} />}
    </Drawer>
  )
}
