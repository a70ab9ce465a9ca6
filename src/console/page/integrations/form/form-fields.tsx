import { Checkbox, type CheckboxProps } from '@mantine/core'
import Form from '@rjsf/mantine'
import type { RegistryWidgetsType, RJSFSchema, ValidatorType, WidgetProps } from '@rjsf/utils'
import type { IntegrationField, IntegrationTypeInfo } from '../../../../../types/wire.d.ts'
import { useWords, type Words } from '../../words/words.ts'
import { type FormValues, fieldsOf, isRedacted } from './form-schema.ts'
import type { FormState } from './use-form.ts'

const WIDGETS: RegistryWidgetsType = { CheckboxWidget }

/** Accepts everything: the library requires a validator, but `form-errors.ts` validates. */
const VALIDATOR: ValidatorType = {
  validateFormData: () => ({ errors: [], errorSchema: {} }),
  isValid: () => true,
  rawValidation: () => ({})
}

/** Shows the fields of a type. @param id of the form, and prefix of the fields' IDs */
export function FormFields({ id, info, form }: { id: string; info: IntegrationTypeInfo; form: FormState }) {
  const { form: words } = useWords()
  const { schema, values, change, submit } = form
  const options = fieldsOf(info).map(([name, field]) => [
    name,
    { 'ui:options': optionsOf(name, field, form, words) }
  ])
  // The library's text fields do not clear their text when the value becomes undefined.
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

/** Returns the library's options for a field, passed to the Mantine component as props. */
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
  // Fields shown masked are templates of several lines.
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

/** Replaces the library's checkbox, which shows its description above the box. */
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
