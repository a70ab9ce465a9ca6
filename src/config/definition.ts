import type { Settings } from './settings.ts'

/** One setting as a flag, a variable and a line of help. `parse` gives undefined for a wrong value. */
export interface SettingDefinition<K extends keyof Settings = keyof Settings> {
  key: K
  /** `--log-level` for the key `logLevel`. */
  flag: string
  /** `ATLAS_MOCK_LOG_LEVEL` for the key `logLevel`. */
  variable: string
  /** The value as help shows it; in square brackets where the flag alone means `on`. */
  argument: string
  description: string
  fallback: Settings[K]
  /** The words that it may be, where they can be listed. */
  values?: readonly string[]
  /** What the value may be, as it stands in the error. */
  expected: string
  /** Whether a value, even a wrong one, is never shown. */
  secret?: boolean
  parse(text: string): Settings[K] | undefined
}

/** Defines a setting; its flag and variable follow from its key. */
export function setting<K extends keyof Settings>(
  key: K,
  facts: Omit<SettingDefinition<K>, 'key' | 'flag' | 'variable'>
): SettingDefinition {
  const words = key.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`)
  const variable = `ATLAS_MOCK_${words.replaceAll('-', '_').toUpperCase()}`
  return { key, flag: `--${words}`, variable, ...facts } as unknown as SettingDefinition
}

/** Defines a setting that is one of some words, each with what it means. */
export function choice<K extends keyof Settings>(
  key: K,
  meanings: Readonly<Record<string, Settings[K]>>,
  facts: Pick<SettingDefinition<K>, 'description' | 'fallback'> & { argument?: string }
): SettingDefinition {
  const values = Object.keys(meanings)
  return setting(key, {
    argument: `<${values.join('|')}>`,
    values,
    expected: values.join(values.length === 2 ? ' or ' : ', '),
    parse: text => (Object.hasOwn(meanings, text) ? meanings[text] : undefined),
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

/** Defines a setting that names a file, and is not set by default. */
export function file(
  key: 'import' | 'exportOnExit' | 'tlsCert' | 'tlsKey' | 'tlsCaOut',
  description: string
): SettingDefinition {
  return setting(key, {
    argument: '<file>',
    description,
    fallback: undefined,
    expected: 'the path of a file',
    parse: parsePath
  })
}

/** A path that the system can have. */
export function parsePath(text: string): string | undefined {
  return text.trim() === '' || text.includes('\0') ? undefined : text
}
