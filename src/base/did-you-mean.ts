import { closestMatch } from 'leven'

/** Returns the end of a sentence about an unknown name: the known name that the writer may have meant, if one is close. */
export function didYouMean(name: string, known: readonly string[]): string {
  const nearest = closestMatch(name, known, { maxDistance: 2 })
  return nearest === undefined ? '' : `, did you mean '${nearest}'?`
}
