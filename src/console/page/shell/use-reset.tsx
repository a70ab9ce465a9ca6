import { useDisclosure } from '@mantine/hooks'
import type { RefObject } from 'react'
import { control } from '../data/control.ts'
import { useIdentity } from '../data/identity.ts'
import { newestRequestId } from '../data/journal.ts'
import { useControlPlaneState, useSandboxes } from '../data/queries.ts'
import { NO_SELECTION, setParams } from '../data/route.ts'
import { useAction } from '../data/use-action.ts'
import { Confirm } from '../parts/confirm.tsx'
import { Failure } from '../parts/failure.tsx'
import { restartSteps } from '../words/preferences.ts'
import { useWords } from '../words/words.ts'

/**
 * Returns a function that resets the mock, and its dialog: asks only if others may lose their sandboxes.
 *
 * @param button receives the focus after the dialog
 */
export function useReset(button: RefObject<HTMLButtonElement | null>) {
  const { snapshots: words } = useWords()
  const identity = useIdentity()
  const { run, error } = useAction()
  const isReady = useControlPlaneState() === 'ready'
  const hasSandboxes = useSandboxes().length > 0
  const [isOpen, { open, close }] = useDisclosure()
  const reset = () =>
    run(async () => {
      try {
        await control('POST /reset')
        if (identity?.origin === 'sandbox') setParams(NO_SELECTION)
        restartSteps(newestRequestId())
      } catch (error) {
        open()
        throw error
      }
      close()
    }, words.resetDone)
  const dialog = (
    <Confirm
      title={words.reset}
      text={words.resetText}
      label={words.reset}
      isOpen={isOpen}
      onClose={close}
      // The button that opened it is gone.
      onClosed={() => button.current?.focus()}
      onConfirm={reset}
    >
      <Failure error={error} />
    </Confirm>
  )
  return { reset: isReady ? (hasSandboxes ? open : reset) : undefined, dialog }
}
