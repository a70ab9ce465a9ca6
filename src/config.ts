import { StartError } from './errors.ts'

export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const

/** Everything that a user can set. */
export interface Settings {
  /** TCP port; 0 takes a free one. */
  port: number
  host: string
  /** `:memory:` or the path of a database file. */
  db: string
  /** A seed file's path or the seed's JSON; undefined for the built-in seed. */
  seed: string | undefined
  logLevel: (typeof LOG_LEVELS)[number]
  /** Status of USER_UNAUTHORIZED. */
  roleDeniedStatus: 401 | 403
  /** `lenient` answers requests without a versioned Accept. */
  accept: 'strict' | 'lenient'
  /** Base of links, without a slash at its end; undefined takes scheme and Host of the request. */
  publicUrl: string | undefined
  /** Whether `Prefer: code=…` and `Prefer: errorCode=…` are looked at. */
  prefer: boolean
  /** Whether to speak https. */
  tls: boolean
  /** Files of a certificate and its key in PEM; undefined: made at the start. */
  tlsCert: string | undefined
  tlsKey: string | undefined
  /** Where the certificate of the CA made at the start is written. */
  tlsCaOut: string | undefined
}

/** One setting as a flag, a variable and a line of help. `parse` gives undefined for a wrong value. */
export interface SettingDefinition<K extends keyof Settings = keyof Settings> {
  key: K
  flag: string
  variable: string
  argument: string
  description: string
  fallback: Settings[K]
  /** What the value may be, as it stands in the error. */
  expected: string
  parse(text: string): Settings[K] | undefined
}

function define<K extends keyof Settings>(definition: SettingDefinition<K>): SettingDefinition {
  return definition as unknown as SettingDefinition
}

function oneOf<T extends string>(values: readonly T[]) {
  return (text: string): T | undefined => values.find(value => value === text)
}

function parseSwitch(text: string): boolean | undefined {
  return text === 'on' ? true : text === 'off' ? false : undefined
}

function file<K extends 'tlsCert' | 'tlsKey' | 'tlsCaOut'>(
  key: K,
  flag: string,
  variable: string,
  description: string
): SettingDefinition<K> {
  const expected = 'the path of a file'
  const parse = (text: string) => (text === '' || text.includes('\0') ? undefined : text)
  return { key, flag, variable, argument: '<file>', description, fallback: undefined, expected, parse }
}

