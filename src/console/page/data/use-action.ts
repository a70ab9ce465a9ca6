import { notifications } from '@mantine/notifications'
import { useMutation } from '@tanstack/react-query'
import { queryClient } from './control.ts'

/** Runs an action. @param onSuccess a text is shown as a notification */
export type Run = (action: () => Promise<unknown>, onSuccess?: string | (() => void)) => void

/**
 * Returns a function that runs control plane calls, one at a time, and fetches again what they change.
 *
 * @param keys of the queries that change; none: all
 */
export function useAction(...keys: readonly string[]): { run: Run; error: unknown } {
  const { mutate, isPending, error } = useMutation({
    mutationFn: (action: () => Promise<unknown>) => action(),
    onSettled: () =>
      queryClient.invalidateQueries({
        predicate: ({ queryKey: [key] }) => keys.length === 0 || keys.includes(String(key))
      })
  })
  const run: Run = (action, done = () => undefined) => {
    const onSuccess = typeof done === 'string' ? () => notifications.show({ message: done }) : done
    // A disabled button would lose the focus.
    if (!isPending) mutate(action, { onSuccess: () => void onSuccess() })
  }
  return { run, error }
}
