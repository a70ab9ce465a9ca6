import { Button, type ButtonProps, Loader } from '@mantine/core'
import { type ComponentPropsWithoutRef, useEffect, useState } from 'react'
import { quantity } from '../words/format.ts'
import { usePreferences } from '../words/preferences.ts'

/** Milliseconds after which a button shows that its call is pending: fast ones must not flicker. */
const SLOW = 300

type Props = ButtonProps & ComponentPropsWithoutRef<'button'> & { isPending: boolean }

/** Shows a button that ignores presses while its call is pending, and for how many seconds it has been. */
export function WaitButton({ isPending, children, onClick, ...rest }: Props) {
  const language = usePreferences(({ language }) => language)
  const seconds = useSeconds(isPending)
  return (
    // A disabled button would lose the focus.
    <Button
      {...rest}
      aria-disabled={isPending}
      aria-busy={isPending}
      onClick={isPending ? undefined : onClick}
    >
      {children}
      {seconds !== undefined && (
        // Not part of the name, which would be announced each second.
        <span aria-hidden className="waiting">
          <Loader size={12} color="currentColor" /> {quantity(seconds, 'second', language)}
        </span>
      )}
    </Button>
  )
}

/** Returns for how many seconds a call has been pending; undefined: it is not, or not long enough to be shown. */
function useSeconds(isPending: boolean): number | undefined {
  const [seconds, setSeconds] = useState<number>()
  useEffect(() => {
    if (!isPending) return
    const start = Date.now()
    const timer = setInterval(() => setSeconds(Math.floor((Date.now() - start) / 1000)), SLOW)
    return () => {
      clearInterval(timer)
      setSeconds(undefined)
    }
  }, [isPending])
  return seconds
}
