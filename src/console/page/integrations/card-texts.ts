import type { IntegrationTypeInfo } from '../../../../types/wire.d.ts'
import { shownName } from '../data/fields.ts'
import type { Integration } from '../data/integrations.ts'
import type { Language } from '../words/preferences.ts'
import { hasSecret, textsOf } from './form/form-schema.ts'

/** A value of an integration, as its card shows it. */
interface Fact {
  name: string
  title: string
  /** The value in the response. */
  value: string
  /** The same with four bullets for asterisks, however many. */
  text: string
  isRedacted: boolean
}

/** Returns the values of an integration that its type names for the card. */
export function factsOf(info: IntegrationTypeInfo, integration: Integration, language: Language): Fact[] {
  return info.shown.flatMap(name => {
    const field = info.schema.properties[name]
    const given = field && (integration[shownName(name, field)] ?? undefined)
    if (!field || given === undefined) return []
    const value = textOf(given)
    const isRedacted = hasSecret(field)
    const text = isRedacted ? value.replace(/\*+/g, '••••') : value
    return { name, title: textsOf(name, field, language).title, value, text, isRedacted }
  })
}

/** Returns a value as text: entries of an array with commas, a pair as `name: value`. */
function textOf(value: unknown): string {
  if (Array.isArray(value)) return value.map(textOf).join(', ')
  return typeof value === 'object' && value !== null ? Object.values(value).join(': ') : String(value)
}

/** Returns the first two capitals of a name, or its first two letters. */
export function initialsOf(label: string): string {
  const capitals = label.match(/\p{Lu}/gu) ?? []
  return (capitals.length > 1 ? capitals : [...label]).slice(0, 2).join('')
}
