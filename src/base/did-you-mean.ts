import { closestMatch } from 'leven'

/** Maximum number of differences that are typos. */
export const TYPOS = 2

/**
 * Returns the end of a sentence about an unknown name: the known name that the writer may have meant, if one is close.
 *
 * @param maxDistance maximum number of differing characters; case does not count
 */
export function didYouMean(name: string, known: readonly string[], maxDistance = TYPOS): string {
  const byLowerCase = new Map(known.map(known => [known.toLowerCase(), known]))
  const match = closestMatch(name.toLowerCase(), [...byLowerCase.keys()], { maxDistance })
  const nearest = match === undefined ? undefined : byLowerCase.get(match)
  return nearest === undefined ? '' : `, did you mean '${nearest}'?`
}