/** The home of every setting; flags, variables, help and the README's table follow from it. */
export const SETTINGS: readonly SettingDefinition[] = [
  define<'port'>({
    key: 'port',
    flag: '--port',
    variable: 'ATLAS_MOCK_PORT',
    argument: '<number>',
    description: 'port to listen on; 0 takes a free one',
    fallback: 8080,
    expected: 'a number from 0 to 65535',
    parse: text => (/^\d{1,5}$/.test(text) && Number(text) <= 65535 ? Number(text) : undefined)
  }),
  define<'host'>({
    key: 'host',
    flag: '--host',
    variable: 'ATLAS_MOCK_HOST',
    argument: '<address>',
    description: 'address to listen on',
    fallback: '127.0.0.1',
    expected: 'an IP address or a host name',
    parse: text => (/^[0-9A-Za-z.:_-]+$/.test(text) ? text : undefined)
  }),
  define<'db'>({
    key: 'db',
    flag: '--db',
    variable: 'ATLAS_MOCK_DB',
    argument: '<file>',
    description: 'database file; :memory: keeps nothing',
    fallback: ':memory:',
    expected: ':memory: or the path of a file',
    parse: text => (text === '' || text.includes('\0') ? undefined : text)
  }),
  define<'seed'>({
    key: 'seed',
    flag: '--seed',
    variable: 'ATLAS_MOCK_SEED',
    argument: '<file|json>',
    description: 'what an empty database is filled with: a JSON file, or the JSON itself',
    fallback: undefined,
    expected: 'the path of a JSON file, or JSON that begins with {',
    parse: text => (text === '' ? undefined : text)
  }),
  define<'logLevel'>({
    key: 'logLevel',
    flag: '--log-level',
    variable: 'ATLAS_MOCK_LOG_LEVEL',
    argument: '<level>',
    description: 'info logs each refusal with its reason, debug every answer',
    fallback: 'info',
    expected: LOG_LEVELS.join(', '),
    parse: oneOf(LOG_LEVELS)
  }),
  define<'roleDeniedStatus'>({
    key: 'roleDeniedStatus',
    flag: '--role-denied-status',
    variable: 'ATLAS_MOCK_ROLE_DENIED_STATUS',
    argument: '<status>',
    description: 'status of USER_UNAUTHORIZED',
    fallback: 401,
    expected: '401 or 403',
    parse: text => (text === '401' ? 401 : text === '403' ? 403 : undefined)
  }),
  define<'accept'>({
    key: 'accept',
    flag: '--accept',
    variable: 'ATLAS_MOCK_ACCEPT',
    argument: '<mode>',
    description: 'lenient also answers requests without a versioned Accept',
    fallback: 'strict',
    expected: 'strict or lenient',
    parse: oneOf(['strict', 'lenient'])
  }),
  define<'publicUrl'>({
    key: 'publicUrl',
    flag: '--public-url',
    variable: 'ATLAS_MOCK_PUBLIC_URL',
    argument: '<url>',
    description: 'base of the links in answers, behind a port mapping',
    fallback: undefined,
    expected: 'an http or https URL without query',
    parse: text =>
      /^https?:\/\/[^\s?#]+$/.test(text) && URL.canParse(text) ? text.replace(/\/+$/, '') : undefined
  }),
  define<'prefer'>({
    key: 'prefer',
    flag: '--prefer',
    variable: 'ATLAS_MOCK_PREFER',
    argument: '<on|off>',
    description: 'whether the Prefer header picks documented errors',
    fallback: true,
    expected: 'on or off',
    parse: parseSwitch
  }),
  define<'tls'>({
    key: 'tls',
    flag: '--tls',
    variable: 'ATLAS_MOCK_TLS',
    argument: '[on|off]',
    description: 'speak https, with a certificate of a local CA made at the start',
    fallback: false,
    expected: 'on or off',
    parse: parseSwitch
  }),
  define(file('tlsCert', '--tls-cert', 'ATLAS_MOCK_TLS_CERT', 'certificate to show, in PEM; with --tls-key')),
  define(file('tlsKey', '--tls-key', 'ATLAS_MOCK_TLS_KEY', 'its private key, in PEM')),
  define(
    file('tlsCaOut', '--tls-ca-out', 'ATLAS_MOCK_TLS_CA_OUT', "where to write the local CA's certificate")
  )
]

/** Settings that nobody changed. */
export const DEFAULTS: Settings = Object.freeze(
  Object.fromEntries(SETTINGS.map(setting => [setting.key, setting.fallback])) as unknown as Settings
)

/**
 * Reads the settings: a flag wins over its variable, a variable over the default. The only reader of
 * `process.env`.
 *
 * @param flags values by {@link SettingDefinition.key}, as typed
 * @throws {StartError} naming the flag or variable and what it may be
 */
export function loadConfig(
  flags: Partial<Record<string, string>> = {},
  env: Record<string, string | undefined> = process.env
): Settings {
  const entries = SETTINGS.map(setting => {
    const flag = flags[setting.key]
    const text = flag ?? env[setting.variable]
    if (text === undefined) return [setting.key, setting.fallback]
    const value = setting.parse(text)
    if (value !== undefined) return [setting.key, value]
    const name = flag === undefined ? setting.variable : `${setting.flag} (${setting.variable})`
    throw new StartError(`${name} must be ${setting.expected}, not ${JSON.stringify(text)}`)
  })
  return checkTls(Object.freeze(Object.fromEntries(entries) as Settings))
}

function checkTls(settings: Settings): Settings {
  const { tls, tlsCert, tlsKey, tlsCaOut } = settings
  if (!tls && (tlsCert ?? tlsKey ?? tlsCaOut) !== undefined) {
    throw new StartError('--tls-cert, --tls-key and --tls-ca-out (ATLAS_MOCK_TLS_…) go with --tls')
  }
  if ((tlsCert === undefined) !== (tlsKey === undefined)) {
    throw new StartError('--tls-cert (ATLAS_MOCK_TLS_CERT) and --tls-key (ATLAS_MOCK_TLS_KEY) go together')
  }
  if (tlsCert !== undefined && tlsCaOut !== undefined) {
    throw new StartError('--tls-ca-out (ATLAS_MOCK_TLS_CA_OUT) is for the CA made without --tls-cert')
  }
  return settings
}
