import type { IntegrationField, IntegrationTypeInfo } from '../../../../types/wire.d.ts'
import { isObject, jsonOf } from '../api/json.ts'
import { isRedacted, shownName } from '../data/fields.ts'

/** A part of a JSON text. */
export interface Token {
  text: string
  /** Undefined: punctuation and white space. */
  kind?: 'key' | 'string' | 'literal' | 'redacted' | undefined
}

type Types = readonly IntegrationTypeInfo[]
type Fields = Readonly<Record<string, IntegrationField>>

/** Returns the parts of indented JSON of an object or array; undefined: the text is something else. */
export function tokensOf(text: string, types: Types): Token[] | undefined {
  const value = jsonOf(text)
  const isTree = typeof value === 'object' && value !== null
  return isTree && JSON.stringify(value, null, 2) === text ? treeTokens(value, types, {}, '\n') : undefined
}

/** @param fields schemas of an object's members @param line break and indentation */
function treeTokens(value: object, types: Types, fields: Fields, line: string): Token[] {
  const inner = `${line}  `
  const isList = Array.isArray(value)
  const known = isObject(value) ? (fieldsOf(value, types) ?? fields) : fields
  const members = Object.entries(value).flatMap(([name, member], at): Token[] => {
    const field = isList ? undefined : known[name]
    const key: Token[] = isList ? [] : [{ text: JSON.stringify(name), kind: 'key' }, { text: ': ' }]
    const within = isList ? known : (field?.items?.properties ?? field?.properties ?? {})
    return [
      { text: at === 0 ? inner : `,${inner}` },
      ...key,
      ...(typeof member === 'object' && member !== null
        ? treeTokens(member, types, within, inner)
        : [{ text: JSON.stringify(member), kind: kindOf(member, field) }])
    ]
  })
  const [open, close] = isList ? '[]' : '{}'
  return [{ text: open as string }, ...members, { text: (members.length > 0 ? line : '') + close }]
}

function kindOf(value: unknown, field: IntegrationField | undefined): Token['kind'] {
  if (typeof value !== 'string') return 'literal'
  return field && isRedacted(field) && value.includes('*') ? 'redacted' : 'string'
}

/** Returns the fields of an integration in a response by their names there; undefined: it is not an integration. */
function fieldsOf(object: Record<string, unknown>, types: Types): Fields | undefined {
  // Only responses have an id: the journal masks requests, Atlas does not.
  const info = types.find(({ type, typeField, idField }) => object[typeField] === type && idField in object)
  const entries = Object.entries(info?.schema.properties ?? {})
  return info && Object.fromEntries(entries.map(([name, field]) => [shownName(name, field), field]))
}
