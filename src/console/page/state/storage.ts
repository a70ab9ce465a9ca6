/** Until the tab is closed, or for good. */
type Place = 'sessionStorage' | 'localStorage'

/** A text that the browser kept. It may refuse its storage, even to name it: then there is none. */
export function recall(place: Place, name: string): string | undefined {
  try {
    return globalThis[place].getItem(name) ?? undefined
  } catch {
    return undefined
  }
}

/** Lets the browser keep a text, or forget it; where it refuses, what was chosen holds until the page is left. */
export function keep(place: Place, name: string, value: string | undefined): void {
  try {
    if (value === undefined) globalThis[place].removeItem(name)
    else globalThis[place].setItem(name, value)
  } catch {
    return
  }
}
