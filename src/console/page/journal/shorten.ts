/**
 * A request's address as a list has room for it: without the part that all have in common, and of ids only the
 * beginning and the end.
 */
export function shorten(url: string): string {
  return url
    .replace(/^\/api\/atlas\/v\d+(?=\/)/, '')
    .replace(/(?<=\/)([0-9a-f]{4})[0-9a-f]{16}([0-9a-f]{4})(?=[/?]|$)/gi, '$1…$2')
}

/** The id of a caller likewise: of a service account's the digits, not what all begin with. */
export function shortenCaller(id: string): string {
  return id.replace(/^(mdb_sa_id_[0-9a-f]{4})[0-9a-f]{16}([0-9a-f]{4})$/i, '$1…$2')
}
