/** The middle of some figures. */
export function median(figures: readonly number[]): number {
  const sorted = figures.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  const upper = sorted[middle] ?? Number.NaN
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2
}

/** Where the middle half of some figures lies. */
export function spread(figures: readonly number[]): [low: number, high: number] {
  const sorted = figures.toSorted((a, b) => a - b)
  const at = (share: number) => sorted[Math.round((sorted.length - 1) * share)] ?? Number.NaN
  return [at(0.25), at(0.75)]
}

/** Figures of one contestant, one for each round; undefined: it cannot do that. */
export type Rounds<Figure> = Map<string, Figure[]>

/**
 * Measures every contestant once a round, in turns: now in this order and now in the other, since whoever
 * comes later does a little worse, even against itself.
 */
export async function takeTurns<Figure>(
  names: readonly string[],
  rounds: number,
  measure: (name: string) => Promise<Figure>
): Promise<Rounds<Figure>> {
  const figures: Rounds<Figure> = new Map(names.map(name => [name, []]))
  for (let round = 0; round < rounds; round++) {
    const order = round % 2 === 0 ? names : names.toReversed()
    for (const name of order) figures.get(name)?.push(await measure(name))
  }
  return figures
}

/** Ratio of two contestants in each round. */
export function ratios(above: readonly number[], below: readonly number[]): number[] {
  return above.map((figure, round) => figure / (below[round] ?? Number.NaN))
}
