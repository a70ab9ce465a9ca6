import { randomLcg } from 'd3-random'

/** Chance that a seed repeats. */
export class Random {
  readonly #draw: () => number

  /** @param place of a draw of its own within a run, so that each request follows from seed and place alone */
  constructor(seed: number, place = 0) {
    this.#draw = randomLcg(mix(seed, place) / 2 ** 32)
  }

  /** A whole number from 0 to a bound, the bound left out. */
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

/** Spreads neighbours apart (the finalizer of MurmurHash3): an LCG begins alike for seeds that are. */
function mix(seed: number, place: number): number {
  let hash = (seed ^ Math.imul(place, 0x9e3779b1)) >>> 0
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}
