import { Checkbox, type CheckboxProps } from '@mantine/core'
import Form from '@rjsf/mantine'
import type { RegistryWidgetsType, RJSFSchema, ValidatorType, WidgetProps } from '@rjsf/utils'
import type { IntegrationField, IntegrationTypeInfo } from '../../../../../types/wire.d.ts'
import { useWords, type Words } from '../../words/words.ts'
import { type FormValues, fieldsOf, isRedacted } from './form-schema.ts'
import type { FormState } from './use-form.ts'

const WIDGETS: RegistryWidgetsType = { CheckboxWidget }

/** The form library requires a validator. The page validates by itself, because errors of Atlas look the same. */
const VALIDATOR: ValidatorType = {
  validateFormData: () => ({ errors: [], errorSchema: {} }),
  isValid: () => true,
  rawValidation: () => ({})
}

/** The fields of a type. @param id of the form, and prefix of the fields' ids */
export function FormFields({ id, info, form }: { id: string; info: IntegrationTypeInfo; form: FormState }) {
  const { form: words } = useWords()
  const { schema, values, change, submit } = form
  const options = fieldsOf(info).map(([name, field]) => [
    name,
    { 'ui:options': optionsOf(name, field, form, words) }
  ])
  // The library's text fields keep their text if their value becomes undefined.
  const shown = fieldsOf(info).map(([name]) => [name, values[name] ?? ''])
  return (
    <Form
      id={id}
      idPrefix={id}
      schema={schema as unknown as RJSFSchema}
      uiSchema={{ ...Object.fromEntries(options), 'ui:submitButtonOptions': { norender: true } }}
      formData={Object.fromEntries(shown)}
      validator={VALIDATOR}
      widgets={WIDGETS}
      noValidate
      noHtml5Validate
      showErrorList={false}
      onChange={({ formData }) => change(withoutEmpty(formData as FormValues))}
      onSubmit={submit}
    />
  )
}

function withoutEmpty(values: FormValues): FormValues {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== '' && value !== undefined))
}

/** Returns how the library shows a field: properties of Mantine's components. */
function optionsOf(
  name: string,
  field: IntegrationField,
  { schema, operation, base, errors, state }: FormState,
  words: Words['form']
): object {
  const { title = name, description } = schema.properties[name] ?? {}
  const isRequired = schema.required.includes(name)
  const isKept = operation === 'replace' && base && isRedacted(field) && !isRequired
  const common = {
    description,
    ...(isKept && { placeholder: words.keep }),
    ...(errors[name] && { error: errors[name], 'aria-invalid': true }),
    ...(state === 'responded' && { errorProps: { lang: 'en' } })
  }
  if (field.enum) {
    return { ...common, searchable: false, clearable: !isRequired, comboboxProps: { withinPortal: true } }
  }
  const text = { ...common, emptyValue: '', autoComplete: 'off', spellCheck: false }
  // Masked texts are templates of several lines.
  const shown = field['x-secret']?.shown
  if (shown === 'plain' || shown === 'masked')
    return { ...text, widget: 'textarea', autosize: true, minRows: 3 }
  if (!isRedacted(field)) return text
  return {
    ...text,
    widget: 'password',
    // Keeps password managers from filling in a password.
    autoComplete: 'new-password',
    visibilityToggleButtonProps: {
      'aria-label': words.show(title),
      tabIndex: 0
    }
  }
}

/** The library's checkbox has its description above it. */
function CheckboxWidget({ id, label, value, required, options, onChange }: WidgetProps) {
  return (
    <Checkbox
      id={id}
      label={label}
      description={options.description}
      error={options['error'] as CheckboxProps['error']}
      required={required ?? false}
      checked={value === true}
      onChange={event => onChange(event.currentTarget.checked)}
    />
  )
}
