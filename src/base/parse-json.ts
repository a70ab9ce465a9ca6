import { printParseErrorCode, visit } from 'jsonc-parser'
import { findTooDeep, MAX_LEVELS } from './json.ts'

/** An error in a JSON text; the message does not quote it. */
export class JsonError extends Error {
  override readonly name = 'JsonError'
  /** From 1. */
  readonly line: number
  readonly column: number

  constructor({ line, column, message }: JsonProblem) {
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
    throw new JsonError({ line: lines.length, column, message: `nested deeper than ${MAX_LEVELS} levels` })
  }
  try {
    return JSON.parse(json)
  } catch {
    // The engine's message quotes the text and lacks the position of some errors.
    throw new JsonError(findJsonProblem(json))
  }
}

/** Where a text is not JSON. */
export interface JsonProblem {
  /** From 1. */
  line: number
  column: number
  /** What was expected, or what is wrong; does not quote the text, which may contain secrets. */
  message: string
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

/** Stops the parser. */
class Found extends Error {
  readonly problem: JsonProblem

  constructor(problem: JsonProblem) {
    super()
    this.problem = problem
  }
}

/** Returns the first problem of a text that `JSON.parse` rejects. */
export function findJsonProblem(text: string): JsonProblem {
  let word: { end: number; problem: JsonProblem } | undefined
  const onError = (code: number, offset: number, length: number, line: number, column: number) => {
    const message = MESSAGES[printParseErrorCode(code)] ?? UNEXPECTED
    const problem = { line: line + 1, column: column + 1, message }
    if (word) {
      // The error directly after an unknown word says what was expected in its place.
      const isDirect = text.slice(word.end, offset).trim() === ''
      throw new Found(isDirect ? { ...word.problem, message } : word.problem)
    }
    if (message !== UNEXPECTED) throw new Found(problem)
    word = { end: offset + length, problem }
  }
  try {
    visit(text, { onError }, { disallowComments: true })
  } catch (error) {
    if (error instanceof Found) return error.problem
    throw error
  }
  return word?.problem ?? { line: 1, column: 1, message: UNEXPECTED }
}
