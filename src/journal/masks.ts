/** What stands in for a value that is not shown. */
export const MASK = '****'

/** Below this depth nothing is shown: what is nested a hundred thousand deep cannot be walked. */
const MAX_DEPTH = 16

/** Values shorter than this are not looked for within texts: they would be found in every word. */
const SHORT = 4

/** Values times characters that are searched; a text that would need more is masked as a whole. */
const MOST_SEARCHED = 10_000_000

/** A number of more digits may be a key that was written without quotes. */
const LONG_NUMBER = 1_000_000

/** What of one request was masked and how, so that an answer that echoes it can be masked alike. */
export class Masks {
  readonly #masks = new Map<string, string>()

  /** Masks a text. @returns the mask */
  hide(value: string, mask = MASK): string {
    if (value !== '' && value !== mask) this.#masks.set(value, mask)
    return mask
  }

  /** Masks all that a value holds but its shape, its names, booleans, nulls and small numbers. */
  hideWithin(value: unknown, depth = 0): unknown {
    if (typeof value === 'string') return this.hide(value)
    if (typeof value === 'number') return Math.abs(value) < LONG_NUMBER ? value : this.hide(String(value))
    return mapWithin(value, depth, item => this.hideWithin(item, depth + 1))
  }

  /** Masks a value whatever it holds: even a number or a shape may be the secret. */
  hideWhole(value: unknown): string {
    this.hideWithin(value)
    return MASK
  }

  /** A text with every masked value in it replaced by its mask. */
  scrub(text: string): string {
    const mask = this.#masks.get(text)
    if (mask !== undefined) return mask
    if (this.#masks.size * text.length > MOST_SEARCHED) return MASK
    // The longest first: it may contain another.
    const found = [...this.#masks.keys()].filter(value => value.length >= SHORT && text.includes(value))
    return found
      .sort((a, b) => b.length - a.length)
      .reduce((rest, value) => rest.replaceAll(value, () => this.#masks.get(value) as string), text)
  }

  /** Whether a value was masked that is too short to be found within a text. */
  isShort(value: unknown): boolean {
    return typeof value === 'string' && value.length < SHORT && this.#masks.has(value)
  }
}

/** A JSON value as it is, with what lies too deep masked. */
export function bounded(value: unknown, depth = 0): unknown {
  return mapWithin(value, depth, item => bounded(item, depth + 1))
}

/** Applies a change to what a list or an object holds; anything else stays. */
export function mapWithin(value: unknown, depth: number, change: (item: unknown) => unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (depth >= MAX_DEPTH) return MASK
  if (Array.isArray(value)) return value.map(change)
  // Object.fromEntries keeps a key such as `__proto__` an ordinary one.
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, change(item)]))
}
