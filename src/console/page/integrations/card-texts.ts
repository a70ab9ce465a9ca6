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
  /** Whether it is a secret that Atlas returns in clear. */
  isInClear: boolean
}

/** Returns the values of an integration that its type names for the card. */
export function cardFacts(info: IntegrationTypeInfo, integration: Integration, language: Language): Fact[] {
  return info.shown.flatMap(name => {
    const field = info.schema.properties[name]
    const given = field && (integration[shownName(name, field)] ?? undefined)
    if (!field || given === undefined) return []
    const value = textOf(given)
    const isRedacted = hasSecret(field)
    const text = isRedacted ? value.replace(/\*+/g, '••••') : value
    const isInClear = field['x-secret']?.shown === 'plain'
    return { name, title: textsOf(name, field, language).title, value, text, isRedacted, isInClear }
  })
}

/** Returns a value as text: entries of an array with commas, a pair as `name: value`. */
function textOf(value: unknown): string {
  if (Array.isArray(value)) return value.map(textOf).join(', ')
  return typeof value === 'object' && value !== null ? Object.values(value).join(': ') : String(value)
}

/** Returns two letters of each name, no two alike: the first two capitals or letters, or the first and a later one. */
export function initialsOf(names: readonly string[]): string[] {
  const taken = new Set<string>()
  return names.map(name => {
    const [first = '', ...others] = name.match(/\p{L}/gu) ?? []
    const second = others.filter(letter => /\p{Lu}/u.test(letter))
    const all = [...second.slice(0, 1), ...others].map(letter => first + letter)
    const initials = all.find(two => !taken.has(two.toLowerCase())) ?? name
    taken.add(initials.toLowerCase())
    return initials
  })
}
