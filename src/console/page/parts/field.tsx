import type { InputHTMLAttributes, ReactNode, SelectHTMLAttributes } from 'react'
import { useId } from 'react'

interface Told {
  label: string
  help?: ReactNode
  error?: string | undefined
}

/** A text field with its label, help and error. */
export function TextField({ label, help, error, ...rest }: Told & InputHTMLAttributes<HTMLInputElement>) {
  const id = useId()
  return (
    <FieldFrame id={id} label={label} help={help} error={error}>
      <input
        id={id}
        className="input"
        autoComplete="off"
        spellCheck={false}
        aria-invalid={error !== undefined}
        aria-describedby={describe(id, help, error)}
        {...rest}
      />
    </FieldFrame>
  )
}

/** A choice of options, which are its children. */
export function SelectField({ label, help, error, ...rest }: Told & SelectHTMLAttributes<HTMLSelectElement>) {
  const id = useId()
  return (
    <FieldFrame id={id} label={label} help={help} error={error}>
      <select
        id={id}
        className="input"
        aria-invalid={error !== undefined}
        aria-describedby={describe(id, help, error)}
        {...rest}
      />
    </FieldFrame>
  )
}

/** Label, help and error around a control with an id. */
export function FieldFrame({ id, label, help, error, children }: Told & { id: string; children: ReactNode }) {
  return (
    <div className="field">
      <label className="field-label" htmlFor={id}>
        {label}
      </label>
      {help !== undefined && (
        <div className="field-help" id={`${id}-help`}>
          {help}
        </div>
      )}
      {children}
      {error !== undefined && (
        <div className="field-error" id={`${id}-error`}>
          {error}
        </div>
      )}
    </div>
  )
}

/** What a control is described by, as {@link FieldFrame} names it. */
export function describe(id: string, help: ReactNode, error: string | undefined): string | undefined {
  const ids = [help !== undefined && `${id}-help`, error !== undefined && `${id}-error`].filter(Boolean)
  return ids.length === 0 ? undefined : ids.join(' ')
}
