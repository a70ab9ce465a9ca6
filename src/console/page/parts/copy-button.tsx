import { Button, type ButtonProps } from '@mantine/core'
import { useTimeout } from '@mantine/hooks'
import { useState } from 'react'
import { useWords } from '../words/words.ts'

/** Milliseconds for which the button shows the result. */
const SHOWN = 2000

/** Copies a text. @param what completes "Copy …" for screen readers */
export function CopyButton({
  text,
  what,
  label,
  ...rest
}: { text: string; what: string; label?: string } & ButtonProps) {
  const { common } = useWords()
  const [state, setState] = useState<'copy' | 'copied' | 'copyFailed'>('copy')
  const { start } = useTimeout(() => setState('copy'), SHOWN)
  const copy = () => {
    const copied = copyText(text).then(
      () => setState('copied'),
      () => setState('copyFailed')
    )
    void copied.then(start)
  }
  return (
    <Button size="compact-xs" variant="default" onClick={copy} aria-label={common.copyWhat(what)} {...rest}>
      <span aria-live="polite">{state === 'copy' ? (label ?? common.copy) : common[state]}</span>
    </Button>
  )
}

/** Copies a text. Without TLS, pages of other hosts have no clipboard API; the deprecated command works there. */
async function copyText(text: string): Promise<void> {
  if (navigator.clipboard) return navigator.clipboard.writeText(text)
  const area = document.createElement('textarea')
  area.value = text
  // A modal dialog makes everything outside it inert.
  const parent = document.activeElement?.closest('[role="dialog"]') ?? document.body
  parent.append(area)
  area.select()
  const isCopied = document.execCommand('copy')
  area.remove()
  if (!isCopied) throw new Error('the browser rejected the copy command')
}
