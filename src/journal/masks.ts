/** The replacement for a masked value. */
export const MASK = '****'

/** Deeper values are masked, since recursion over very deep values overflows the stack. */
const MAX_DEPTH = 16

/** Shorter values are not searched in texts: they would match parts of ordinary words. */
const MIN_SEARCHED_LENGTH = 4

/** Maximum of values × characters to search; longer texts are masked completely. */
const MAX_SEARCH_COST = 10_000_000

/** Larger numbers are masked: they may be keys written without quotes. */
const MAX_SHOWN_NUMBER = 1_000_000

/** The masked values of one request and their masks, so that echoes in the response are masked the same way. */
export class Masks {
  readonly #masks = new Map<string, string>()
  #hidesTexts = false

  /** Masks a string and returns the mask. An empty string is not a secret: it stays empty. */
  hide(value: string, mask = MASK): string {
    if (value === '') return ''
    if (value !== mask) this.#masks.set(value, mask)
    return mask
  }

  /** Masks the strings and large numbers in a value; keeps its structure, names, booleans and nulls. */
  hideWithin(value: unknown, depth = 0): unknown {
    if (typeof value === 'string') return this.hide(value)
    if (typeof value === 'number')
      return Math.abs(value) < MAX_SHOWN_NUMBER ? value : this.hide(String(value))
    return mapWithin(value, depth, item => this.hideWithin(item, depth + 1))
  }

  /** Masks a value completely: even a number or the structure may be secret. */
  hideWhole(value: unknown): string {
    this.hideWithin(value)
    return value === '' ? '' : MASK
  }

  /** Masks all texts completely: a part of the request was not read, and a text may repeat it. */
  hideTexts(): void {
    this.#hidesTexts = true
  }

  /** Returns a text with every masked value in it replaced by its mask. */
  scrub(text: string): string {
    const mask = this.#masks.get(text)
    if (mask !== undefined) return mask
    if (this.#hidesTexts || this.#masks.size * text.length > MAX_SEARCH_COST) return MASK
    // Longest first: it may contain another.
    const found = [...this.#masks.keys()].filter(
      value => value.length >= MIN_SEARCHED_LENGTH && text.includes(value)
    )
    return found
      .sort((a, b) => b.length - a.length)
      .reduce((rest, value) => rest.replaceAll(value, () => this.#masks.get(value) as string), text)
  }

  /** Returns whether a value was masked but is too short for {@link scrub} to find in a text. */
  isShort(value: unknown): boolean {
    return typeof value === 'string' && value.length < MIN_SEARCHED_LENGTH && this.#masks.has(value)
  }
}

/** Returns a JSON value unchanged, except that values nested too deep are masked. */
export function bounded(value: unknown, depth = 0): unknown {
  return mapWithin(value, depth, item => bounded(item, depth + 1))
}

/** Maps the items of a list or the members of an object; returns other values unchanged. */
function mapWithin(value: unknown, depth: number, change: (item: unknown) => unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (depth >= MAX_DEPTH) return MASK
  if (Array.isArray(value)) return value.map(change)
  // Object.fromEntries defines a key such as `__proto__` as an ordinary property.
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, change(item)]))
}
