import type { ReactNode } from 'react'

/** A text of the mock or of Atlas, who speak English in every language of the page. */
export function English({ children }: { children: ReactNode }) {
  return <span lang="en">{children}</span>
}
