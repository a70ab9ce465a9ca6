import type { ErrorObject } from 'ajv'
import type { Settings } from '../../types/settings.d.ts'
import { didYouMean } from '../base/did-you-mean.ts'
import { tryParseJson } from '../base/json.ts'
import { StartError } from '../catalogue/errors.ts'
import { DEFAULTS, FORMATS, SETTINGS, type Setting, textOf } from './settings.ts'
import { settingsValidator } from './validator.ts'

export type { Settings } from '../../types/settings.d.ts'
export { DEFAULTS, SETTINGS } from './settings.ts'

export type Environment = Readonly<Record<string, string | undefined>>

/** Returns the environment of this process; no other code reads `process.env`. */
export function readEnvironment(): Environment {
  return process.env
}

/** Variables that are not settings: `exec` sets the first, test helpers and examples read all. */
const OTHER_VARIABLES = ['ATLAS_MOCK_URL', 'ATLAS_MOCK_COMMAND', 'ATLAS_MOCK_IMAGE']

/** Variables that Kubernetes sets for a Service named atlas-mock…; `…_PORT` is a URL. */
const SERVICE_VARIABLE = /_SERVICE_HOST$|_SERVICE_PORT(_|$)|_PORT_\d+_(TCP|UDP|SCTP)(_|$)/

function isOfService(variable: string, text = ''): boolean {
  return SERVICE_VARIABLE.test(variable) || (variable.endsWith('_PORT') && /^(tcp|udp|sctp):/.test(text))
}

/** Returns the names of `ATLAS_MOCK_` variables that are not settings. */
export function unknownVariables(env: Environment): string[] {
  const known = [...SETTINGS.map(({ variable }) => variable), ...OTHER_VARIABLES]
  return Object.entries(env)
    .filter(([name, text]) => name.startsWith('ATLAS_MOCK_') && !isOfService(name, text))
    .map(([name]) => name)
    .filter(name => !known.includes(name))
}

/** A value that a user has set. */
interface Given {
  setting: Setting
  value: unknown
  /** Name of the setting in errors. */
  name: string
}

/**
 * Reads the settings: flags override variables, variables override defaults.
 *
 * @param flags texts by the keys of the settings
 * @throws {StartError} naming the flag or variable and its allowed values
 */
export function loadConfig(
  flags: Partial<Record<string, string>> = {},
  env: Environment = readEnvironment(),
  defaults: Settings = DEFAULTS
): Settings {
  const given = SETTINGS.flatMap(setting => {
    const { key, flag, variable } = setting
    if (flags[key] !== undefined) return { setting, value: flags[key], name: `${flag} (${variable})` }
    const value = env[variable]
    return value === undefined || isOfService(variable, value) ? [] : { setting, value, name: variable }
  })
  return createSettings(given, defaults)
}

/**
 * Validates settings passed by a program, and adds defaults.
 *
 * @throws {StartError} naming the setting and its allowed values
 */
export function checkSettings(values: Readonly<Record<string, unknown>>, defaults: Settings): Settings {
  const given = Object.entries(values).flatMap(([name, value]) => {
    if (value === undefined) return []
    const setting = SETTINGS.find(({ key }) => key === name)
    if (setting) return { setting, value, name }
    const keys = SETTINGS.map(({ key }) => key)
    throw new StartError(`unknown setting '${name}'${didYouMean(name, keys)}`)
  })
  return createSettings(given, defaults)
}

/** @throws {StartError} for an invalid value or combination */
function createSettings(given: readonly Given[], defaults: Settings): Settings {
  const values = given.map(({ setting, value }) => [setting, convert(setting, value)] as const)
  const settings = { ...defaults, ...Object.fromEntries(values.map(([{ key }, value]) => [key, value])) }
  const validate = settingsValidator()
  if (!validate(settings)) throw describeError(validate.errors?.[0], given)
  const normalized = values.map(([{ key, schema }, value]) => [key, normalize(schema, value)])
  return Object.freeze({ ...settings, ...Object.fromEntries(normalized) })
}

/** Converts the text of a flag or variable to the type of the setting; leaves a text that it cannot convert. */
function convert({ schema }: Setting, value: unknown): unknown {
  if (typeof value !== 'string') return value
  const { type, enum: values = type === 'boolean' ? [true, false] : undefined } = schema
  if (values) return values.find(one => textOf(one) === value) ?? value
  if (type === 'integer') return /^\d+$/.test(value) ? Number(value) : value
  if (type === 'string') return value
  const separator = schema['x-separator']
  if (separator !== undefined) return value.split(separator).map(part => part.trim())
  return value.trimStart().startsWith('[') ? (tryParseJson(value) ?? value) : [value]
}

function normalize({ format, items }: Setting['schema'], value: unknown): unknown {
  const change = FORMATS[items?.format ?? format ?? '']?.normalize
  if (!change) return value
  return Array.isArray(value) ? value.map(change) : change(value as string)
}

function describeError(error: ErrorObject | undefined, given: readonly Given[]): StartError {
  const [, key] = error?.instancePath.split('/') ?? []
  const wrong = given.find(({ setting }) => setting.key === key)
  if (!wrong) return new StartError(error?.parentSchema?.['not'].description)
  const shown = wrong.setting.schema.writeOnly ? '' : `, not ${JSON.stringify(wrong.value)}`
  return new StartError(`${wrong.name} must be ${wrong.setting.expected}${shown}`)
}
