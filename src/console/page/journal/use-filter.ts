import { create } from 'zustand'
import { type Filter, NO_FILTER } from './filter.ts'

/** What is asked for, kept while another view is looked at. */
export const useFilter = create<Filter>()(() => NO_FILTER)

export function setFilter(part: Partial<Filter>): void {
  useFilter.setState(part)
}

/** Asks for nothing; which halves of a call are shown stays. */
export function clearFilter(): void {
  const { hasFirstHalves } = useFilter.getState()
  useFilter.setState({ ...NO_FILTER, hasFirstHalves })
}
