import { type RefObject, useEffect, useLayoutEffect, useRef } from 'react'
import { isNarrow } from './detail-panel.tsx'

/**
 * Brings the user back to where he was in the list when the detail closes: where the detail took the list's place,
 * the page's scrolling, and always the focus.
 *
 * @returns goes to the list
 */
export function useReturn(selected: number | undefined): RefObject<HTMLDivElement> {
  const list = useRef<HTMLDivElement>(null)
  const scroll = useRef(0)
  const last = useRef<number>(undefined)
  useEffect(() => {
    const note = () => {
      if (last.current === undefined) scroll.current = scrollY
    }
    addEventListener('scroll', note, { passive: true })
    return () => removeEventListener('scroll', note)
  }, [])
  useLayoutEffect(() => {
    const before = last.current
    last.current = selected
    if (before === undefined || selected !== undefined) return
    if (isNarrow()) scrollTo(0, scroll.current)
    list.current?.querySelector<HTMLElement>(`a[data-id="${before}"]`)?.focus({ preventScroll: true })
  }, [selected])
  return list
}
