import type { IntegrationField, IntegrationTypeInfo } from '../../../../../types/wire.d.ts'
import type { Language } from '../../words/define.ts'

/** POST makes an integration, PUT changes what is there. */
export type Operation = 'create' | 'replace'

/** Values as the form holds them. */
export type FormValues = Readonly<Record<string, unknown>>

/** JSON Schema of a form, for the form library. */
export interface FormSchema {
  type: 'object'
  properties: Readonly<Record<string, Readonly<Record<string, unknown>>>>
  required: readonly string[]
}

/** The fields that a user can fill in, in the type's order. */
export function fieldsOf(info: IntegrationTypeInfo): readonly (readonly [string, IntegrationField])[] {
  return Object.entries(info.schema.properties).filter(([, field]) => field.readOnly !== true)
}

/** The fields that Atlas wants with each update, although a PUT merges. */
export function neededOnUpdate(info: IntegrationTypeInfo): ReturnType<typeof fieldsOf> {
  return fieldsOf(info).filter(([, field]) => field['x-absentOnUpdate'] !== undefined)
}

/** A field's words in a language. */
export function wordsOf(
  name: string,
  field: IntegrationField,
  language: Language
): { title: string; description: string } {
  const { title = name, description = '' } = field
  return language === 'zh' && field['x-zh'] ? field['x-zh'] : { title, description }
}

/** What a type is for, in a language. */
export function descriptionOf({ description, zh }: IntegrationTypeInfo, language: Language): string {
  return language === 'zh' ? (zh?.description ?? description) : description
}

/** What answers show only in part: the form cannot show it again, so an empty field keeps it. */
export function isKept(field: IntegrationField): boolean {
  const shown = field['x-secret']?.shown
  return shown !== undefined && shown !== 'plain'
}

/** The form of a type. A PUT merges, so it asks only for what Atlas refuses to go without. */
export function formSchemaOf(
  info: IntegrationTypeInfo,
  operation: Operation,
  language: Language
): FormSchema {
  const fields = fieldsOf(info)
  const needed = [...info.schema.required, ...info.requiredToCreate]
  const required = operation === 'create' ? needed : neededOnUpdate(info).map(([name]) => name)
  const properties = fields.map(([name, field]) => {
    const { type, enum: values, default: preset, minLength, maxLength } = field
    return [
      name,
      {
        ...wordsOf(name, field, language),
        ...(type !== undefined && { type }),
        ...(values !== undefined && { enum: values }),
        ...(preset !== undefined && operation === 'create' && { default: preset }),
        ...(minLength !== undefined && { minLength }),
        ...(maxLength !== undefined && { maxLength })
      }
    ] as const
  })
  return { type: 'object', properties: Object.fromEntries(properties), required }
}

/** What a form begins with: what the integration holds, as far as an answer shows it. */
export function valuesOf(info: IntegrationTypeInfo, current: FormValues | undefined): FormValues {
  if (!current) return {}
  const shown = fieldsOf(info).filter(([name, field]) => !isKept(field) && (current[name] ?? null) !== null)
  return Object.fromEntries(shown.map(([name]) => [name, current[name]]))
}

/**
 * The body that a form sends. A PUT leaves out what is to be kept, and clears with null what was emptied.
 *
 * @param current what the integration holds, as an answer shows it
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
    if (value !== undefined) body[name] = value
    else if (operation === 'replace' && !isKept(field) && (current?.[name] ?? null) !== null) {
      body[name] = null
    }
  }
  return body
}
