import { useSyncExternalStore } from 'react'

/** Returns the path segments of the page's address after `#/`. */
export function useRoute(): readonly string[] {
  const hash = useSyncExternalStore(subscribe, () => location.hash)
  return partsOf(hash)
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
  const parts = hash.replace(/^#\/?/, '').split('/').filter(Boolean)
  try {
    return parts.map(decodeURIComponent)
  } catch {
    return parts
  }
}

function subscribe(onChange: () => void): () => void {
  addEventListener('hashchange', onChange)
  return () => removeEventListener('hashchange', onChange)
}
