import { Component, type ReactNode } from 'react'
import { Button } from '../parts/button.tsx'
import { Notice } from '../parts/notice.tsx'
import { useWords } from '../state/use-words.ts'
import { shellWords } from './words.ts'

/** What is shown in place of a view that failed: a fault of the page, or a part of it that could not be loaded. */
export class Boundary extends Component<{ children: ReactNode }, { isBroken: boolean }> {
  override state = { isBroken: false }

  static getDerivedStateFromError() {
    return { isBroken: true }
  }

  override render() {
    return this.state.isBroken ? <Broken /> : this.props.children
  }
}

function Broken() {
  const words = useWords(shellWords)
  return (
    <Notice tone="bad" isLive>
      <h1>{words.broken}</h1>
      <p>{words.brokenText}</p>
      <div>
        <Button onClick={() => location.reload()}>{words.reload}</Button>
      </div>
    </Notice>
  )
}
