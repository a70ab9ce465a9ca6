import { QueryClient } from '@tanstack/react-query'
import { askControl } from '../api/control.ts'
import { useSession } from './session.ts'

/** Data is fetched again when the mock reports a change (`live.ts`), not by time. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: Number.POSITIVE_INFINITY,
      retry: false,
      // Otherwise each component that appears repeats a failed query, and the page starts over.
      retryOnMount: false,
      refetchOnWindowFocus: false,
      // The mock may run on this machine, without a network.
      networkMode: 'always'
    },
    mutations: { networkMode: 'always' }
  }
})

/** Calls the control plane with the session's token, such as `GET /clock`. @throws {ControlFailure} */
export function control<Result = void>(call: string, body?: unknown): Promise<Result> {
  return askControl<Result>(call, { token: useSession.getState().token, body })
}
