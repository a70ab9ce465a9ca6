/** Larger JSON is parsed in parts: V8 limits a string to 512 MB. */
const MAX_TEXT = 256 * 1_048_576

const QUOTE = 0x22
const COMMA = 0x2c
const COLON = 0x3a
const BACKSLASH = 0x5c
const OPENING = { array: 0x5b, object: 0x7b }
const CLOSING = { array: 0x5d, object: 0x7d }

/**
 * Parses JSON that may be larger than a string, and ignores the BOM that editors on Windows add (RFC 8259 §8.1).
 *
 * @param maxText bytes to parse at once
 * @throws {SyntaxError} whose message quotes the document, which may contain secrets
 */
export function parseJsonBytes(bytes: Buffer, maxText = MAX_TEXT): unknown {
  const hasMark = bytes.subarray(0, 3).equals(Buffer.from('\uFEFF'))
  return parse(hasMark ? bytes.subarray(3) : bytes, maxText)
}

function parse(bytes: Buffer, maxText: number): unknown {
  const start = bytes.findIndex(byte => !isSpace(byte))
  const isArray = bytes[start] === OPENING.array
  if (bytes.length <= maxText || !(isArray || bytes[start] === OPENING.object)) {
    return JSON.parse(bytes.toString())
  }
  const parts = partsOf(bytes, start)
  return isArray
    ? parts.map(part => parse(part, maxText))
    : Object.fromEntries(parts.map(part => parseMember(part, maxText)))
}

function parseMember(part: Buffer, maxText: number): [name: string, value: unknown] {
  const colon = part.indexOf(COLON, endOfString(part, part.indexOf(QUOTE)))
  if (colon < 0) throw new SyntaxError('a member has no colon')
  const name: unknown = JSON.parse(part.subarray(0, colon).toString())
  if (typeof name !== 'string') throw new SyntaxError('the name of a member is not a string')
  return [name, parse(part.subarray(colon + 1), maxText)]
}

/** Returns the texts between the commas of an array or an object. @param start of its opening bracket */
function partsOf(bytes: Buffer, start: number): Buffer[] {
  const parts: Buffer[] = []
  let from = start + 1
  let depth = 1
  for (let at = from; at < bytes.length; at++) {
    const byte = bytes[at]
    if (byte === QUOTE) at = endOfString(bytes, at)
    else if (byte === OPENING.array || byte === OPENING.object) depth++
    else if (byte === CLOSING.array || byte === CLOSING.object) depth--
    if (depth > 1 || (depth === 1 && byte !== COMMA)) continue
    const part = bytes.subarray(from, at)
    if (depth === 1 || parts.length > 0 || !part.every(isSpace)) parts.push(part)
    from = at + 1
    if (depth === 1) continue
    // The code of a closing bracket follows that of its opening one by 2.
    if (byte === (bytes[start] as number) + 2 && bytes.subarray(from).every(isSpace)) return parts
    break
  }
  throw new SyntaxError('the brackets do not match')
}

/** Returns the position of the closing quote. @param start of the opening one */
function endOfString(bytes: Buffer, start: number): number {
  let at = start + 1
  while (at < bytes.length && bytes[at] !== QUOTE) at += bytes[at] === BACKSLASH ? 2 : 1
  return at
}

function isSpace(byte: number): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09
}
