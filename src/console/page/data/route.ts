import { useSyncExternalStore } from 'react'

/** Returns the path segments of the page's address after `#/`, without its parameters. */
export function useRoute(): readonly string[] {
  return partsOf(useHash())
}

/** Returns a parameter of the page's address, as in `#/integrations?as=readonly`. */
export function useParam(name: string): string | undefined {
  // Only its own value: each key of a search changes the address.
  return useSyncExternalStore(subscribe, () => split(location.hash).params.get(name) ?? undefined)
}

/** Returns the part of the page's address from `#` on. */
export function useHash(): string {
  return useSyncExternalStore(subscribe, () => location.hash)
}

/** Changes parameters of the page's address, without an entry in the history. @param changes undefined: removes it */
export function setParams(changes: Readonly<Record<string, string | undefined>>): void {
  const { path, params } = split(location.hash)
  for (const [name, value] of Object.entries(changes)) {
    if (value === undefined) params.delete(name)
    else params.set(name, value)
  }
  const hash = params.size === 0 ? path : `${path || '#/'}?${params}`
  if (hash === location.hash) return
  history.replaceState(history.state, '', hash || location.pathname)
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
  return { path, params: new URLSearchParams(query) }
}

function subscribe(onChange: () => void): () => void {
  addEventListener('hashchange', onChange)
  return () => removeEventListener('hashchange', onChange)
}
