import { useMutation } from '@tanstack/react-query'
import { queryClient } from './control.ts'
import { forgetNew } from './new.ts'
import { showToast } from './toast.ts'

/** Queries that the actions change; the mock reports other changes (`live.ts`). */
const CHANGED = ['faults', 'clock', 'snapshots']

/**
 * Returns a function that runs a control plane action, the error of the last one, and whether one is pending:
 * meanwhile the function ignores calls. A string as its second argument is shown as a message.
 */
export function useAction() {
  const { mutate, isPending, error } = useMutation({
    mutationFn: (action: () => Promise<unknown>) => action(),
    onSettled: () => Promise.all(CHANGED.map(key => queryClient.invalidateQueries({ queryKey: [key] })))
  })
  const run = (action: () => Promise<unknown>, done?: string | (() => void)) => {
    const onSuccess = () => (typeof done === 'string' ? showToast(done) : done?.())
    // A disabled button would lose the focus.
    if (isPending) return
    forgetNew()
    mutate(action, { onSuccess })
  }
  return { run, error, isPending }
}
