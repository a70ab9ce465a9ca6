import { readFileSync } from 'node:fs'
import type { ValidateFunction } from 'ajv'
import { JsonError, parseJson } from '../base/parse-json.ts'
import { errorsOf } from '../base/schema-errors.ts'
import { StartError } from '../catalogue/errors.ts'

/**
 * Reads a JSON file.
 *
 * @param kind of the file in the error if it cannot be read
 * @param name of the file in errors
 * @throws {StartError} with line and column of an error in the JSON
 */
export async function readJsonFile(
  kind: string,
  name: string,
  location: string | URL = name
): Promise<unknown> {
  let text: string
  try {
    text = readFileSync(location, 'utf8')
  } catch (error) {
    throw new StartError(`cannot read the ${kind} ${name}: ${(error as Error).message}`)
  }
  return await parseJsonText(name, text)
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
export async function parseJsonText(name: string, text: string): Promise<unknown> {
  try {
    return await parseJson(text)
  } catch (error) {
    if (!(error instanceof JsonError)) throw error
    throw new StartError(`${name}:${error.line}:${error.column}: not valid JSON: ${error.message}`)
  }
}
