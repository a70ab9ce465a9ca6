import { useMemo } from 'react'
import { hrefOf, useParam } from './route.ts'

export const CHOICES = ['status', 'identity', 'sandbox'] as const

export type Choice = (typeof CHOICES)[number]

/**
 * Which requests are shown, as in the page's address. `text`: words that must all occur; `reads`, `shown`: also the
 * page's own; `challenges`, `shown`: in rows of their own.
 */
export type Filter = Readonly<Partial<Record<'text' | Choice | 'reads' | 'challenges', string | undefined>>>

/** Changes of the address that remove what the user has entered. */
export const NO_FILTER = { text: undefined, status: undefined, identity: undefined, sandbox: undefined }

/** Returns the filter in the page's address. */
export function useFilter(): Filter {
  const text = useParam('text')
  const status = useParam('status')
  const identity = useParam('identity')
  const sandbox = useParam('sandbox')
  const reads = useParam('reads')
  const challenges = useParam('challenges')
  return useMemo(
    () => ({ text, status, identity, sandbox, reads, challenges }),
    [text, status, identity, sandbox, reads, challenges]
  )
}

/** Returns whether the user has entered a filter. */
export function isFiltered({ text, status, identity, sandbox }: Filter): boolean {
  return [text, status, identity, sandbox].some(value => value !== undefined)
}

/** Returns a filter as query parameters of the journal. */
export function queryOf({ text, status, identity, sandbox, reads, challenges }: Filter): string {
  const parameters = {
    background: reads === undefined ? 'false' : undefined,
    folded: challenges === undefined ? 'true' : undefined,
    sandbox,
    statusClass: status,
    principal: identity,
    text
  }
  const given = Object.entries(parameters).filter((pair): pair is [string, string] => pair[1] !== undefined)
  return new URLSearchParams(given).toString()
}

/** Query parameters of the list without a filter. */
export const ALL = queryOf({})

/** Returns the parameters of the page's address, with their question mark. */
export function searchOf(): string {
  return /\?.*/.exec(location.hash)?.[0] ?? ''
}

/** Opens a request, or the list, and keeps the parameters of the address. */
export function goToRequest(...id: readonly number[]): void {
  location.hash = hrefOf('requests', ...id.map(String)) + searchOf()
}
