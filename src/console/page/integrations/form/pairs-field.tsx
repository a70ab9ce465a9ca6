import {
  Button,
  CloseButton,
  Group,
  Input,
  type InputWrapperProps,
  PasswordInput,
  Stack,
  TextInput
} from '@mantine/core'
import type { FieldProps } from '@rjsf/utils'
import { useRef } from 'react'
import type { IntegrationField } from '../../../../../types/wire.d.ts'
import { useWords, type Words } from '../../words/words.ts'
import { isRedacted } from './form-schema.ts'

type Row = Readonly<Record<string, string>>

/** Edits an array of objects, such as headers, in rows. */
export function PairsField({ schema, formData, fieldPathId, required, uiSchema, onChange }: FieldProps) {
  const { form: words } = useWords()
  const addButton = useRef<HTMLButtonElement>(null)
  const { $id: id, path } = fieldPathId
  const { title, items, maxItems = Number.POSITIVE_INFINITY } = schema
  const { description, error, errorProps } = (uiSchema?.['ui:options'] ?? {}) as InputWrapperProps
  const { properties: members = {} } = items as NonNullable<IntegrationField['items']>
  const given = Array.isArray(formData) ? (formData as readonly Row[]) : []
  const rows = given.length > 0 ? given : [{}]
  const setRow = (at: number, row: Row) => onChange(rows.with(at, row), path)
  return (
    <Input.Wrapper
      role="group"
      aria-labelledby={`${id}-title`}
      label={title}
      labelElement="div"
      labelProps={{ id: `${id}-title` }}
      description={description}
      error={error}
      {...(errorProps && { errorProps })}
      required={required ?? false}
    >
      <Stack gap="xs" my="xs">
        {rows.map((row, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: rows have no identity
          <Group key={at} gap="xs" wrap="nowrap">
            {Object.entries(members).map(([name, member], column) => (
              <Cell
                key={name}
                // The first one receives the focus when the field has an error.
                id={at === 0 && column === 0 ? id : `${id}_${at}_${name}`}
                label={words.rowCell(labelOf(name, words), at + 1)}
                placeholder={labelOf(name, words)}
                isSecret={isRedacted(member)}
                isInvalid={error !== undefined && !row[name]}
                value={row[name] ?? ''}
                onChange={value => setRow(at, { ...row, [name]: value })}
              />
            ))}
            <CloseButton
              aria-label={words.removeRow(at + 1)}
              disabled={given.length === 0}
              onClick={() => {
                onChange(rows.toSpliced(at, 1), path)
                // The focused button is removed.
                addButton.current?.focus()
              }}
            />
          </Group>
        ))}
      </Stack>
      <Button
        ref={addButton}
        size="xs"
        variant="default"
        disabled={rows.length >= maxItems}
        onClick={() => onChange([...rows, {}], path)}
      >
        {words.addRow}
      </Button>
    </Input.Wrapper>
  )
}

function labelOf(name: string, { cells }: Words['form']): string {
  return (cells as Readonly<Record<string, string>>)[name] ?? name
}

function Cell({
  id,
  label,
  placeholder,
  isSecret,
  isInvalid,
  value,
  onChange
}: {
  id: string
  label: string
  placeholder: string
  isSecret: boolean
  isInvalid: boolean
  value: string
  onChange: (value: string) => void
}) {
  const { form: words } = useWords()
  const common = {
    id,
    'aria-label': label,
    'aria-invalid': isInvalid,
    placeholder,
    error: isInvalid,
    spellCheck: false,
    value,
    flex: 1,
    miw: 0,
    onChange: (event: { currentTarget: { value: string } }) => onChange(event.currentTarget.value)
  }
  if (!isSecret) return <TextInput {...common} autoComplete="off" />
  return (
    <PasswordInput
      {...common}
      // Keeps password managers from filling in a password.
      autoComplete="new-password"
      visibilityToggleButtonProps={{ 'aria-label': words.show(label), tabIndex: 0 }}
    />
  )
}
