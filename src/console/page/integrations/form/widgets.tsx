import type { WidgetProps } from '@rjsf/utils'
import { useState } from 'react'
import { Button } from '../../parts/button.tsx'
import { partWords } from '../../parts/words.ts'
import { useWords } from '../../state/use-words.ts'
import { formWords } from './words.ts'

/** What each control has in common. */
function commonOf({ id, required, disabled, rawErrors, placeholder }: WidgetProps) {
  const isFaulty = (rawErrors ?? []).length > 0
  return {
    id,
    disabled: disabled ?? false,
    'aria-required': required ?? false,
    'aria-invalid': isFaulty,
    'aria-describedby': isFaulty ? `${id}-help ${id}-error` : `${id}-help`,
    ...(placeholder && { placeholder })
  }
}

/** An empty text is no value. */
const orNothing = (text: string) => (text === '' ? undefined : text)

const TEXT = { className: 'input', autoComplete: 'off', spellCheck: false } as const

export function TextWidget(props: WidgetProps) {
  const { value, onChange } = props
  return (
    <input
      {...TEXT}
      {...commonOf(props)}
      value={value ?? ''}
      onChange={event => onChange(orNothing(event.target.value))}
    />
  )
}

/** A secret: dots, until the user wants to see it. */
export function SecretWidget(props: WidgetProps) {
  const words = useWords(formWords)
  const [isSeen, setSeen] = useState(false)
  const { id, value, label, onChange } = props
  return (
    <div className="secret">
      <input
        {...TEXT}
        {...commonOf(props)}
        type={isSeen ? 'text' : 'password'}
        // A password manager would fill in something of its own.
        autoComplete="new-password"
        value={value ?? ''}
        onChange={event => onChange(orNothing(event.target.value))}
      />
      <Button
        isSmall
        aria-pressed={isSeen}
        aria-controls={id}
        aria-label={words.showWhat(label)}
        onClick={() => setSeen(!isSeen)}
      >
        {words.show}
      </Button>
    </div>
  )
}

export function TextareaWidget(props: WidgetProps) {
  const { value, onChange } = props
  return (
    <textarea
      {...TEXT}
      {...commonOf(props)}
      rows={3}
      value={value ?? ''}
      onChange={event => onChange(orNothing(event.target.value))}
    />
  )
}

export function SelectWidget(props: WidgetProps) {
  const words = useWords(formWords)
  const { value, onChange, options, schema } = props
  const choices = (options.enumOptions ?? []).map(({ value }) => String(value))
  return (
    <select
      className="input"
      {...commonOf(props)}
      value={value ?? ''}
      onChange={event => onChange(orNothing(event.target.value))}
    >
      {(schema.default === undefined || value === undefined) && <option value="">{words.choose}</option>}
      {choices.map(choice => (
        <option key={choice} value={choice}>
          {choice}
        </option>
      ))}
    </select>
  )
}

export function CheckboxWidget(props: WidgetProps) {
  const { value, onChange, label, required } = props
  return (
    <label className="check" htmlFor={props.id}>
      <input
        {...commonOf(props)}
        type="checkbox"
        checked={value === true}
        onChange={event => onChange(event.target.checked)}
      />
      <span className="field-label">
        {label}
        {required && <Required />}
      </span>
    </label>
  )
}

/** Says that a value must be given. */
export function Required() {
  const words = useWords(formWords)
  const { aside } = useWords(partWords)
  return <span className="required">{aside(words.isRequired)}</span>
}
