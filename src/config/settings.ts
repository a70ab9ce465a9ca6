import type { Settings } from '../../types/settings.d.ts'
import { readAsset } from '../assets.ts'

/** The schema of one setting in `schemas/settings.json`. */
interface SettingSchema {
  type: 'array' | 'boolean' | 'integer' | 'string'
  description: string
  default?: unknown
  enum?: readonly unknown[]
  format?: string
  items?: { format: string }
  /** Whether messages must not quote the value. */
  writeOnly?: true
  /** Placeholder in the help; square brackets mark a flag that means `on` without a value. */
  'x-argument'?: string
  /** Allowed values as the error message describes them. */
  'x-expected'?: string
  /** Separator of a list in a flag or variable; without one, the flag may be repeated. */
  'x-separator'?: string
  /** Heading in the help. */
  'x-group': string
}

/** A setting with its flag and variable. */
export interface Setting {
  key: keyof Settings
  /** `--log-level` for the key `logLevel`. */
  flag: string
  /** `ATLAS_MOCK_LOG_LEVEL` for the key `logLevel`. */
  variable: string
  argument: string
  expected: string
  schema: SettingSchema
}

/** The JSON Schema of all settings; flags, variables, help and types derive from it. */
export const SCHEMA = readAsset<{ properties: Record<keyof Settings, SettingSchema> }>(
  'schemas/settings.json'
)

export const SETTINGS: readonly Setting[] = Object.entries(SCHEMA.properties).map(([key, schema]) => {
  const words = key.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`)
  const values = (schema.type === 'boolean' ? [true, false] : schema.enum)?.map(textOf)
  return {
    key: key as keyof Settings,
    flag: `--${words}`,
    variable: `ATLAS_MOCK_${words.replaceAll('-', '_').toUpperCase()}`,
    argument: schema['x-argument'] ?? `<${values?.join('|') ?? 'file'}>`,
    expected: schema['x-expected'] ?? (values ? `one of ${values.join(', ')}` : 'a file path'),
    schema
  }
})

/** Default settings. */
export const DEFAULTS: Settings = Object.freeze(
  Object.fromEntries(SETTINGS.map(({ key, schema }) => [key, schema.default])) as unknown as Settings
)

/** Converts a value to the text of the flag. */
export function textOf(value: unknown): string {
  return typeof value === 'boolean' ? (value ? 'on' : 'off') : String(value)
}
