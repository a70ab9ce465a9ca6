import { Button, CloseButton, Group, Input, Stack, TextInput } from '@mantine/core'
import { useRef } from 'react'
import { isRedacted } from '../../data/fields.ts'
import { SecretInput } from '../../parts/secret-input.tsx'
import { useWords, type Words } from '../../words/words.ts'
import type { FormField } from './form-schema.ts'
import type { InputProps } from './text-field.tsx'

type Row = Readonly<Record<string, string>>

/** Edits an array of objects, such as headers, in rows. */
export function PairsField({
  input,
  field: { items, maxItems = Number.POSITIVE_INFINITY },
  value,
  onChange
}: {
  input: InputProps
  field: FormField
  value: unknown
  onChange: (rows: readonly Row[]) => void
}) {
  const { form: words } = useWords()
  const addButton = useRef<HTMLButtonElement>(null)
  const { id, label, error, ...wrapper } = input
  const given = Array.isArray(value) ? (value as readonly Row[]) : []
  const rows = given.length > 0 ? given : [{}]
  const setRow = (at: number, row: Row) => onChange(rows.with(at, row))
  return (
    <Input.Wrapper
      role="group"
      aria-labelledby={`${id}-title`}
      {...wrapper}
      label={label}
      labelElement="div"
      labelProps={{ id: `${id}-title` }}
      error={error}
    >
      <Stack gap="xs" my="xs">
        {rows.map((row, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: rows have no identity
          <Group key={at} gap="xs" wrap="nowrap">
            {Object.entries(items?.properties ?? {}).map(([name, member], column) => (
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
                onChange(rows.toSpliced(at, 1))
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
        onClick={() => onChange([...rows, {}])}
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
  return <SecretInput {...common} what={label} />
}
