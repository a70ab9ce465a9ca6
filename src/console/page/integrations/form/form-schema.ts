import type { IntegrationField, IntegrationTypeInfo } from '../../../../../types/wire.d.ts'
import type { Language } from '../../words/preferences.ts'

/** Operation of a form: POST creates an integration, PUT updates it. */
export type Operation = 'create' | 'replace'

/** Values of a form; empty fields are omitted. */
export type FormValues = Readonly<Record<string, unknown>>

/** JSON Schema of a form. */
export interface FormSchema {
  type: 'object'
  properties: Readonly<Record<string, Omit<IntegrationField, 'default'>>>
  required: readonly string[]
}

/** Returns the fields that a user can fill in, in the type's order. */
export function fieldsOf(info: IntegrationTypeInfo): readonly (readonly [string, IntegrationField])[] {
  return Object.entries(info.schema.properties).filter(([, field]) => field.readOnly !== true)
}

/** Returns a field's label and help. */
export function textsOf(
  name: string,
  field: IntegrationField,
  language: Language
): { title: string; description: string } {
  const { title = name, description = '' } = field
  return language === 'zh' && field['x-zh'] ? field['x-zh'] : { title, description }
}

/** Returns whether responses redact the field. The form cannot show its value; leaving it empty keeps the value. */
export function isRedacted(field: IntegrationField): boolean {
  const shown = field['x-secret']?.shown
  return shown !== undefined && shown !== 'plain'
}

/** Returns the schema of a type's form. A PUT merges: it requires only what Atlas requires in every update. */
export function formSchemaOf(
  info: IntegrationTypeInfo,
  operation: Operation,
  language: Language
): FormSchema {
  const fields = fieldsOf(info)
  const toUpdate = fields.flatMap(([name, field]) => (field['x-absentOnUpdate'] ? [name] : []))
  const properties = fields.map(([name, { default: _, ...field }]) => [
    name,
    { ...field, ...textsOf(name, field, language) }
  ])
  return {
    type: 'object',
    properties: Object.fromEntries(properties),
    required: operation === 'create' ? [...info.schema.required, ...info.requiredToCreate] : toUpdate
  }
}

/**
 * Returns the initial values of a form: defaults, or the integration's values that responses show.
 *
 * @param current the integration in a response
 */
export function initialValues(
  info: IntegrationTypeInfo,
  operation: Operation,
  current: FormValues | undefined
): FormValues {
  const values = fieldsOf(info).map(([name, field]) => {
    if (operation === 'create') return [name, field.default]
    return [name, isRedacted(field) ? undefined : (current?.[name] ?? undefined)]
  })
  return Object.fromEntries(values.filter(([, value]) => value !== undefined))
}

/**
 * Returns the body that a form sends. A PUT omits redacted fields that are empty, and clears others with null.
 *
 * @param current the integration in the response that the form started with
 */
export function bodyOf(
  info: IntegrationTypeInfo,
  operation: Operation,
  values: FormValues,
  current: FormValues | undefined
): Record<string, unknown> {
  const body: Record<string, unknown> = { type: info.type }
  for (const [name, field] of fieldsOf(info)) {
    const value = values[name]
    const isCleared = operation === 'replace' && !isRedacted(field) && (current?.[name] ?? null) !== null
    if (value !== undefined) body[name] = value
    else if (isCleared) body[name] = null
  }
  return body
}
