/** Milliseconds between two looks at what others may have changed. */
const INTERVAL = 3000

/** Does something now, and again and again while the page is seen. @returns ends it */
export function whileSeen(look: () => Promise<void>): () => void {
  const lookIfSeen = () => {
    if (document.visibilityState === 'visible') void look()
  }
  const timer = setInterval(lookIfSeen, INTERVAL)
  document.addEventListener('visibilitychange', lookIfSeen)
  lookIfSeen()
  return () => {
    clearInterval(timer)
    document.removeEventListener('visibilitychange', lookIfSeen)
  }
}
