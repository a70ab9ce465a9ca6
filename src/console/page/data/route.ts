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

function useHash(): string {
  return useSyncExternalStore(subscribe, () => location.hash)
}

/** Keeps identity and project in the address when a link that does not name them leads to another view. */
export function keepSelection(): void {
  addEventListener('hashchange', ({ oldURL }) => {
    const { hash } = location
    // `setParams` dispatches events without it.
    if (oldURL === '' || !hash.startsWith('#/')) return
    const names = ['as', 'project']
    const pairs = (hash: string) => [...split(hash).params].filter(([name]) => names.includes(name))
    if (pairs(hash).length > 0) return
    const kept = Object.fromEntries(pairs(new URL(oldURL).hash))
    history.replaceState(history.state, '', withParams(hash, kept))
  })
}

/** Changes parameters of the page's address, without an entry in the history. @param changes undefined: removes it */
export function setParams(changes: Readonly<Record<string, string | undefined>>): void {
  const hash = withParams(location.hash, changes)
  if (hash === location.hash) return
  history.replaceState(history.state, '', hash || location.pathname)
  dispatchEvent(new HashChangeEvent('hashchange'))
}

function withParams(hash: string, changes: Readonly<Record<string, string | undefined>>): string {
  const { path, params } = split(hash)
  for (const [name, value] of Object.entries(changes)) {
    if (value === undefined) params.delete(name)
    else params.set(name, value)
  }
  return params.size === 0 ? path : `${path || '#/'}?${params}`
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
