import { useState } from 'react'
import { ControlFailure } from './client.ts'

/** Something that a button does, which may fail. */
export interface Attempt {
  isBusy: boolean
  failure: ControlFailure | undefined
  /** Does it, unless it is being done already. @returns whether it succeeded */
  run(what: () => Promise<unknown>): Promise<boolean>
}

/** Runs calls of the control plane one at a time, and keeps the failure of the last one. */
export function useAttempt(): Attempt {
  const [isBusy, setBusy] = useState(false)
  const [failure, setFailure] = useState<ControlFailure>()
  const run = async (what: () => Promise<unknown>) => {
    if (isBusy) return false
    setBusy(true)
    setFailure(undefined)
    try {
      await what()
      return true
    } catch (error) {
      setFailure(error instanceof ControlFailure ? error : new ControlFailure(0, {}))
      return false
    } finally {
      setBusy(false)
    }
  }
  return { isBusy, failure, run }
}
