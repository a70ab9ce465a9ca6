import { Box, SegmentedControl, Text } from '@mantine/core'
import { useId } from 'react'
import type { IntegrationTypeInfo } from '../../../../../types/wire.d.ts'
import { list } from '../../words/format.ts'
import { usePreferences } from '../../words/preferences.ts'
import { useWords } from '../../words/words.ts'
import { type Operation, requiredToUpdate, textsOf } from './form-schema.ts'
import type { FormState } from './use-form.ts'

const OPERATIONS = ['create', 'replace'] as const

/** Selects POST or PUT. Both are always possible, because the error of the wrong one is worth seeing. */
export function OperationField({ info, form }: { info: IntegrationTypeInfo; form: FormState }) {
  const { form: words } = useWords()
  const language = usePreferences(({ language }) => language)
  const id = useId()
  const required = requiredToUpdate(info).map(([name, field]) => textsOf(name, field, language).title)
  const exception = required.length > 0 ? words.requiredToUpdate(list(required, language)) : ''
  return (
    <Box>
      <Text size="sm" fw={500} mb={4} id={id}>
        {words.operation}
      </Text>
      <SegmentedControl
        aria-labelledby={id}
        data={OPERATIONS.map(value => ({ value, label: words.operations[value] }))}
        value={form.operation}
        onChange={value => form.setOperation(value as Operation)}
        fullWidth
        mb={4}
      />
      <Text size="xs" c="dimmed">
        {form.operation === 'create' ? words.createHelp : words.replaceHelp + exception}
      </Text>
    </Box>
  )
}
