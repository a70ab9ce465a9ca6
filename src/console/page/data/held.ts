import { useRef } from 'react'
import { useRoute } from './route.ts'

/**
 * Returns a value as it was before a form was opened, while it is open: behind the form, nothing moves.
 *
 * @param isKnown whether the value can be kept
 */
export function useHeld<Value>(value: Value, isKnown: (value: Value) => boolean = () => true): Value {
  const [, form] = useRoute()
  const held = useRef(value)
  if (form === undefined || !isKnown(held.current)) held.current = value
  return held.current
}
