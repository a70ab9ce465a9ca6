/**
 * Makes it known whether an answer is still the newest: of two questions the older may be answered last.
 *
 * @returns begins a question, and returns whether no other has begun since
 */
export function createTurns(): () => () => boolean {
  let last = 0
  return () => {
    last += 1
    const turn = last
    return () => turn === last
  }
}
