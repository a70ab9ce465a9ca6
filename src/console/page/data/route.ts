import { useSyncExternalStore } from 'react'

/** Returns the path segments of the page's address after `#/`, without its parameters. */
export function useRoute(): readonly string[] {
  const hash = useSyncExternalStore(subscribe, () => location.hash)
  return partsOf(hash)
}

/** Returns a parameter of the page's address, after `?`; undefined: it has none of this name. */
export function useParam(name: string): string | undefined {
  return useSyncExternalStore(subscribe, () => split(location.hash).params.get(name) ?? undefined)
}

/** Changes parameters of the page's address without a new history entry; undefined removes one. */
export function setParams(changes: Readonly<Record<string, string | undefined>>): void {
  const { path, params } = split(location.hash)
  for (const [name, value] of Object.entries(changes)) {
    if (value === undefined) params.delete(name)
    else params.set(name, value)
  }
  history.replaceState(null, '', params.size === 0 ? path : `${path}?${params}`)
  dispatchEvent(new HashChangeEvent('hashchange'))
}

/** Opens a view of the page. */
export function go(...parts: readonly string[]): void {
  location.hash = hrefOf(...parts)
}

/** Returns the address of a view. */
export function hrefOf(...parts: readonly string[]): string {
  return `#/${parts.map(encodeURIComponent).join('/')}`
}

/** Returns the path segments of an address after `#/`. */
export function partsOf(hash: string): readonly string[] {
  const parts = split(hash).path.replace(/^#\/?/, '').split('/').filter(Boolean)
  try {
    return parts.map(decodeURIComponent)
  } catch {
    return parts
  }
}

function split(hash: string): { path: string; params: URLSearchParams } {
  const [path = '', query] = hash.split(/\?(.*)/s)
  return { path: path || '#/', params: new URLSearchParams(query) }
}

function subscribe(onChange: () => void): () => void {
  addEventListener('hashchange', onChange)
  return () => removeEventListener('hashchange', onChange)
}
