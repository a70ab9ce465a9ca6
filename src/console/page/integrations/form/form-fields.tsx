import { Checkbox, type CheckboxProps, Stack } from '@mantine/core'
import Form from '@rjsf/mantine'
import type { RegistryWidgetsType, RJSFSchema, ValidatorType, WidgetProps } from '@rjsf/utils'
import type { IntegrationField, IntegrationTypeInfo } from '../../../../../types/wire.d.ts'
import { useWords, type Words } from '../../words/words.ts'
import { type FormValues, fieldsOf, hasSecret, isRedacted, merges } from './form-schema.ts'
import { PairsField } from './pairs-field.tsx'
import type { FormState } from './use-form.ts'

const WIDGETS: RegistryWidgetsType = { CheckboxWidget, CheckboxesWidget }
const FIELDS = { PairsField }

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
    {
      'ui:options': optionsOf(name, field, form, words, !merges(info)),
      ...(field.items?.properties && { 'ui:field': 'PairsField' })
    }
  ])
  // The library's text fields do not clear their text when the value becomes undefined.
  const shown = fieldsOf(info).map(([name, { type }]) => [name, values[name] ?? (type === 'array' ? [] : '')])
  return (
    <Form
      id={id}
      idPrefix={id}
      schema={schema as unknown as RJSFSchema}
      uiSchema={{ ...Object.fromEntries(options), 'ui:submitButtonOptions': { norender: true } }}
      formData={Object.fromEntries(shown)}
      validator={VALIDATOR}
      widgets={WIDGETS}
      fields={FIELDS}
      noValidate
      noHtml5Validate
      showErrorList={false}
      onChange={({ formData }) => change(withoutEmpty(formData as FormValues))}
      onSubmit={submit}
    />
  )
}

function withoutEmpty(values: FormValues): FormValues {
  const isEmpty = (value: unknown) =>
    value === '' || value === undefined || (Array.isArray(value) && value.length === 0)
  return Object.fromEntries(Object.entries(values).filter(([, value]) => !isEmpty(value)))
}

/** Returns the library's options for a field, passed to the Mantine component as props. */
function optionsOf(
  name: string,
  field: IntegrationField,
  { schema, operation, base, errors, state }: FormState,
  words: Words['form'],
  isReplaced: boolean
): object {
  const { title = name, description = '' } = schema.properties[name] ?? {}
  const isRequired = schema.required.includes(name)
  const isKept = operation === 'replace' && base && isRedacted(field) && !isRequired
  const isShownRedacted = operation === 'replace' && isReplaced && hasSecret(field)
  const common = {
    description: isShownRedacted ? `${description} ${words.keepRedacted}` : description,
    ...(isKept && { placeholder: words.keep }),
    ...(errors[name] && { error: errors[name], 'aria-invalid': true }),
    ...(state === 'responded' && { errorProps: { lang: 'en' } })
  }
  if (field.items) return { ...common, ...(field.items.enum && { widget: 'checkboxes' }) }
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

/** Replaces the library's checkboxes, whose group has no name. */
function CheckboxesWidget({ id, label, value, required, options, onChange }: WidgetProps) {
  const { enumOptions = [], description } = options
  return (
    <Checkbox.Group
      label={label}
      description={description}
      error={options['error'] as CheckboxProps['error']}
      required={required ?? false}
      value={value}
      onChange={onChange}
    >
      <Stack gap="xs" my="xs">
        {enumOptions.map(({ value, label }, at) => (
          // The first one receives the focus when the field has an error.
          <Checkbox key={value} id={at === 0 ? id : `${id}_${at}`} value={value} label={label} />
        ))}
      </Stack>
    </Checkbox.Group>
  )
}
