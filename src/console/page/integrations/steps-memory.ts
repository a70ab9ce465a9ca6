const HIDDEN = 'atlas-mock-steps-hidden'

let isJournalSeen = false

/** Notes that the journal was looked at, which nothing else shows. */
export function noteJournalSeen(): void {
  isJournalSeen = true
}

export function wasJournalSeen(): boolean {
  return isJournalSeen
}

/** Whether the user does not want to see the steps; a browser may refuse its storage. */
export function isHidden(): boolean {
  try {
    return localStorage.getItem(HIDDEN) !== null
  } catch {
    return false
  }
}

export function hide(): void {
  try {
    localStorage.setItem(HIDDEN, 'yes')
  } catch {
    return
  }
}
