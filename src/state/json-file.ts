import { createReadStream, type ReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import type { ValidateFunction } from 'ajv'
import { JsonError, parseJson } from '../base/parse-json.ts'
import { errorsOf } from '../base/schema-errors.ts'
import { StartError } from '../catalogue/errors.ts'

/** Kinds of files, as errors name them. */
type Kind = 'seed' | 'stubs' | 'faults' | 'state' | 'calls' | 'report'

/** Files that programs write, which can be as long as a string. */
const LARGE: readonly Kind[] = ['state', 'calls']

/** The name of standard input, which may be a socket: that cannot be opened by its path. */
export const STANDARD_INPUT = '/dev/stdin'

/**
 * Reads a JSON file, or a pipe.
 *
 * @param name of the file in errors
 * @throws {StartError} for a folder, a device or a file that is too large, and with line and column of an error in the
 * JSON
 */
export async function readJsonFile(
  kind: Kind,
  name: string,
  location: string | URL = name
): Promise<unknown> {
  let text: string
  try {
    text = await readUpTo(location, LARGE.includes(kind) ? 512 : 64)
  } catch (error) {
    throw new StartError(`cannot read the ${kind} ${name}: ${(error as Error).message}`)
  }
  return parseJsonText(name, text)
}

/** Reads a file, or a pipe. @param limit in MB @throws {Error} for a folder, a device, and if there is more */
export async function readUpTo(location: string | URL, limit: number): Promise<string> {
  const most = limit * 1e6
  const tooLarge = `it has more than ${limit} MB`
  // `end` is the last byte, so this is one more than allowed.
  const options = { end: most, autoClose: false }
  const collect = async (input: ReadStream) => {
    const bytes = Buffer.concat(await input.toArray())
    if (bytes.length > most) throw new Error(tooLarge)
    return bytes.toString()
  }
  if (location === STANDARD_INPUT) return await collect(createReadStream('', { ...options, fd: 0 }))
  const file = await open(location)
  try {
    const found = await file.stat()
    if (found.isDirectory()) throw new Error('it is a folder')
    if (!found.isFile() && !found.isFIFO()) throw new Error('it is neither a file nor a pipe')
    if (found.size > most) throw new Error(tooLarge)
    return await collect(file.createReadStream(options))
  } finally {
    await file.close()
  }
}

/** Returns a document if a schema accepts it. @param name in the error @throws {StartError} with the place of the first error */
export function requireValid<Document>(
  name: string,
  document: unknown,
  validate: ValidateFunction<Document>
): Document {
  const [error] = errorsOf(validate, document)
  if (error) throw new StartError(`invalid ${name} at ${error.path || '/'}: ${error.detail}`)
  return document as Document
}

/** Parses JSON. @param name of the text in the error @throws {StartError} with line and column */
export function parseJsonText(name: string, text: string): unknown {
  try {
    return parseJson(text)
  } catch (error) {
    if (!(error instanceof JsonError)) throw error
    throw new StartError(`${name}:${error.line}:${error.column}: not valid JSON: ${error.message}`)
  }
}
