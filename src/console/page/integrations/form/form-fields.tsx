import { Checkbox, Select, Stack } from '@mantine/core'
import type { FormEvent } from 'react'
import type { IntegrationTypeInfo } from '../../../../../types/wire.d.ts'
import { isRedacted } from '../../data/fields.ts'
import { useWords } from '../../words/words.ts'
import { type FormField, type FormValues, hasSecret, merges } from './form-schema.ts'
import { PairsField } from './pairs-field.tsx'
import { type InputProps, TextField } from './text-field.tsx'
import type { FormState } from './use-form.ts'

/** Shows the fields of a type. @param id of the form, and prefix of the fields' IDs */
export function FormFields({ id, info, form }: { id: string; info: IntegrationTypeInfo; form: FormState }) {
  const { form: words } = useWords()
  const { schema, values, operation, base, errors, state, change } = form
  const submit = (event: FormEvent) => {
    event.preventDefault()
    form.submit()
  }
  const fields = Object.entries(schema.properties).map(([name, field], at) => {
    const required = schema.required.includes(name)
    const isUpdate = operation === 'replace'
    const isShownRedacted = isUpdate && !merges(info) && hasSecret(field)
    const input: InputProps = {
      id: `${id}_${name}`,
      label: field.title,
      description: isShownRedacted ? `${field.description} ${words.keepRedacted}` : field.description,
      required,
      // Atlas's texts are in English.
      error: state === 'responded' && errors[name] ? <span lang="en">{errors[name]}</span> : errors[name],
      // Not the button that closes the drawer.
      ...(at === 0 && { 'data-autofocus': true })
    }
    const isKept = isUpdate && base && isRedacted(field) && !required
    return (
      <Field
        key={name}
        field={field}
        input={input}
        placeholder={isKept ? words.keep : undefined}
        value={values[name]}
        onChange={value => change(withValue(values, name, value))}
      />
    )
  })
  return (
    <form id={id} onSubmit={submit} noValidate>
      <Stack>{fields}</Stack>
    </form>
  )
}

/** Returns the values with a changed one. An empty one is omitted. */
function withValue(values: FormValues, name: string, value: unknown): FormValues {
  const { [name]: _, ...others } = values
  const isEmpty = value === '' || value === null || (Array.isArray(value) && value.length === 0)
  return isEmpty ? others : { ...others, [name]: value }
}

/** Shows a field by its type. */
function Field({
  field,
  input,
  placeholder,
  value,
  onChange
}: {
  field: FormField
  input: InputProps
  placeholder: string | undefined
  value: unknown
  onChange: (value: unknown) => void
}) {
  const { type, enum: choices, items } = field
  const { id, 'data-autofocus': autofocus, ...group } = input
  if (items?.properties) return <PairsField {...{ input, field, value, onChange }} />
  if (items?.enum) {
    return (
      <Checkbox.Group {...group} value={(value ?? []) as string[]} onChange={onChange}>
        <Stack gap="xs" my="xs">
          {items.enum.map((choice, at) => (
            <Checkbox
              key={choice}
              id={at === 0 ? id : `${id}_${at}`}
              {...(at === 0 && { 'data-autofocus': autofocus })}
              value={choice}
              label={choice}
            />
          ))}
        </Stack>
      </Checkbox.Group>
    )
  }
  if (type === 'boolean') {
    return (
      <Checkbox
        {...input}
        checked={value === true}
        onChange={event => onChange(event.currentTarget.checked)}
      />
    )
  }
  if (choices) {
    return (
      <Select
        {...input}
        data={choices}
        value={(value ?? null) as string | null}
        clearable={!input.required}
        onChange={onChange}
      />
    )
  }
  return <TextField {...{ field, input, placeholder, onChange }} value={String(value ?? '')} />
}
