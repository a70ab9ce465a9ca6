import { create } from 'zustand'

/** Holds the message that the page shows. */
export const useToast = create(() => ({ message: '' }))

/** Shows a message for some seconds, for an action that changes nothing visible. */
export function showToast(message: string): void {
  // A new object restarts the timer also for the same message.
  useToast.setState({ message })
}
