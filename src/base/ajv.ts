import { Ajv, type Options } from 'ajv'
import addFormats from 'ajv-formats'

/**
 * Returns a validator for the package's own schemas. Tests check the schemas against JSON Schema, because doing so at
 * run time would dominate the startup time.
 */
export function createAjv(options: Options = {}): Ajv {
  const ajv = new Ajv({ ...options, meta: false, validateSchema: false })
  addFormats.default(ajv, ['date-time'])
  // Names a check in code beyond the schema; `src/openapi/document.ts` describes it in the document.
  ajv.addVocabulary(['x-checked'])
  return ajv
}
