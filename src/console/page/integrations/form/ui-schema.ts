import type { UiSchema } from '@rjsf/utils'
import type { IntegrationField, IntegrationTypeInfo } from '../../../../../types/wire.d.ts'
import type { Language } from '../../words/preferences.ts'
import type { Words } from '../../words/words.ts'
import { fieldsOf, isRedacted, textsOf } from './form-schema.ts'
import type { FormState } from './use-form.ts'

/** Returns how the form library shows each field: its options are properties of Mantine's components. */
export function uiSchemaOf(
  info: IntegrationTypeInfo,
  { schema, operation, base, errors }: FormState,
  language: Language,
  words: Words['form']
): UiSchema {
  const fields = fieldsOf(info).map(([name, field]) => {
    const { title, description } = textsOf(name, field, language)
    const error = errors[name]
    const isKept = operation === 'replace' && base !== undefined && isRedacted(field)
    const options = {
      description,
      ...componentOf(field, title, schema.required.includes(name), words),
      ...(isKept && { placeholder: placeholderOf(field, base[name], words) }),
      ...(error && { error: error.text, 'aria-invalid': true }),
      ...(error?.isFromAtlas && { errorProps: { lang: 'en' } })
    }
    return [name, { 'ui:options': options }] as const
  })
  return { ...Object.fromEntries(fields), 'ui:submitButtonOptions': { norender: true } }
}

function componentOf(
  field: IntegrationField,
  title: string,
  isRequired: boolean,
  words: Words['form']
): object {
  if (field.type === 'boolean') return {}
  if (field.enum) {
    return {
      searchable: false,
      clearable: !isRequired,
      clearButtonProps: { 'aria-label': words.clear(title) },
      placeholder: words.notSet,
      comboboxProps: { withinPortal: true }
    }
  }
  const text = { emptyValue: '', autoComplete: 'off', spellCheck: false }
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
    visibilityToggleButtonProps: { 'aria-label': words.show(title), tabIndex: 0 }
  }
}

function placeholderOf(field: IntegrationField, shown: unknown, words: Words['form']): string {
  // Atlas rejects an update without it.
  if (field['x-absentOnUpdate']) return String(shown ?? '')
  return typeof shown === 'string' ? words.keepShown(shown) : words.keep
}
