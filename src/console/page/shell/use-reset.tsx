import { useDisclosure } from '@mantine/hooks'
import type { RefObject } from 'react'
import { control } from '../data/control.ts'
import { useIdentity } from '../data/identity.ts'
import { newestRequestId } from '../data/journal.ts'
import { useControlPlaneState } from '../data/queries.ts'
import { NO_SELECTION, setParams } from '../data/route.ts'
import { useAction } from '../data/use-action.ts'
import { Confirm } from '../parts/confirm.tsx'
import { Failure } from '../parts/failure.tsx'
import { restartSteps } from '../words/preferences.ts'
import { useWords } from '../words/words.ts'

/** Returns a function that opens a dialog, and the dialog, which resets the mock. @param button receives the focus after it */
export function useReset(button: RefObject<HTMLButtonElement | null>) {
  const { snapshots: words } = useWords()
  const identity = useIdentity()
  const { run, error } = useAction()
  const isReady = useControlPlaneState() === 'ready'
  const [isOpen, { open, close }] = useDisclosure()
  const reset = () =>
    run(async () => {
      await control('POST /reset')
      if (identity?.origin === 'sandbox') setParams(NO_SELECTION)
      restartSteps(newestRequestId())
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
  return { ask: isReady ? open : undefined, dialog }
}
