import Form from '@rjsf/core'
import type { ErrorSchema, RegistryWidgetsType, RJSFSchema, UiSchema } from '@rjsf/utils'
import { useMemo } from 'react'
import type { IntegrationTypeInfo } from '../../../../../types/wire.d.ts'
import { usePreferences } from '../../state/preferences.ts'
import { useWords } from '../../state/use-words.ts'
import { type FormValues, fieldsOf, formSchemaOf, isKept, type Operation } from './form-schema.ts'
import { FieldTemplate, type FormContext, ObjectFieldTemplate } from './templates.tsx'
import { createValidator } from './validator.ts'
import { CheckboxWidget, SecretWidget, SelectWidget, TextareaWidget, TextWidget } from './widgets.tsx'
import { formWords } from './words.ts'

const WIDGETS: RegistryWidgetsType = {
  TextWidget,
  PasswordWidget: SecretWidget,
  TextareaWidget,
  SelectWidget,
  CheckboxWidget
}

const TEMPLATES = { FieldTemplate, ObjectFieldTemplate }

interface Props {
  id: string
  info: IntegrationTypeInfo
  operation: Operation
  values: FormValues
  /** The integration as an answer shows it. */
  current: FormValues | undefined
  /** What Atlas said of a field. */
  faults: Readonly<Record<string, string>>
  onChange: (values: FormValues) => void
  onSubmit: (values: FormValues) => void
  /** The values did not pass the form's own check. */
  onRefused: () => void
}

/** The form of a type, made from its schema. Loaded when the first one is opened. */
export function IntegrationForm(props: Props) {
  const { id, info, operation, values, current, faults, onChange, onSubmit, onRefused } = props
  const words = useWords(formWords)
  const language = usePreferences(({ language }) => language)
  const validator = useMemo(() => createValidator(words), [words])
  const schema = useMemo(() => formSchemaOf(info, operation, language), [info, operation, language])
  const uiSchema = useMemo(
    () => uiSchemaOf(info, operation === 'replace' ? current : undefined, words),
    [info, operation, current, words]
  )
  const extraErrors = useMemo(
    () => Object.fromEntries(Object.entries(faults).map(([name, text]) => [name, { __errors: [text] }])),
    [faults]
  )
  return (
    <Form
      id={id}
      idPrefix={id}
      schema={schema as unknown as RJSFSchema}
      uiSchema={uiSchema}
      formData={values}
      validator={validator}
      widgets={WIDGETS}
      templates={TEMPLATES}
      formContext={{ faults } satisfies FormContext}
      extraErrors={extraErrors as ErrorSchema}
      noHtml5Validate
      showErrorList={false}
      focusOnFirstError
      onChange={({ formData }) => onChange(formData as FormValues)}
      onSubmit={({ formData }) => onSubmit(formData as FormValues)}
      onError={onRefused}
    />
  )
}

type Words = { kept: (shown: string) => string; keptHidden: string }

function uiSchemaOf(info: IntegrationTypeInfo, current: FormValues | undefined, words: Words): UiSchema {
  const fields = fieldsOf(info).map(([name, field]) => {
    const shown = current?.[name]
    const kept = typeof shown === 'string' ? words.kept(shown) : words.keptHidden
    const placeholder = field['x-absentOnUpdate'] ? String(shown ?? '') : kept
    const { shown: kind = '' } = field['x-secret'] ?? {}
    // What is masked is a text of many lines rather than a key.
    const isLong = kind === 'plain' || kind === 'masked'
    const widget = isLong ? 'textarea' : isKept(field) ? 'password' : undefined
    return [
      name,
      {
        ...(widget && { 'ui:widget': widget }),
        ...(current && isKept(field) && { 'ui:placeholder': placeholder })
      }
    ] as const
  })
  return { ...Object.fromEntries(fields), 'ui:submitButtonOptions': { norender: true } }
}
