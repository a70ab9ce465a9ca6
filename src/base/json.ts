import { printParseErrorCode, visit } from 'jsonc-parser'

export type Fields = Readonly<Record<string, unknown>>

/** Maximum nesting of a text that becomes a value: recursion over very deep values would overflow the stack. */
export const MAX_LEVELS = 128

/** Returns the position in a JSON text at which objects and arrays are nested too deep, or undefined. */
export function findTooDeep(text: string, maxLevels: number): number | undefined {
  // Most bodies are shorter: each level has two brackets.
  if (text.length <= 2 * maxLevels) return undefined
  let levels = 0
  let isString = false
  for (let at = 0; at < text.length; at++) {
    const character = text[at]
    if (character === '"') isString = !isString
    else if (isString) at += character === '\\' ? 1 : 0
    else if ((character === '[' || character === '{') && ++levels > maxLevels) return at
    else if (character === ']' || character === '}') levels--
  }
  return undefined
}

/** Parses JSON in UTF-8; undefined if it is invalid or nested deeper than {@link MAX_LEVELS}. */
export function tryParseJson(source: Buffer | string): unknown {
  try {
    const isText = typeof source === 'string'
    const text = isText ? source : new TextDecoder('utf-8', { fatal: true }).decode(source)
    return findTooDeep(text, MAX_LEVELS) === undefined ? JSON.parse(text) : undefined
  } catch {
    return undefined
  }
}

export function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function asObject(value: unknown): Fields | undefined {
  return isObject(value) ? value : undefined
}

/** Returns an object with each value changed; the object itself if none changes. */
export function mapFields(fields: Fields, change: (name: string, value: unknown) => unknown): Fields {
  let copy: Record<string, unknown> | undefined
  for (const name of Object.keys(fields)) {
    const value = change(name, fields[name])
    if (value === fields[name]) continue
    // A spread defines a key such as `__proto__` as an ordinary property.
    copy ??= { ...fields }
    copy[name] = value
  }
  return copy ?? fields
}

export function deepFreeze<Value>(value: Value): Value {
  if (typeof value === 'object' && value !== null) {
    for (const member of Object.values(value)) deepFreeze(member)
    Object.freeze(value)
  }
  return value
}

interface JsonDifference {
  /** Names of members and positions in arrays, from the outermost. */
  path: readonly (string | number)[]
  /** Undefined: missing. */
  left: unknown
  right: unknown
  /** The values are the names of the members that both have: their order differs. */
  isOrder?: true
}

export function* jsonDifferences(
  left: unknown,
  right: unknown,
  path: readonly (string | number)[] = []
): Generator<JsonDifference> {
  if (!hasMembers(left) || !hasMembers(right) || Array.isArray(left) !== Array.isArray(right)) {
    if (left !== right) yield { path, left, right }
    return
  }
  const [names, others] = [Object.keys(left), Object.keys(right)]
  for (const name of new Set([...names, ...others])) {
    const key = Array.isArray(left) ? Number(name) : name
    yield* jsonDifferences(memberOf(left, name), memberOf(right, name), [...path, key])
  }
  const common = names.filter(name => Object.hasOwn(right, name))
  const order = others.filter(name => Object.hasOwn(left, name))
  if (common.join() !== order.join()) yield { path, left: common, right: order, isOrder: true }
}

/** Returns whether two JSON values are equal. Unlike `isDeepStrictEqual`, ignores prototypes: Jest has two of each. */
export function equalJson(left: unknown, right: unknown): boolean {
  for (const { isOrder } of jsonDifferences(left, right)) if (!isOrder) return false
  return true
}

function hasMembers(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null
}

/** Returns the member of a JSON object or array; undefined if it is missing. */
export function memberOf(value: unknown, name: string | number): unknown {
  return hasMembers(value) && Object.hasOwn(value, name) ? value[name] : undefined
}

/** Returns a place in a JSON value, such as `$.results[0].id`. @param start of the text */
export function presentPath(start: string, path: readonly (string | number)[]): string {
  return start + path.map(key => (typeof key === 'number' ? `[${key}]` : `.${key}`)).join('')
}

/** An error in a JSON text; the message does not quote the text, which may contain secrets. */
export class JsonError extends Error {
  override readonly name = 'JsonError'
  /** From 1. */
  readonly line: number
  readonly column: number

  constructor(line: number, column: number, message: string) {
    super(message)
    this.line = line
    this.column = column
  }
}

/**
 * Parses JSON and ignores the BOM that editors on Windows add (RFC 8259 §8.1).
 *
 * @throws {JsonError} also for nesting deeper than {@link MAX_LEVELS}
 */
export function parseJson(text: string): unknown {
  const json = text.replace(/^\uFEFF/, '')
  const tooDeep = findTooDeep(json, MAX_LEVELS)
  if (tooDeep !== undefined) {
    const lines = json.slice(0, tooDeep).split('\n')
    const column = (lines.at(-1) as string).length + 1
    throw new JsonError(lines.length, column, `nested deeper than ${MAX_LEVELS} levels`)
  }
  try {
    return JSON.parse(json)
  } catch {
    // The engine's message quotes the text and lacks the position of some errors.
    throw findJsonProblem(json)
  }
}

/** By the names of the parser's codes. */
const MESSAGES: Readonly<Record<string, string>> = {
  InvalidNumberFormat: 'invalid number',
  PropertyNameExpected: 'expected a property name in double quotes',
  ValueExpected: 'expected a value',
  ColonExpected: "expected ':'",
  CommaExpected: "expected ',' or a closing bracket",
  CloseBraceExpected: "expected '}'",
  CloseBracketExpected: "expected ']'",
  EndOfFileExpected: 'expected the end of the text',
  InvalidCommentToken: 'comments are not allowed',
  UnexpectedEndOfComment: 'comments are not allowed',
  UnexpectedEndOfString: 'this string has no closing quotation mark',
  UnexpectedEndOfNumber: 'this number is incomplete',
  InvalidUnicode: 'this string has an invalid escape',
  InvalidEscapeCharacter: 'this string has an invalid escape',
  InvalidCharacter: 'this string has a control character'
}

const UNEXPECTED = 'unexpected text'

/** Returns the first problem of a text that `JSON.parse` rejects. */
export function findJsonProblem(text: string): JsonError {
  let word: { end: number; problem: JsonError } | undefined
  const onError = (code: number, offset: number, length: number, line: number, column: number) => {
    const message = MESSAGES[printParseErrorCode(code)] ?? UNEXPECTED
    const problem = new JsonError(line + 1, column + 1, message)
    if (word) {
      // The error directly after an unknown word says what was expected in its place.
      const isDirect = text.slice(word.end, offset).trim() === ''
      throw isDirect ? new JsonError(word.problem.line, word.problem.column, message) : word.problem
    }
    if (message !== UNEXPECTED) throw problem
    word = { end: offset + length, problem }
  }
  try {
    visit(text, { onError }, { disallowComments: true })
  } catch (error) {
    // Thrown above, to stop the parser.
    if (error instanceof JsonError) return error
    throw error
  }
  return word?.problem ?? new JsonError(1, 1, UNEXPECTED)
}
