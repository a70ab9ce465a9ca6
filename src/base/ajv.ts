import { Ajv, type Options } from 'ajv'
import addFormats from 'ajv-formats'

/**
 * Returns a validator for the package's own schemas. Tests check the schemas against JSON Schema, because doing so at
 * run time would dominate the startup time. Errors contain the schema, for `describeErrors`.
 */
export function createAjv(options: Options = {}): Ajv {
  const ajv = new Ajv({ ...options, meta: false, validateSchema: false, verbose: true })
  addFormats.default(ajv, ['date-time'])
  // `x-checked`: a check in code beyond the schema; `x-expected`: a pattern in words. `x-suggested` and `x-body` are for
  // the types: names of which others are allowed, and the schema of a body that the Atlas API checks.
  ajv.addVocabulary(['x-body', 'x-checked', 'x-expected', 'x-suggested'])
  // How a setting is a flag; `x-type` is the generated type of a body that code checks.
  ajv.addVocabulary(['x-argument', 'x-group', 'x-separator', 'x-type'])
  return ajv
}
