import type { IntegrationTypeFile } from '../../src/catalogue/vocabulary.ts'
import { readTypeFiles } from '../../src/integrations/registry.ts'

/**
 * Where a secret may appear: Atlas returns some unmasked, templates are part of delivered alerts, and recorded calls are
 * as sent.
 */
export type Place = 'answers' | 'inbox' | 'calls' | 'report'

/** A secret with a searchable value. */
interface Canary {
  name: string
  value: string
  /** Where it may appear. */
  places: readonly Place[]
}

/** The secrets of a run, and the search for them. */
export class Canaries {
  readonly #all: Canary[] = []

  /** Creates a canary of 32 hexadecimal digits, which every type accepts. */
  make(name: string, places: readonly Place[] = []): string {
    const place = this.#all.length.toString(16).padStart(3, '0')
    const value = `ca9a${place}57e5b1d${place}c0ffeed${place}9a57e`
    return this.add(name, value.padEnd(32, '7'), places)
  }

  /** Adds an existing secret. */
  add(name: string, value: string, places: readonly Place[] = []): string {
    this.#all.push({ name, value, places })
    return value
  }

  /**
   * Returns the names of the secrets that a text contains but must not.
   *
   * @param place where the text is from
   */
  foundIn(text: string, place?: Place): string[] {
    const looked = this.#all.filter(({ places }) => !place || !places.includes(place))
    return looked
      .filter(({ value }) => formsOf(value).some(form => text.includes(form)))
      .map(({ name }) => name)
  }

  /** Returns a valid body of a type, with a canary in each secret field. */
  bodyOf({
    title,
    properties = {},
    'x-integration': { alerts }
  }: IntegrationTypeFile): Record<string, string | boolean> {
    const fields = Object.entries(properties).filter(([name]) => name !== 'id')
    return Object.fromEntries(
      fields.map(([name, schema]) => {
        if (schema.enum) return [name, schema.enum.at(-1) ?? '']
        if (schema.type === 'boolean') return [name, true]
        const shown = schema['x-secret']?.shown
        if (shown === undefined) return [name, `no-secret-${name}`]
        const isDelivered = alerts?.body === name || alerts?.headers === name
        const canary = this.make(`${title}.${name}`, [
          'calls',
          ...(shown === 'plain' ? (['answers'] as const) : []),
          ...(isDelivered ? (['inbox'] as const) : [])
        ])
        return [name, shown === 'url' ? `https://user:${canary}@hooks.example/${canary}/end` : canary]
      })
    )
  }
}

/** The third-party types that can be configured. */
export const TYPES = readTypeFiles().filter(
  ({ 'x-integration': facts }) => !facts.rejectedWith && !facts.resource
)

/** Returns the forms of a secret to search for: most of it as text, bytes, base64 and URL-encoded. */
function formsOf(value: string): string[] {
  // Redaction leaves the last four characters.
  const head = value.slice(0, Math.max(8, value.length - 6))
  const middle = (shift: number) =>
    Buffer.from('x'.repeat(shift) + head)
      .toString('base64')
      .slice(4, -4)
  return [head, [...Buffer.from(head)].join(','), middle(0), middle(1), middle(2), encodeURIComponent(head)]
}
