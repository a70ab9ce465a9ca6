/** Milliseconds between two looks at what others may have changed. */
const INTERVAL = 3000

/** Does something now, and again a while after it was done, while the page is seen. @returns ends it */
export function whileSeen(look: () => Promise<void>): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined
  let isLooking = false
  let isEnded = false
  const lookIfSeen = async () => {
    if (isLooking || isEnded || document.visibilityState !== 'visible') return
    isLooking = true
    clearTimeout(timer)
    await look()
    isLooking = false
    if (!isEnded) timer = setTimeout(lookIfSeen, INTERVAL)
  }
  document.addEventListener('visibilitychange', lookIfSeen)
  void lookIfSeen()
  return () => {
    isEnded = true
    clearTimeout(timer)
    document.removeEventListener('visibilitychange', lookIfSeen)
  }
}
