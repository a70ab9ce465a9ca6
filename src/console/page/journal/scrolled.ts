import { type RefObject, useEffect, useState } from 'react'

/** Whether the top of something was scrolled out of sight. */
export function useScrolledPast(ref: RefObject<HTMLElement>): boolean {
  const [isPast, setPast] = useState(false)
  useEffect(() => {
    const top = ref.current
    if (!top) return
    const observer = new IntersectionObserver(([entry]) => {
      if (entry) setPast(!entry.isIntersecting && entry.boundingClientRect.top < 0)
    })
    observer.observe(top)
    return () => observer.disconnect()
  }, [ref])
  return isPast
}
