import { QueryClient } from '@tanstack/react-query'
import { askControl } from '../api/control.ts'
import { useSession } from './session.ts'

/** Caches responses. Refetches when the mock reports a change (`live.ts`), not after a time. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: Number.POSITIVE_INFINITY,
      retry: false,
      // Otherwise each new component repeats a failed query, and the page shows its loading state again.
      retryOnMount: false,
      refetchOnWindowFocus: false,
      // The mock may run on this machine, offline.
      networkMode: 'always'
    },
    mutations: { networkMode: 'always' }
  }
})

/** Calls the control plane with the session's token, such as `GET /clock`. @throws {ControlFailure} */
export function control<Result = void>(call: string, body?: unknown, signal?: AbortSignal): Promise<Result> {
  return askControl<Result>(call, { token: useSession.getState().token, body, ...(signal && { signal }) })
}
