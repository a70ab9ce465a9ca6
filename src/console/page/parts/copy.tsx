import { useEffect, useState } from 'react'
import { useWords } from '../state/use-words.ts'
import { Button } from './button.tsx'
import { partWords } from './words.ts'

/** Milliseconds for which it says that it has copied. */
const SAID = 2000

/** Copies a text; `what` completes "Copy …" for those who do not see where it stands. */
export function CopyButton({ text, what, label }: { text: string; what: string; label?: string }) {
  const words = useWords(partWords)
  const [state, setState] = useState<'idle' | 'copied' | 'failed'>('idle')
  useEffect(() => {
    if (state === 'idle') return
    const timer = setTimeout(() => setState('idle'), SAID)
    return () => clearTimeout(timer)
  }, [state])
  const copy = () => {
    copyText(text).then(
      () => setState('copied'),
      () => setState('failed')
    )
  }
  return (
    <Button isSmall onClick={copy} aria-label={words.copyWhat(what)}>
      <span aria-live="polite">{state === 'idle' ? (label ?? words.copy) : words[state]}</span>
    </Button>
  )
}

/** Off localhost and without TLS there is no clipboard API; the older way still works there. */
async function copyText(text: string): Promise<void> {
  if (navigator.clipboard) return navigator.clipboard.writeText(text)
  const area = document.createElement('textarea')
  area.value = text
  area.className = 'hidden-visually'
  // Inside an open dialog only what lies in it can have the focus.
  const place = document.querySelector('dialog[open]') ?? document.body
  const focused = document.activeElement
  place.append(area)
  area.select()
  const isDone = document.execCommand('copy')
  area.remove()
  if (focused instanceof HTMLElement) focused.focus()
  if (!isDone) throw new Error('not copied')
}
