import { randomLcg } from 'd3-random'

/** Reproducible random values. */
export class Random {
  readonly #draw: () => number

  /** @param place position in a run; seed and position determine the values */
  constructor(seed: number, place = 0) {
    this.#draw = randomLcg(mix(seed, place) / 2 ** 32)
  }

  /** Returns an integer from 0 to a bound, exclusive. */
  below(bound: number): number {
    return Math.floor(this.#draw() * bound)
  }

  chance(probability: number): boolean {
    return this.#draw() < probability
  }

  pick<T>(items: readonly T[]): T {
    return items[this.below(items.length)] as T
  }
}

/** Mixes the bits (the finalizer of MurmurHash3): an LCG starts with similar values for similar seeds. */
function mix(seed: number, place: number): number {
  let hash = (seed ^ Math.imul(place, 0x9e3779b1)) >>> 0
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}
