import { type ReactNode, useId, useLayoutEffect, useRef } from 'react'

/** A modal dialog: the browser's own, so that focus, Escape and what lies behind are handled by it. */
export function Dialog({
  title,
  onClose,
  children
}: {
  title: string
  /** Called when the user closes it, by Escape too. */
  onClose: () => void
  children: ReactNode
}) {
  const ref = useRef<HTMLDialogElement>(null)
  const id = useId()
  useLayoutEffect(() => {
    const dialog = ref.current
    dialog?.showModal()
    // While it is still in the document: only then does the focus go back to where it was.
    return () => dialog?.close()
  }, [])
  return (
    <dialog
      ref={ref}
      className="dialog"
      aria-labelledby={id}
      onCancel={event => {
        event.preventDefault()
        onClose()
      }}
    >
      <div className="stack">
        <h2 id={id}>{title}</h2>
        {children}
      </div>
    </dialog>
  )
}
