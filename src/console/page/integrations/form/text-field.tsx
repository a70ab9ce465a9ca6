import { Textarea, TextInput } from '@mantine/core'
import type { ReactNode } from 'react'
import { isRedacted } from '../../data/fields.ts'
import { SecretInput } from '../../parts/secret-input.tsx'
import type { FormField } from './form-schema.ts'

/** Properties common to the inputs of all fields. */
export interface InputProps {
  /** The first input's, which receives the focus when the field has an error. */
  id: string
  label: string
  description: string
  required: boolean
  error: ReactNode
}

/** Shows a text field: hidden if responses redact it, with several lines if it is a template. */
export function TextField({
  field,
  input,
  placeholder,
  value,
  onChange
}: {
  field: FormField
  input: InputProps
  placeholder: string | undefined
  value: string
  onChange: (value: string) => void
}) {
  const text = {
    ...input,
    placeholder,
    value,
    autoComplete: 'off',
    spellCheck: false,
    onChange: (event: { currentTarget: { value: string } }) => onChange(event.currentTarget.value)
  }
  // Fields shown masked are templates of several lines.
  const shown = field['x-secret']?.shown
  if (shown === 'plain' || shown === 'masked') return <Textarea {...text} autosize minRows={3} />
  if (!isRedacted(field)) return <TextInput {...text} />
  return <SecretInput {...text} what={input.label} aria-invalid={input.error !== undefined} />
}
