/** Returns a URL as a table has room for it: without `/api/atlas/v2`, and of ids only the beginning and the end. */
export function shortenUrl(url: string): string {
  return url
    .replace(/^\/api\/atlas\/v\d+(?=\/)/, '')
    .replace(/(?<=\/)([0-9a-f]{4})[0-9a-f]{16}([0-9a-f]{4})(?=[/?]|$)/gi, '$1…$2')
}

/** Returns a service account's client id without the middle digits; other ids unchanged. */
export function shortenCaller(id: string): string {
  return id.replace(/^(mdb_sa_id_[0-9a-f]{4})[0-9a-f]{16}([0-9a-f]{4})$/i, '$1…$2')
}
