import { Readable } from 'node:stream'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { FastifyReply } from 'fastify'

/** Characters of JSON that leave together. */
const PIECE = 65_536

/**
 * Answers with a body that holds a long array. Over HTTP that leaves item by item, each made when it is its
 * turn: of a full journal the whole would be larger than what a small container has left.
 *
 * @param reply undefined in the same process, where the body itself is the answer
 * @param show makes an item of what it is about
 * @param wrap makes the body; an empty array is the first in its JSON
 */
export function answerItems<About, Item>(
  reply: FastifyReply | undefined,
  all: readonly About[],
  show: (about: About) => Item,
  wrap: (items: readonly Item[]) => object
): object {
  if (!reply) return wrap(all.map(show))
  const whole = JSON.stringify(wrap([]))
  const at = whole.indexOf('[]') + 1
  const pieces = inPieces(whole.slice(0, at), all, show, whole.slice(at))
  return reply
    .header('content-type', 'application/json; charset=utf-8')
    .send(Readable.from(pieces, { highWaterMark: 1 }))
}

async function* inPieces<About>(
  head: string,
  all: readonly About[],
  show: (about: About) => unknown,
  tail: string
): AsyncGenerator<string> {
  let piece = head
  for (const [at, about] of all.entries()) {
    piece += (at === 0 ? '' : ',') + JSON.stringify(show(about))
    if (piece.length < PIECE) continue
    yield piece
    piece = ''
    // A client that reads fast must not keep all others waiting until the end.
    await nextTurn()
  }
  yield piece + tail
}
