import { tryParseJson } from '../base/json.ts'

export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const

/** All settings of the server. */
export interface Settings {
  /** TCP port; 0 selects a free one. */
  port: number
  /** Address to listen on. */
  host: string
  /** `:memory:` or the path of a database file. */
  db: string
  /** A seed file's path or the seed's JSON; undefined for the built-in seed. */
  seed: string | undefined
  /** Path of a state file to import at startup. */
  import: string | undefined
  /** Path for the state exported on exit. */
  exportOnExit: string | undefined
  /** Files with stubs to add at startup: paths, or `package:` and a name. */
  stubs: readonly string[] | undefined
  /** Path of a file with faults to add at startup. */
  faults: string | undefined
  /** Folder for recorded calls; undefined: calls are not recorded. */
  calls: string | undefined
  /** Least severe level of the log lines. */
  logLevel: (typeof LOG_LEVELS)[number]
  /** Status of USER_UNAUTHORIZED. */
  roleDeniedStatus: 401 | 403
  /** `lenient` accepts requests without a versioned Accept header. */
  accept: 'strict' | 'lenient'
  /** Base URL of links without a trailing slash; undefined uses scheme and Host of the request. */
  publicUrl: string | undefined
  /** Whether `Prefer: code=…` and `Prefer: errorCode=…` select responses. */
  prefer: boolean
  /** Whether the mock enforces Atlas's rate limits. */
  rateLimits: boolean
  /** Whether a request that matches no route and no stub fails verifications. */
  unknownPaths: 'allow' | 'fail'
  /** Whether the control plane below `/_mock/v1` is enabled. */
  control: boolean
  /** Bearer token of the control plane; undefined: none on loopback, else a generated one. */
  controlToken: string | undefined
  /** Allowed host names of the control plane as in `URL.hostname`: lower case, IPv6 in brackets, no port. */
  allowedHosts: readonly string[] | undefined
  /** Hosts that receive test alerts over the network: lower-case names, IP addresses, CIDR ranges. */
  deliverTo: readonly string[] | undefined
  /** Whether to serve HTTPS. */
  tls: boolean
  /** Paths of a certificate and its key in PEM; undefined: generated at startup. */
  tlsCert: string | undefined
  tlsKey: string | undefined
  /** Path for the certificate of the generated CA. */
  tlsCaOut: string | undefined
}

/** One setting: flag, environment variable and help text. */
export interface SettingDefinition<K extends keyof Settings = keyof Settings> {
  key: K
  /** `--log-level` for the key `logLevel`. */
  flag: string
  /** `ATLAS_MOCK_LOG_LEVEL` for the key `logLevel`. */
  variable: string
  /** Placeholder in the help; square brackets mark a flag that means `on` without a value. */
  argument: string
  description: string
  fallback: Settings[K]
  /** All allowed values, if the set is finite. */
  values?: readonly string[]
  /** Allowed values as the error message describes them. */
  expected: string
  /** Whether messages must not quote the value. */
  secret?: boolean
  /** Whether the flag may be repeated; its values are then parsed as a JSON array. */
  repeatable?: boolean
  /** @returns undefined for an invalid value */
  parse(text: string): Settings[K] | undefined
}

/** Defines a setting and derives its flag and variable from the key. */
export function setting<K extends keyof Settings>(
  key: K,
  facts: Omit<SettingDefinition<K>, 'key' | 'flag' | 'variable'>
): SettingDefinition {
  const words = key.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`)
  const variable = `ATLAS_MOCK_${words.replaceAll('-', '_').toUpperCase()}`
  return { key, flag: `--${words}`, variable, ...facts } as unknown as SettingDefinition
}

/** Defines a setting with a finite set of values. */
export function choice<K extends keyof Settings>(
  key: K,
  choices: readonly Settings[K][],
  facts: Pick<SettingDefinition<K>, 'description' | 'fallback'> & { argument?: string }
): SettingDefinition {
  const values = choices.map(textOf)
  return setting(key, {
    argument: `<${values.join('|')}>`,
    values,
    expected: `one of ${values.join(', ')}`,
    parse: text => choices.find(value => textOf(value) === text),
    ...facts
  })
}

/** Defines a setting that is on or off. */
export function onOff(
  key: 'prefer' | 'rateLimits' | 'control' | 'tls',
  fallback: boolean,
  description: string,
  argument = '<on|off>'
): SettingDefinition {
  return choice(key, [true, false], { fallback, description, argument })
}

/** Defines an optional setting with the path of a file. */
export function file(
  key: 'import' | 'exportOnExit' | 'faults' | 'tlsCert' | 'tlsKey' | 'tlsCaOut',
  description: string
): SettingDefinition {
  return path(key, '<file>', 'a file path', description)
}

/** Defines an optional setting with a path. */
export function path(
  key: Parameters<typeof file>[0] | 'calls',
  argument: string,
  expected: string,
  description: string
): SettingDefinition {
  return setting(key, {
    argument,
    description,
    fallback: undefined,
    expected,
    parse: parsePath
  })
}

/** Defines an optional setting with the paths of one or more files. */
export function files(key: 'stubs', description: string): SettingDefinition {
  return setting(key, {
    argument: '<file>',
    description,
    fallback: undefined,
    expected: 'a file path or a JSON array of file paths',
    repeatable: true,
    parse: parsePaths
  })
}

/** Parses a path, or a JSON array of paths; undefined if one is invalid. */
function parsePaths(text: string): string[] | undefined {
  const paths = text.trimStart().startsWith('[') ? (tryParseJson(text) as unknown[] | undefined) : [text]
  return paths?.every(path => typeof path === 'string' && parsePath(path) !== undefined)
    ? (paths as string[])
    : undefined
}

/** Returns a path, or undefined if it is blank or contains a null character. */
export function parsePath(text: string): string | undefined {
  return text.trim() === '' || text.includes('\0') ? undefined : text
}

/** Converts a value to the text of the flag. */
export function textOf(value: unknown): string {
  if (typeof value === 'boolean') return value ? 'on' : 'off'
  if (Array.isArray(value)) return value.join(',')
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}
