import type { ReactNode } from 'react'
import { useSession } from '../state/session.ts'

/** A view that needs the control plane: its heading, and what it shows, or a word where there is none. */
export function ViewFrame({
  title,
  lead,
  absent,
  children
}: {
  title: string
  lead: string
  absent: string
  children: ReactNode
}) {
  const reach = useSession(({ reach }) => reach)
  return (
    <>
      <div className="stack-small">
        <h1>{title}</h1>
        <p className="soft">{lead}</p>
      </div>
      {reach === 'ready' || reach === 'starting' ? children : <p className="empty panel">{absent}</p>}
    </>
  )
}
