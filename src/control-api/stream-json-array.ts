import { Readable } from 'node:stream'
import { createPause } from '../time-slices.ts'

/** Characters of JSON per chunk. */
const CHUNK = 65_536

/**
 * Returns a body that contains a long array. Over HTTP it is a stream of JSON, whose items are serialized one by
 * one: a full journal may exceed the memory of a small container.
 *
 * @param isStreamed false for a call in this process, which returns the body itself
 * @param present converts a source to an item
 * @param wrap creates the body; the array must be the first empty array in its JSON
 */
export function streamJsonArray<Source, Item>(
  isStreamed: boolean,
  all: readonly Source[],
  present: (source: Source) => Item,
  wrap: (items: readonly Item[]) => object
): object {
  if (!isStreamed) return wrap(all.map(present))
  const whole = JSON.stringify(wrap([]))
  const at = whole.indexOf('[]') + 1
  const chunks = serialize(whole.slice(0, at), all, present, whole.slice(at))
  return Readable.from(chunks, { highWaterMark: 1 })
}

async function* serialize<Source>(
  head: string,
  all: readonly Source[],
  present: (source: Source) => unknown,
  tail: string
): AsyncGenerator<string> {
  const pause = createPause()
  let chunk = head
  for (const [at, source] of all.entries()) {
    chunk += (at === 0 ? '' : ',') + JSON.stringify(present(source))
    await pause()
    if (chunk.length < CHUNK) continue
    yield chunk
    chunk = ''
  }
  yield chunk + tail
}
