import type { ReactNode } from 'react'
import type { ControlFailure } from '../control/client.ts'
import { useWords } from '../state/use-words.ts'
import { English } from './english.tsx'
import { Notice } from './notice.tsx'
import { partWords } from './words.ts'

/** Why the control plane did not do something; nothing where it did. @param children what to do about it */
export function FailureNotice({
  failure,
  children
}: {
  failure: ControlFailure | undefined
  children?: ReactNode
}) {
  const words = useWords(partWords)
  if (!failure) return null
  const { detail, title, errors = [] } = failure.problem
  return (
    <Notice tone="bad" isLive>
      <p>
        {failure.status === 0 ? words.unreachable : <English>{detail ?? title ?? failure.status}</English>}
      </p>
      {errors.length > 0 && (
        <ul>
          {errors.map(({ path, detail }) => (
            <li key={path}>
              <code>{path}</code> <English>{detail}</English>
            </li>
          ))}
        </ul>
      )}
      {children}
    </Notice>
  )
}
