import { useRef } from 'react'
import { useRoute } from './route.ts'

/**
 * Returns a value as it was before a form or dialog was opened, while it is open: behind it, nothing moves.
 *
 * @param isKnown whether the value can be kept
 * @param isOpen whether a dialog is open; a form is if the address names it
 */
export function useHeld<Value>(value: Value, isKnown = (_: Value) => true, isOpen = false): Value {
  const [, form] = useRoute()
  const held = useRef(value)
  if ((form === undefined && !isOpen) || !isKnown(held.current)) held.current = value
  return held.current
}
