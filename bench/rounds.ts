import { EFFORT } from './options.ts'

/** Rounds of a measurement. */
export const ROUNDS = EFFORT.warmUps + EFFORT.rounds

/** Figures of each round, by measurement and contestant. */
export const figures = new Map<string, Map<string, number[]>>()

/** Measures contestants in turns, in alternating order. Warm-up rounds are not recorded. */
export async function takeTurns<C extends { name: string }>(
  contestants: readonly C[],
  measure: (contestant: C, round: number) => Promise<Record<string, number>>
): Promise<void> {
  for (let round = 0; round < ROUNDS; round++) {
    for (const contestant of round % 2 === 0 ? contestants : contestants.toReversed()) {
      const measured = await measure(contestant, round)
      for (const [label, figure] of round >= EFFORT.warmUps ? Object.entries(measured) : []) {
        const row = figures.get(label) ?? new Map<string, number[]>()
        figures.set(label, row.set(contestant.name, [...(row.get(contestant.name) ?? []), figure]))
      }
    }
  }
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5)
}

export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  const place = (sorted.length - 1) * share
  return ((sorted[Math.floor(place)] ?? Number.NaN) + (sorted[Math.ceil(place)] ?? Number.NaN)) / 2
}
