import { isIPv6 } from 'node:net'
import type { Settings } from '../../types/settings.d.ts'
import { readAsset } from '../assets.ts'
import { isCidr } from '../http/addresses.ts'

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
export const SETTINGS_SCHEMA = readAsset<{ properties: Record<keyof Settings, SettingSchema> }>(
  'schemas/settings.json'
)

export const SETTINGS: readonly Setting[] = Object.entries(SETTINGS_SCHEMA.properties).map(
  ([key, schema]) => {
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
  }
)

export const DEFAULTS: Settings = Object.freeze(
  Object.fromEntries(SETTINGS.map(({ key, schema }) => [key, schema.default])) as unknown as Settings
)

export function textOf(value: unknown): string {
  return typeof value === 'boolean' ? (value ? 'on' : 'off') : String(value)
}

/** A format of `schemas/settings.json`. */
interface Format {
  validate(text: string): boolean
  /** Returns the form that the server uses. */
  normalize?(text: string): string
}

export const FORMATS: Readonly<Record<string, Format>> = {
  path: { validate: text => text.trim() !== '' && !text.includes('\0') },
  'base-url': {
    validate: text => /^https?:\/\/[^\s?#]+$/.test(text) && URL.canParse(text),
    normalize: text => text.replace(/\/+$/, '')
  },
  // As in `URL.hostname`: lower case, IPv6 in brackets.
  host: {
    validate: name => /^(\[[\dA-Fa-f:.]+\]|[\w.-]+)$/.test(bracketed(name)) && URL.canParse(urlOf(name)),
    normalize: name => new URL(urlOf(name)).hostname
  },
  destination: {
    validate: text => isCidr(destinationOf(text)) || isHostName(destinationOf(text)),
    normalize: destinationOf
  }
}

function bracketed(name: string): string {
  return isIPv6(name) ? `[${name}]` : name
}

function urlOf(name: string): string {
  return `http://${bracketed(name)}`
}

function destinationOf(text: string): string {
  return text.replace(/^\[(.*:.*)\]$/, '$1').toLowerCase()
}

/** Returns whether URL parsing leaves a host name unchanged: 0x7f.1 and 2130706433 are addresses. */
function isHostName(text: string): boolean {
  const url = `http://${text}`
  return /^\w[\w.-]*$/.test(text) && URL.canParse(url) && new URL(url).hostname === text
}
