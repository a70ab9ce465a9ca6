/** Headers that frame the response; wrong values would break the connection. */
const FRAMING = ['content-length', 'transfer-encoding', 'connection', 'trailer']

/** Field name of RFC 9110 §5.1. */
export const FIELD_NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/

const MEDIA_TYPE = /^[\w!#$&^+.-]+\/[\w!#$&^+.-]+ *(;.*)?$/

/** Returns the first header that a user may not set on a response, with the reason; undefined: all are allowed. */
export function invalidHeader(
  headers: Readonly<Record<string, unknown>>
): { name: string; detail: string } | undefined {
  const names = Object.keys(headers)
  const name = names.find(name => !FIELD_NAME.test(name) || FRAMING.includes(name.toLowerCase()))
  if (name !== undefined) return { name, detail: 'is not an allowed response header' }
  // Fastify would replace an invalid Content-Type.
  const type = names.find(name => /^content-type$/i.test(name) && !MEDIA_TYPE.test(String(headers[name])))
  return type === undefined ? undefined : { name: type, detail: 'is not a media type' }
}
