import { Ajv, type Options } from 'ajv'
import addFormats from 'ajv-formats'

/**
 * A validator of the package's own schemas. They are checked against JSON Schema by the tests: to do it at
 * run time would cost more than all else at the start.
 */
export function createAjv(options: Options = {}): Ajv {
  const ajv = new Ajv({ ...options, meta: false, validateSchema: false })
  addFormats.default(ajv, ['date-time'])
  // Names what the code checks beyond the schema: for the document, see `src/openapi/checked.ts`.
  ajv.addVocabulary(['x-checked'])
  return ajv
}
