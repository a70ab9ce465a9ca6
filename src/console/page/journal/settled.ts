import { useEffect, useState } from 'react'

/** Milliseconds after which what the journal held has come. */
const PAUSE = 250

/** Whether a state has lasted for a moment; it is then kept to have done so. */
export function useSettled(isOn: boolean): boolean {
  const [isSettled, setSettled] = useState(false)
  useEffect(() => {
    if (!isOn || isSettled) return
    const timer = setTimeout(() => setSettled(true), PAUSE)
    return () => clearTimeout(timer)
  }, [isOn, isSettled])
  return isSettled
}
