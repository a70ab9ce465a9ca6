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

/** Changes of the address that select the default identity and project. */
export const NO_SELECTION = { as: undefined, project: undefined }

/** Keeps identity and project in the address when a link opens another view. Each entry of the history has its own. */
export function keepSelection(): void {
  const entered = { isEntered: true }
  history.replaceState(entered, '')
  addEventListener('hashchange', ({ oldURL }) => {
    const { hash } = location
    // An entry that was left before, or only other parameters.
    if (history.state?.isEntered || oldURL === '' || !hash.startsWith('#/')) return
    const old = split(new URL(oldURL).hash).params
    const named = split(hash).params
    const names = Object.keys(NO_SELECTION)
    const kept = names.some(name => named.has(name))
      ? []
      : names.map(name => [name, old.get(name) ?? undefined])
    history.replaceState(entered, '', withParams(hash, Object.fromEntries(kept)))
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
