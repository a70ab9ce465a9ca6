import type { Ajv, Options, ValidateFunction } from 'ajv'
import { createAjv } from '../base/ajv.ts'
import { FORMATS, SETTINGS_SCHEMA } from './settings.ts'

/** Returns a validator with the formats of the schema. */
export function createSettingsAjv(code: NonNullable<Options['code']> = {}): Ajv {
  return createAjv({ formats: FORMATS, code }).addSchema(SETTINGS_SCHEMA, 'settings')
}

let validate: ValidateFunction | undefined

/**
 * Returns the function that validates settings. The build replaces this module by the code that Ajv makes of the
 * schema: compiling it takes more than a tenth of the startup time.
 */
export function settingsValidator(): ValidateFunction {
  validate ??= createSettingsAjv().getSchema('settings') as ValidateFunction
  return validate
}
