import { escapeJavaScript, escapeJson, escapeMarkup, escapeUrl } from './escapes.ts'
import { TemplateFault, unknownToMock } from './fault.ts'
import type { Scope } from './scope.ts'
import { onFirst, trim } from './texts.ts'
import { isHash, NOTHING, toList, toText, type Value } from './values.ts'

/** What stands left of the question mark, and what is in the parentheses. */
export interface Call {
  value: Value
  given: readonly Value[]
  /** How the value is called in a fault. */
  path: string
  scope: Scope
}

interface Builtin {
  /** Least and most values in the parentheses. */
  takes: readonly [number, number]
  /** Undefined: what comes of it is missing. */
  apply(call: Call): Value | undefined
}

/** A search compares as many characters at each place, at the worst. */
const SEARCHED = 100

/** A built-in of texts alone. */
function ofText(apply: (text: string) => Value): Builtin {
  return { takes: [0, 0], apply: call => apply(textOf(call)) }
}

/** A built-in that looks for one text in another. */
function ofSearch(apply: (text: string, searched: string) => Value): Builtin {
  return {
    takes: [1, 1],
    apply(call) {
      const [text, searched] = [textOf(call), givenText(call, 0)]
      call.scope.spend(text.length * Math.ceil(searched.length / SEARCHED))
      return apply(text, searched)
    }
  }
}

/** https://freemarker.apache.org/docs/ref_builtins.html; those that look at the expression itself are not here. */
const BUILTINS: Readonly<Record<string, Builtin>> = {
  js_string: ofText(escapeJavaScript),
  json_string: ofText(escapeJson),
  html: ofText(text => escapeMarkup(text, '&#39;')),
  xml: ofText(text => escapeMarkup(text, '&apos;')),
  url: {
    takes: [0, 1],
    apply(call) {
      if (call.given.length > 0 && !/^utf-8$/i.test(givenText(call, 0))) throw unknownToMock('that charset')
      return escapeUrl(textOf(call))
    }
  },
  upper_case: ofText(text => text.toUpperCase()),
  lower_case: ofText(text => text.toLowerCase()),
  cap_first: ofText(text => onFirst(text, first => first.toUpperCase())),
  uncap_first: ofText(text => onFirst(text, first => first.toLowerCase())),
  trim: ofText(trim),
  length: ofText(text => text.length),
  contains: ofSearch((text, searched) => text.includes(searched)),
  starts_with: ofSearch((text, searched) => text.startsWith(searched)),
  ends_with: ofSearch((text, searched) => text.endsWith(searched)),
  replace: { takes: [2, 3], apply: replace },
  c: { takes: [0, 0], apply: forComputers },
  string: { takes: [0, 2], apply: asText },
  size: { takes: [0, 0], apply: ({ value, path }) => sizeOf(value, path) },
  first: { takes: [0, 0], apply: ({ value, path }) => toList(value, path)[0] ?? undefined },
  last: { takes: [0, 0], apply: ({ value, path }) => toList(value, path).at(-1) ?? undefined },
  join: { takes: [1, 3], apply: join }
}

/** Applies a built-in. @throws {TemplateFault} */
export function applyBuiltin(name: string, call: Call): Value | undefined {
  const builtin = Object.hasOwn(BUILTINS, name) ? BUILTINS[name] : undefined
  if (!builtin) throw unknownToMock(`?${name}`)
  const [least, most] = builtin.takes
  if (call.given.length < least || call.given.length > most) {
    throw new TemplateFault(`?${name} does not take ${call.given.length} values`)
  }
  return builtin.apply(call)
}

/** Whether there is something in a value. */
export function hasContent(value: Value | undefined): boolean {
  if (value === undefined || value === NOTHING || value === '') return false
  return typeof value !== 'object' || Object.keys(value).length > 0
}

function textOf({ value, path, scope }: Call): string {
  const text = toText(value, path)
  scope.spend(text.length)
  return text
}

function givenText({ given }: Call, at: number): string {
  return toText(given[at] ?? '', 'what is in parentheses')
}

function forComputers({ value, path }: Call): string {
  if (typeof value === 'boolean') return String(value)
  // Of a text it is JSON, in new versions.
  if (typeof value === 'string') throw unknownToMock('?c of a text')
  return toText(value, path)
}

function asText(call: Call): string {
  const { value, given, path } = call
  if (typeof value !== 'boolean') {
    if (given.length > 0) throw unknownToMock('?string with a format')
    return toText(value, path)
  }
  if (given.length === 1) throw new TemplateFault('?string of a boolean does not take 1 value')
  return given.length === 0 ? String(value) : givenText(call, value ? 0 : 1)
}

function sizeOf(value: Value, path: string): number {
  return isHash(value) ? Object.keys(value).length : toList(value, path).length
}

function replace(call: Call): string {
  const [text, searched, other] = [textOf(call), givenText(call, 0), givenText(call, 1)]
  if (call.given.length > 2) throw unknownToMock('?replace with flags')
  call.scope.spend(text.length * Math.ceil(searched.length / SEARCHED))
  const count = searched === '' ? text.length + 1 : text.split(searched).length - 1
  call.scope.spend(count * other.length)
  return text.replaceAll(searched, () => other)
}

/** With a text for an empty list, and one that comes after another list. */
function join(call: Call): string {
  const { value, path, scope } = call
  if (isHash(value)) throw new TemplateFault(`${path} is no list`)
  const items = toList(value, path).filter(item => item !== null)
  const separator = givenText(call, 0)
  const texts = items.map(item => toText(item, `what is in ${path}`))
  scope.spend(texts.reduce((sum, text) => sum + text.length + separator.length + 1, 0))
  return texts.length === 0 ? givenText(call, 1) : texts.join(separator) + givenText(call, 2)
}
