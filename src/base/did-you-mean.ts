import { closestMatch } from 'leven'

/** Maximum number of differences that are typos. */
export const TYPOS = 2

/**
 * Returns the known name that is closest to a name, or undefined if none is close.
 *
 * @param maxDistance maximum number of differing characters; case does not count
 */
export function closestName(name: string, known: readonly string[], maxDistance = TYPOS): string | undefined {
  const byLowerCase = new Map(known.map(known => [known.toLowerCase(), known]))
  const match = closestMatch(name.toLowerCase(), [...byLowerCase.keys()], { maxDistance })
  return match === undefined ? undefined : byLowerCase.get(match)
}

/** Returns the end of a sentence about an unknown name: the known name that the writer may have meant, if one is close. */
export function didYouMean(name: string, known: readonly string[], maxDistance = TYPOS): string {
  const nearest = closestName(name, known, maxDistance)
  return nearest === undefined ? '' : `, did you mean '${nearest}'?`
}
