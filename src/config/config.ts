import { didYouMean } from '../base/did-you-mean.ts'
import { StartError } from '../catalogue/errors.ts'
import { type SettingDefinition, type Settings, textOf } from './settings.ts'
import { SETTINGS } from './table.ts'

export type { Settings } from './settings.ts'
export { SETTINGS } from './table.ts'

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
    const name = flag === undefined ? setting.variable : `${setting.flag} (${setting.variable})`
    return [setting.key, parse(setting, text, name)]
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
  const settings: Record<string, unknown> = {}
  for (const [key, value] of Object.entries(given)) {
    if (value === undefined) continue
    const setting = SETTINGS.find(definition => definition.key === key)
    if (!setting) {
      const keys = SETTINGS.map(definition => definition.key)
      throw new StartError(`unknown setting '${key}'${didYouMean(key, keys)}`)
    }
    settings[key] = parse(setting, value, key)
  }
  checkConflicts({ ...DEFAULTS, ...settings })
  return settings
}

/** @param name of the setting in the error @throws {StartError} */
function parse(setting: SettingDefinition, given: unknown, name: string): unknown {
  const isKeyword = typeof given === 'boolean' || given === null
  const value = isKeyword && !setting.values ? undefined : setting.parse(textOf(given))
  if (value !== undefined) return value
  const shown = setting.secret ? '' : `, not ${JSON.stringify(given)}`
  throw new StartError(`${name} must be ${setting.expected}${shown}`)
}

/** Checks combinations of settings. @throws {StartError} for an invalid one */
function checkConflicts(settings: Settings): void {
  const { control, controlToken, allowedHosts, deliverTo, stubs, faults, calls } = settings
  const { tls, tlsCert, tlsKey, tlsCaOut } = settings
  if (!control && settings.unknownPaths === 'fail') {
    throw new StartError('--unknown-paths (ATLAS_MOCK_UNKNOWN_PATHS) requires --control on')
  }
  if (!control && (controlToken !== undefined || allowedHosts !== undefined)) {
    throw new StartError(
      '--control-token (ATLAS_MOCK_CONTROL_TOKEN) and --allowed-hosts (ATLAS_MOCK_ALLOWED_HOSTS) require --control on'
    )
  }
  if (!control && deliverTo !== undefined) {
    throw new StartError('--deliver-to (ATLAS_MOCK_DELIVER_TO) requires --control on')
  }
  if (!control && (stubs ?? faults) !== undefined) {
    throw new StartError('--stubs (ATLAS_MOCK_STUBS) and --faults (ATLAS_MOCK_FAULTS) require --control on')
  }
  if (!control && calls !== undefined) {
    throw new StartError('--calls (ATLAS_MOCK_CALLS) requires --control on')
  }
  if (!tls && (tlsCert ?? tlsKey ?? tlsCaOut) !== undefined) {
    throw new StartError('--tls-cert, --tls-key and --tls-ca-out (ATLAS_MOCK_TLS_…) require --tls')
  }
  if ((tlsCert === undefined) !== (tlsKey === undefined)) {
    throw new StartError(
      '--tls-cert (ATLAS_MOCK_TLS_CERT) and --tls-key (ATLAS_MOCK_TLS_KEY) require each other'
    )
  }
  if (tlsCert !== undefined && tlsCaOut !== undefined) {
    throw new StartError('--tls-ca-out (ATLAS_MOCK_TLS_CA_OUT) must not be used with --tls-cert')
  }
}
