import type { Settings } from './settings.ts'

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

/** Defines a setting with a finite set of values. @param choices values by their texts */
export function choice<K extends keyof Settings>(
  key: K,
  choices: Readonly<Record<string, Settings[K]>>,
  facts: Pick<SettingDefinition<K>, 'description' | 'fallback'> & { argument?: string }
): SettingDefinition {
  const values = Object.keys(choices)
  return setting(key, {
    argument: `<${values.join('|')}>`,
    values,
    expected: values.join(values.length === 2 ? ' or ' : ', '),
    parse: text => (Object.hasOwn(choices, text) ? choices[text] : undefined),
    ...facts
  })
}

type KeyOf<T> = { [K in keyof Settings]: T extends Settings[K] ? K : never }[keyof Settings]

/** Defines a setting that is on or off. */
export function onOff(
  key: KeyOf<boolean>,
  fallback: boolean,
  description: string,
  argument = '<on|off>'
): SettingDefinition {
  return choice(key, { on: true, off: false }, { fallback, description, argument })
}

/** Defines an optional setting with the path of a file. */
export function file(
  key: 'import' | 'exportOnExit' | 'tlsCert' | 'tlsKey' | 'tlsCaOut',
  description: string
): SettingDefinition {
  return setting(key, {
    argument: '<file>',
    description,
    fallback: undefined,
    expected: 'a file path',
    parse: parsePath
  })
}

/** Returns a path, or undefined if it is blank or contains a null character. */
export function parsePath(text: string): string | undefined {
  return text.trim() === '' || text.includes('\0') ? undefined : text
}
