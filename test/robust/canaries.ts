import { readTypeFiles } from '../../src/integrations/registry.ts'
import type { IntegrationTypeFile } from '../../src/vocabulary.ts'

/** Where a secret may be seen: Atlas answers some as they were sent, and templates make what is delivered. */
export type Place = 'answers' | 'inbox'

/** A secret that is found wherever it goes. */
interface Canary {
  /** What it is. */
  name: string
  value: string
  /** Where it may be. */
  places: readonly Place[]
}

/** All secrets that a run has given out, and the look for them. */
export class Canaries {
  readonly #all: Canary[] = []

  /** A new one: 32 hex digits, which every type takes. */
  make(name: string, places: readonly Place[] = []): string {
    const place = this.#all.length.toString(16).padStart(3, '0')
    const value = `ca9a${place}57e5b1d${place}c0ffeed${place}9a57e`
    return this.add(name, value.padEnd(32, '7'), places)
  }

  /** One that somebody else has made. */
  add(name: string, value: string, places: readonly Place[] = []): string {
    this.#all.push({ name, value, places })
    return value
  }

  /**
   * Those that a text tells and should not.
   *
   * @param place where it is from
   */
  foundIn(text: string, place?: Place): string[] {
    const looked = this.#all.filter(({ places }) => !place || !places.includes(place))
    return looked
      .filter(({ value }) => formsOf(value).some(form => text.includes(form)))
      .map(({ name }) => name)
  }

  /** A valid body of a type, with a canary in each of its secrets. */
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
          ...(shown === 'plain' ? (['answers'] as const) : []),
          ...(isDelivered ? (['inbox'] as const) : [])
        ])
        return [name, shown === 'url' ? `https://user:${canary}@hooks.example/${canary}/end` : canary]
      })
    )
  }
}

/** The types that take a body. */
export const TYPES = readTypeFiles().filter(({ 'x-integration': facts }) => !facts.refused)

/** How a secret could stand in a text: most of it, as bytes, in base64, within a URL. */
function formsOf(value: string): string[] {
  // Redaction leaves the last four characters.
  const head = value.slice(0, Math.max(8, value.length - 6))
  const middle = (shift: number) =>
    Buffer.from('x'.repeat(shift) + head)
      .toString('base64')
      .slice(4, -4)
  return [head, [...Buffer.from(head)].join(','), middle(0), middle(1), middle(2), encodeURIComponent(head)]
}
