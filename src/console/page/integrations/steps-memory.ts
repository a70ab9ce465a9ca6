import { keep, recall } from '../state/storage.ts'

const HIDDEN = 'atlas-mock-steps-hidden'

let isJournalSeen = false

/** Notes that the journal was looked at, which nothing else shows. */
export function noteJournalSeen(): void {
  isJournalSeen = true
}

export function wasJournalSeen(): boolean {
  return isJournalSeen
}

/** Whether the user does not want to see the steps. */
export function isHidden(): boolean {
  return recall('localStorage', HIDDEN) !== undefined
}

export function setHidden(isHidden: boolean): void {
  keep('localStorage', HIDDEN, isHidden ? 'yes' : undefined)
}
