import { Checkbox } from '@mantine/core'
import Form from '@rjsf/mantine'
import type { RegistryWidgetsType, RJSFSchema, WidgetProps } from '@rjsf/utils'
import type { IntegrationTypeInfo } from '../../../../../types/wire.d.ts'
import { usePreferences } from '../../words/preferences.ts'
import { useWords } from '../../words/words.ts'
import { type FormValues, fieldsOf } from './form-schema.ts'
import { uiSchemaOf } from './ui-schema.ts'
import type { FormState } from './use-form.ts'
import { VALIDATOR } from './validator.ts'

const WIDGETS: RegistryWidgetsType = { CheckboxWidget }

interface Props {
  /** Id of the form and prefix of the fields' ids. */
  id: string
  info: IntegrationTypeInfo
  form: FormState
}

/** The fields of a type. */
export function IntegrationForm({ id, info, form }: Props) {
  const { form: words } = useWords()
  const language = usePreferences(({ language }) => language)
  // The library's text fields keep their text if their value becomes undefined.
  const empty = Object.fromEntries(
    fieldsOf(info).flatMap(([name, field]) => (isText(field) ? [[name, '']] : []))
  )
  return (
    <Form
      id={id}
      idPrefix={id}
      schema={form.schema as unknown as RJSFSchema}
      uiSchema={uiSchemaOf(info, form, language, words)}
      formData={{ ...empty, ...form.values }}
      validator={VALIDATOR}
      widgets={WIDGETS}
      noValidate
      noHtml5Validate
      showErrorList={false}
      onChange={({ formData }) => form.change(withoutEmpty(formData as FormValues))}
      onSubmit={form.submit}
    />
  )
}

function isText({ type, enum: values }: { type?: unknown; enum?: unknown }): boolean {
  return type === 'string' && values === undefined
}

function withoutEmpty(values: FormValues): FormValues {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== '' && value !== undefined))
}

/** The library's checkbox has its description above it. */
function CheckboxWidget({ id, label, value, required, options, onChange }: WidgetProps) {
  const { description, error, errorProps } = options as Record<
    'description' | 'error',
    string | undefined
  > & {
    errorProps?: { lang: string }
  }
  return (
    <Checkbox
      id={id}
      label={label}
      description={description}
      error={error && <span {...errorProps}>{error}</span>}
      required={required ?? false}
      checked={value === true}
      onChange={event => onChange(event.currentTarget.checked)}
    />
  )
}
