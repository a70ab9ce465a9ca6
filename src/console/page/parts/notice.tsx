import type { ReactNode } from 'react'

/** Something that the user should know; `isLive` lets screen readers say it when it appears. */
export function Notice({
  tone = 'info',
  isLive = false,
  children
}: {
  tone?: 'info' | 'good' | 'warn' | 'bad'
  isLive?: boolean
  children: ReactNode
}) {
  return (
    <div
      className={`notice notice-${tone}`}
      role={isLive ? (tone === 'bad' ? 'alert' : 'status') : undefined}
    >
      {children}
    </div>
  )
}
