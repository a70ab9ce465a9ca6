import { useMutation } from '@tanstack/react-query'
import { queryClient } from './control.ts'

/**
 * Returns a function that runs control plane calls, one at a time, and fetches again what they change.
 *
 * @param keys of the queries that change; none: all
 */
export function useAction(...keys: readonly string[]) {
  const { mutate, isPending, error } = useMutation({
    mutationFn: (action: () => Promise<unknown>) => action(),
    onSettled: () =>
      queryClient.invalidateQueries({
        predicate: ({ queryKey: [key] }) => keys.length === 0 || keys.includes(String(key))
      })
  })
  const run = (action: () => Promise<unknown>, onSuccess: () => void = () => undefined) => {
    // A disabled button would lose the focus.
    if (!isPending) mutate(action, { onSuccess })
  }
  return { run, error }
}
