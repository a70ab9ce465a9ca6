import { checkConflicts } from './config/conflicts.ts'
import type { Settings } from './config/settings.ts'
import { SETTINGS } from './config/table.ts'
import { StartError } from './errors.ts'

export type { Settings } from './config/settings.ts'
export { SETTINGS } from './config/table.ts'

/** Default settings. */
export const DEFAULTS: Settings = Object.freeze(
  Object.fromEntries(SETTINGS.map(setting => [setting.key, setting.fallback])) as unknown as Settings
)

/** Environment variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>

/** Returns the environment of this process; no other code reads `process.env`. */
export function readEnvironment(): Environment {
  return process.env
}

/** Variables that are not settings: `exec` sets the first, the examples read the second. */
const OTHER_VARIABLES = ['ATLAS_MOCK_URL', 'ATLAS_MOCK_IMAGE']

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
  const entries = SETTINGS.map(setting => {
    const flag = flags[setting.key]
    const variable = env[setting.variable]
    const text = flag ?? (isOfService(setting.variable, variable) ? undefined : variable)
    if (text === undefined) return [setting.key, defaults[setting.key]]
    const value = setting.parse(text)
    if (value !== undefined) return [setting.key, value]
    const name = flag === undefined ? setting.variable : `${setting.flag} (${setting.variable})`
    const shown = setting.secret ? '' : `, not ${JSON.stringify(text)}`
    throw new StartError(`${name} must be ${setting.expected}${shown}`)
  })
  const settings = Object.freeze(Object.fromEntries(entries) as Settings)
  checkConflicts(settings)
  return settings
}

/**
 * Validates settings passed by a program.
 *
 * @throws {StartError} naming the setting and its allowed values
 */
export function checkSettings(given: Readonly<Record<string, unknown>>): Partial<Settings> {
  const entries = Object.entries(given).flatMap(([key, value]) => {
    if (value === undefined) return []
    const setting = SETTINGS.find(definition => definition.key === key)
    if (!setting) throw new StartError(`unknown setting '${key}'`)
    const parsed = setting.parse(textOf(value))
    if (parsed !== undefined) return [[key, parsed]]
    const shown = setting.secret ? '' : `, not ${JSON.stringify(value)}`
    throw new StartError(`${key} must be ${setting.expected}${shown}`)
  })
  const settings = Object.fromEntries(entries) as Partial<Settings>
  checkConflicts({ ...DEFAULTS, ...settings })
  return settings
}

/** Converts a value to the text of the flag. */
function textOf(value: unknown): string {
  if (typeof value === 'boolean') return value ? 'on' : 'off'
  if (Array.isArray(value)) return value.join(',')
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}
