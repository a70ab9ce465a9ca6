import { Button, Group, SimpleGrid, Stack, Text } from '@mantine/core'
import { type FormEvent, useRef, useState } from 'react'
import { flushSync } from 'react-dom'
import { control } from '../data/control.ts'
import { useAction } from '../data/use-action.ts'
import { Failure } from '../parts/failure.tsx'
import { Panel } from '../parts/panel.tsx'
import { useWords } from '../words/words.ts'
import { bodyOf, fieldsOf, INITIAL, withEffect } from './draft.ts'
import { type FaultErrors, placeErrors } from './fault-errors.tsx'
import { FaultField } from './fault-field.tsx'
import type { Field } from './fields.ts'
import { Sentence } from './sentence.tsx'
import { useOptions } from './use-options.ts'

/** Creates any fault that the mock supports: the usual ones by a sentence. */
export function FaultForm() {
  const { faults: words, form: formWords } = useWords()
  const [draft, setDraft] = useState(INITIAL)
  const [errors, setErrors] = useState<FaultErrors>({})
  /** Whether each error of the last fault belongs to a field. */
  const [isPlaced, setIsPlaced] = useState(false)
  const [isOpen, setIsOpen] = useState(false)
  const form = useRef<HTMLFormElement>(null)
  const { run, error, isPending } = useAction()
  const { required, advanced } = fieldsOf(draft)
  const options = useOptions()
  const set = (field: Field, value: string | null) => {
    setDraft({ ...draft, [field]: value ?? '' })
    setErrors({ ...errors, [field]: undefined })
  }
  const mark = (errors: FaultErrors) => {
    // A folded field cannot receive the focus.
    flushSync(() => {
      setErrors(errors)
      setIsOpen(isOpen => isOpen || advanced.some(field => errors[field]))
    })
    form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus()
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (required && !draft[required]?.trim()) return mark({ [required]: formWords.required })
    setErrors({})
    setIsPlaced(false)
    run(async () => {
      await control('POST /faults', bodyOf(draft)).catch((error: unknown) => {
        const { placed, isComplete } = placeErrors(error, draft)
        setIsPlaced(isComplete)
        mark(placed)
        throw error
      })
    })
  }
  const clear = () => {
    setDraft(INITIAL)
    setErrors({})
  }
  const field = (name: Field, width?: string) => (
    <FaultField
      key={name}
      field={name}
      options={options[name]}
      width={width}
      isRequired={name === required}
      value={draft[name] ?? ''}
      error={errors[name]}
      onChange={value => set(name, value)}
    />
  )
  const used = advanced.filter(name => draft[name]).length
  return (
    <Panel title={words.title}>
      <form ref={form} onSubmit={submit} noValidate>
        <Stack gap="sm">
          <Sentence
            draft={draft}
            first={field('when.first', '4.5rem')}
            operation={field('match.operation', '7rem')}
            setEffect={effect => {
              setDraft(withEffect(draft, effect))
              setErrors({})
            }}
          />
          {required && field(required)}
          <details open={isOpen} onToggle={event => setIsOpen(event.currentTarget.open)}>
            <Text component="summary" size="sm" style={{ cursor: 'pointer' }}>
              {words.advanced}
              {used > 0 && ` (${used})`}
            </Text>
            <SimpleGrid cols={{ base: 2, sm: 3 }} py="sm">
              {advanced.map(name => field(name))}
            </SimpleGrid>
            <Button variant="default" onClick={clear}>
              {words.clear}
            </Button>
          </details>
          {!isPlaced && <Failure error={error} />}
          <Group justify="flex-end">
            <Button type="submit" aria-disabled={isPending}>
              {words.add}
            </Button>
          </Group>
        </Stack>
      </form>
    </Panel>
  )
}
