import { Textarea, TextInput } from '@mantine/core'
import type { ReactNode } from 'react'
import { isHidden } from '../../data/fields.ts'
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
  /** Of the first field. */
  'data-autofocus'?: true
}

/** Shows a text field: hidden if it is a secret, with several lines if it is a template. */
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
  if (isHidden(field)) {
    return <SecretInput {...text} what={input.label} aria-invalid={input.error !== undefined} />
  }
  // The others that are secret are templates of several lines.
  return field['x-secret'] ? <Textarea {...text} autosize minRows={3} /> : <TextInput {...text} />
}
