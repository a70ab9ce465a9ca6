import { Readable } from 'node:stream'
import type { FastifyReply } from 'fastify'
import { createPause } from '../time-slices.ts'

/** Characters of JSON that are sent together. */
const PIECE = 65_536

/**
 * Responds with a body that holds a long array. Over HTTP it is sent item by item, each made when it is its turn:
 * the whole of a full journal would be larger than what a small container has left.
 *
 * @param reply undefined in the same process, where the body itself is returned
 * @param show makes an item of its source
 * @param wrap makes the body; an empty array is the first in its JSON
 */
export function streamJsonArray<Source, Item>(
  reply: FastifyReply | undefined,
  all: readonly Source[],
  show: (source: Source) => Item,
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

async function* inPieces<Source>(
  head: string,
  all: readonly Source[],
  show: (source: Source) => unknown,
  tail: string
): AsyncGenerator<string> {
  const pause = createPause()
  let piece = head
  for (const [at, source] of all.entries()) {
    piece += (at === 0 ? '' : ',') + JSON.stringify(show(source))
    await pause()
    if (piece.length < PIECE) continue
    yield piece
    piece = ''
  }
  yield piece + tail
}
