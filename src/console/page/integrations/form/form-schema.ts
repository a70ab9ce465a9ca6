import type { IntegrationField, IntegrationTypeInfo } from '../../../../../types/wire.d.ts'
import { isRedacted, shownName } from '../../data/fields.ts'
import type { Language } from '../../words/preferences.ts'

/** Operation of a form: POST creates an integration, PUT updates it. */
export type Operation = 'create' | 'replace'

/** Values of a form; empty fields are omitted. */
export type FormValues = Readonly<Record<string, unknown>>

/** A field with its texts in the page's language. */
export type FormField = IntegrationField & { title: string; description: string }

/** The fields of a form, and which are required. */
export interface FormSchema {
  properties: Readonly<Record<string, FormField>>
  required: readonly string[]
}

/** Returns the fields of a form, in the type's order: those that a request can have, except objects. */
export function fieldsOf(info: IntegrationTypeInfo): readonly (readonly [string, IntegrationField])[] {
  return Object.entries(info.schema.properties).filter(
    ([, { readOnly, type }]) => readOnly !== true && type !== 'object'
  )
}

/** Returns the names of the fields that a request can have and a form does not support. */
export function unsupportedFields(info: IntegrationTypeInfo): string[] {
  return Object.entries(info.schema.properties).flatMap(([name, { type }]) => (type === 'object' ? name : []))
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

/** Returns whether a field or a member of its entries is redacted in responses. */
export function hasSecret(field: IntegrationField): boolean {
  return isRedacted(field) || Object.values(field.items?.properties ?? {}).some(isRedacted)
}

/** Returns whether a PUT changes only the fields in its body; otherwise it replaces the whole integration. */
export function merges({ resource }: IntegrationTypeInfo): boolean {
  return resource === 'integrations'
}

/** Returns the fields of a type's form. A PUT that merges requires only what Atlas requires in every update. */
export function formSchemaOf(
  info: IntegrationTypeInfo,
  operation: Operation,
  language: Language
): FormSchema {
  const fields = fieldsOf(info)
  const toUpdate = fields.flatMap(([name, field]) => (field['x-absentOnUpdate'] ? [name] : []))
  const properties = fields.map(([name, field]) => [name, { ...field, ...textsOf(name, field, language) }])
  const toCreate = [...info.schema.required, ...info.requiredToCreate].filter(name => name !== info.typeField)
  return {
    properties: Object.fromEntries(properties),
    required: operation === 'create' || !merges(info) ? toCreate : toUpdate
  }
}

/**
 * Returns the initial values of a form: defaults, or the integration's values that responses show. For a PUT that
 * replaces, they include redacted values, which keep the secret if they are sent unchanged.
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
    if (merges(info) && isRedacted(field)) return [name, undefined]
    return [name, current?.[shownName(name, field)] ?? undefined]
  })
  return Object.fromEntries(values.filter(([, value]) => value !== undefined))
}

/**
 * Returns the body that a form sends. A PUT that merges omits redacted fields that are empty, and clears others with
 * null.
 *
 * @param current the integration in the response that the form started with
 */
export function formBody(
  info: IntegrationTypeInfo,
  operation: Operation,
  values: FormValues,
  current: FormValues | undefined
): Record<string, unknown> {
  const body: Record<string, unknown> = { [info.typeField]: info.type }
  const isUpdate = operation === 'replace' && merges(info)
  for (const [name, field] of fieldsOf(info)) {
    const value = values[name]
    const isCleared = isUpdate && !isRedacted(field) && (current?.[name] ?? null) !== null
    if (value !== undefined) body[name] = value
    else if (isCleared) body[name] = null
  }
  return body
}
