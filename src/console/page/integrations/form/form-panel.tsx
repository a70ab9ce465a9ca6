import { Anchor, Box, Button, Group, SegmentedControl, Stack, Text } from '@mantine/core'
import { useId } from 'react'
import { useControlPlaneState } from '../../data/queries.ts'
import { WaitButton } from '../../parts/wait-button.tsx'
import { useWords } from '../../words/words.ts'
import { useMissing } from '../list-notice.tsx'
import { FormCall } from './form-call.tsx'
import { FormFields } from './form-fields.tsx'
import { merges, type Operation, unsupportedFields } from './form-schema.ts'
import { type FormState, type FormTarget, useForm } from './use-form.ts'

const OPERATIONS = ['create', 'replace'] as const

/** Shows the form of a type and beside it, on a narrow screen below it, its call. */
export function FormPanel({ onClose, ...target }: FormTarget & { onClose: () => void }) {
  const { form: words } = useWords()
  const id = useId()
  const form = useForm(target, id)
  const { info } = target
  const { values, change } = form
  const example = info.examples[0]?.value
  const unsupported = unsupportedFields(info).join(', ')
  return (
    <div className="form-columns">
      <div className="form-column">
        <Stack p="md" pt={0} className="whole">
          {info.unsure.guess + info.unsure.contradicted > 0 && (
            <Anchor href={info.unsure.url} size="xs">
              {words.unsure(info.unsure)}
            </Anchor>
          )}
          {form.discard && (
            <Group gap="sm">
              <Text size="sm">{words.restored}</Text>
              <Button size="compact-xs" variant="default" onClick={form.discard}>
                {words.discard}
              </Button>
            </Group>
          )}
          {merges(info) && (
            <SegmentedControl
              aria-label={words.operation}
              data={OPERATIONS.map(value => ({ value, label: words.operations[value] }))}
              value={form.operation}
              onChange={value => form.setOperation(value as Operation)}
            />
          )}
          {example && (
            <Button
              size="xs"
              w="fit-content"
              variant="default"
              onClick={() => change({ ...values, ...example })}
            >
              {words.example}
            </Button>
          )}
          <FormFields id={id} info={info} form={form} />
          {unsupported && (
            <Text size="sm" c="dimmed">
              {words.unsupported(unsupported)}
            </Text>
          )}
        </Stack>
        <Footer formId={id} form={form} onClose={onClose} />
      </div>
      <FormCall id={id} form={form} />
    </div>
  )
}

/** Shows why the form cannot be sent, and the buttons, always visible. */
function Footer({ formId, form, onClose }: { formId: string; form: FormState; onClose: () => void }) {
  const { form: words, shell, common } = useWords()
  const missing = useMissing()
  const isUnreachable = useControlPlaneState() === 'unreachable'
  const { state, isPending } = form
  return (
    <Box p="md" className="form-footer">
      <Box mb="sm" aria-live="polite">
        {state === 'notSent' && <Text size="sm">{words.notSent}</Text>}
        {missing !== undefined && <Text size="sm">{missing}</Text>}
        {isUnreachable && <Text size="sm">{shell.controlPlane.unreachable}</Text>}
      </Box>
      <Group justify="flex-end" gap="sm">
        <Button variant="default" onClick={onClose}>
          {common.close}
        </Button>
        <WaitButton type="submit" form={formId} disabled={missing !== undefined} isPending={isPending}>
          {words.save}
        </WaitButton>
      </Group>
    </Box>
  )
}
