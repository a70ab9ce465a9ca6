import { findTooDeep, MAX_LEVELS } from './json.ts'
import type { JsonProblem } from './json-problem.ts'

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
export async function parseJson(text: string): Promise<unknown> {
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
    const { findJsonProblem } = await import('./json-problem.ts')
    throw new JsonError(findJsonProblem(json))
  }
}
