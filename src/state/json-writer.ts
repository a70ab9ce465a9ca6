/** Characters of JSON per chunk. */
const CHUNK = 65_536

class LazyArray {
  readonly items: Iterable<unknown>

  constructor(items: Iterable<unknown>) {
    this.items = items
  }
}

/**
 * Returns an array in a document for {@link jsonChunks} and {@link materialize}, which create its items one by one. The
 * type is that of the document: nothing else reads the array.
 */
export function lazyArray<Source, Item>(
  sources: Iterable<Source>,
  present: (source: Source) => Item
): Item[] {
  function* items() {
    for (const source of sources) yield present(source)
  }
  return new LazyArray(items()) as unknown as Item[]
}

/** Returns a document with ordinary arrays. */
export function materialize<Document>(document: Document): Document {
  const replace = (value: unknown): unknown => {
    if (value instanceof LazyArray) return Array.from(value.items, replace)
    if (!hasLazyArray(value)) return value
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, replace(member)]))
  }
  return replace(document) as Document
}

/**
 * Yields the JSON of a document in chunks, each at most as large as an item of a lazy array and 64 KB: V8 limits a
 * string to 512 MB.
 *
 * @param indent spaces per level; 0: no white space
 */
export function* jsonChunks(document: unknown, indent = 0): Generator<string> {
  let chunk = ''
  for (const piece of jsonPieces(document, indent, '')) {
    chunk += piece
    if (chunk.length < CHUNK) continue
    yield chunk
    chunk = ''
  }
  yield chunk
}

function* jsonPieces(value: unknown, indent: number, margin: string): Generator<string> {
  const isArray = value instanceof LazyArray
  if (!isArray && !hasLazyArray(value)) {
    yield JSON.stringify(value, null, indent).replaceAll('\n', `\n${margin}`)
    return
  }
  const inner = margin + ' '.repeat(indent)
  const [lineBreak, space] = indent > 0 ? ['\n', ' '] : ['', '']
  const [open, close] = isArray ? ['[', ']'] : ['{', '}']
  let count = 0
  const members = () => Object.entries(value).filter(([, member]) => member !== undefined)
  for (const member of isArray ? value.items : members()) {
    yield (count++ === 0 ? open : ',') + lineBreak + inner
    if (!isArray) yield `${JSON.stringify((member as [string])[0])}:${space}`
    yield* jsonPieces(isArray ? member : (member as unknown[])[1], indent, inner)
  }
  yield count === 0 ? open + close : lineBreak + margin + close
}

/** Whether a lazy array is a member of an object or of an object in it. */
function hasLazyArray(value: unknown): value is object {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    Object.values(value).some(member => member instanceof LazyArray || hasLazyArray(member))
  )
}
