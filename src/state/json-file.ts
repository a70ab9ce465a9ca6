import { read as readCallback } from 'node:fs'
import { open } from 'node:fs/promises'
import { promisify } from 'node:util'
import type { ValidateFunction } from 'ajv'
import { schemaErrors } from '../base/ajv.ts'
import { JsonError, parseJson } from '../base/json.ts'
import { StartError } from '../catalogue/errors.ts'

/** Maximum sizes in MB of JSON files, by their kind as errors name it. */
const LIMITS = {
  seed: 64,
  stubs: 64,
  faults: 64,
  report: 64,
  // Programs write these: they can be as long as a string.
  state: 512,
  calls: 512
}

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
  kind: keyof typeof LIMITS,
  name: string,
  location: string | URL = name
): Promise<unknown> {
  let text: string
  try {
    text = await readUpTo(location, LIMITS[kind])
  } catch (error) {
    throw new StartError(`cannot read the ${kind} ${name}: ${(error as Error).message}`)
  }
  return parseJsonText(name, text)
}

/** Reads a file, or a pipe. @param limit in MB @throws {Error} for a folder, a device, and if there is more */
export async function readUpTo(location: string | URL, limit: number): Promise<string> {
  if (location === STANDARD_INPUT) return await readText(0, limit)
  const file = await open(location)
  try {
    const found = await file.stat()
    if (found.isDirectory()) throw new Error('it is a folder')
    if (!found.isFile() && !found.isFIFO()) throw new Error('it is neither a file nor a pipe')
    return await readText(file.fd, limit)
  } finally {
    await file.close()
  }
}

const read = promisify(readCallback)

/** @param limit in MB @throws {Error} if there is more */
async function readText(fd: number, limit: number): Promise<string> {
  // One buffer, because an endless pipe must not take more. The system provides its memory only as it is filled.
  const bytes = Buffer.allocUnsafe(limit * 1e6 + 1)
  let size = 0
  while (size < bytes.length) {
    const { bytesRead } = await read(fd, bytes, size, bytes.length - size, null)
    if (bytesRead === 0) return bytes.toString('utf8', 0, size)
    size += bytesRead
  }
  throw new Error(`it is larger than ${limit} MB`)
}

/** Returns a document if a schema accepts it. @param name in the error @throws {StartError} with the place of the first error */
export function requireValid<Document>(
  name: string,
  document: unknown,
  validate: ValidateFunction<Document>
): Document {
  const [error] = schemaErrors(validate, document)
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
