import { Ajv, type Options } from 'ajv'
import addFormats from 'ajv-formats'

/**
 * Returns a validator for the package's own schemas. Tests check the schemas against JSON Schema, because doing so at
 * run time would dominate the startup time. Errors contain the schema, for `describeErrors`.
 */
export function createAjv(options: Options = {}): Ajv {
  const ajv = new Ajv({ ...options, meta: false, validateSchema: false, verbose: true })
  addFormats.default(ajv, ['date-time'])
  // A check in code beyond the schema, which `src/openapi/document.ts` describes; a pattern in words.
  ajv.addVocabulary(['x-checked', 'x-expected'])
  return ajv
}
