import { useEffect, useState } from 'react'
import { create } from 'zustand'

/** Counts the user's actions. */
const useActions = create(() => ({ count: 0 }))

/** Removes the marks of what is new: the user does something else. */
export function forgetNew(): void {
  useActions.setState(({ count }) => ({ count: count + 1 }))
}

/**
 * Returns a function from an ID to the attributes of its element: marks what the last change of a list added, until the
 * next change or the next action.
 *
 * @param list whose IDs these are, such as that of a project
 * @param ids undefined: unknown
 */
export function useNew(list: string | undefined, ids: readonly string[] | undefined) {
  const since = `${list} ${useActions(({ count }) => count)}`
  const key = JSON.stringify([since, ids])
  const [seen, setSeen] = useState({ key, since, ids, added: [] as readonly string[] })
  if (seen.key !== key) {
    const before = seen.since === since ? seen.ids : undefined
    setSeen({ key, since, ids, added: before ? (ids ?? []).filter(id => !before.includes(id)) : [] })
  }
  const { added } = seen
  useEffect(() => {
    // The page must not scroll whenever another client creates something.
    if (added.length > 0 && navigator.userActivation.isActive) showNew()
  }, [added])
  return (id: string) => ({ 'data-new': added.includes(id) || undefined })
}

/** Scrolls to what is marked as new. */
export function showNew(): void {
  document.querySelector('[data-new]')?.scrollIntoView({ block: 'nearest' })
}
