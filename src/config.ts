import { checkConflicts } from './config/conflicts.ts'
import type { Settings } from './config/settings.ts'
import { SETTINGS } from './config/table.ts'
import { StartError } from './errors.ts'

export type { Settings } from './config/settings.ts'
export { SETTINGS } from './config/table.ts'

/** Settings that nobody changed. */
export const DEFAULTS: Settings = Object.freeze(
  Object.fromEntries(SETTINGS.map(setting => [setting.key, setting.fallback])) as unknown as Settings
)

/** Variables by their names. */
export type Environment = Readonly<Record<string, string | undefined>>

/** The environment of this process; nothing else reads `process.env`. */
export function readEnvironment(): Environment {
  return process.env
}

/** Variables of the project that are not settings: `exec` sets the first, the examples read the second. */
const OTHER_VARIABLES = ['ATLAS_MOCK_URL', 'ATLAS_MOCK_IMAGE']

/** What Kubernetes sets for a Service whose name begins with atlas-mock; `…_PORT` holds a URL. */
const SERVICE_VARIABLE = /_SERVICE_HOST$|_SERVICE_PORT(_|$)|_PORT_\d+_(TCP|UDP|SCTP)(_|$)/

function isOfService(variable: string, text = ''): boolean {
  return SERVICE_VARIABLE.test(variable) || (variable.endsWith('_PORT') && /^(tcp|udp|sctp):/.test(text))
}

/** The variables that look like settings and are not. */
export function unknownVariables(env: Environment): string[] {
  const known = [...SETTINGS.map(({ variable }) => variable), ...OTHER_VARIABLES]
  return Object.entries(env)
    .filter(([name, text]) => name.startsWith('ATLAS_MOCK_') && !isOfService(name, text))
    .map(([name]) => name)
    .filter(name => !known.includes(name))
}

/**
 * Reads the settings: a flag wins over its variable, a variable over the default.
 *
 * @param flags values by the settings' keys, as typed
 * @param defaults of a command that has others
 * @throws {StartError} naming the flag or variable and what it may be
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
 * Settings that a program gives by their keys, checked as those of the command are.
 *
 * @throws {StartError} naming the setting and what it may be
 */
export function checkSettings(given: Readonly<Record<string, unknown>>): Partial<Settings> {
  const entries = Object.entries(given).flatMap(([key, value]) => {
    if (value === undefined) return []
    const setting = SETTINGS.find(definition => definition.key === key)
    if (!setting) throw new StartError(`there is no setting ${key}`)
    const parsed = setting.parse(textOf(value))
    if (parsed !== undefined) return [[key, parsed]]
    const shown = setting.secret ? '' : `, not ${JSON.stringify(value)}`
    throw new StartError(`${key} must be ${setting.expected}${shown}`)
  })
  const settings = Object.fromEntries(entries) as Partial<Settings>
  checkConflicts({ ...DEFAULTS, ...settings })
  return settings
}

/** A value as a flag would say it. */
function textOf(value: unknown): string {
  if (typeof value === 'boolean') return value ? 'on' : 'off'
  if (Array.isArray(value)) return value.join(',')
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}
