import { useState } from 'react'
import { failureOf } from '../atlas/exchange.ts'
import { Badge, toneOf } from '../parts/badge.tsx'
import { useWords } from '../state/use-words.ts'
import { type Action, useWire } from '../state/wire.ts'
import { ExchangeView } from './exchange-view.tsx'
import { SnippetTabs } from './snippet-tabs.tsx'
import { wireWords } from './words.ts'

/** What the page asked and got, the newest first and open. */
export function WirePanel() {
  const words = useWords(wireWords)
  const actions = useWire(({ actions }) => actions)
  const newest = actions[0]?.id
  return (
    <aside className="wire stack-small" aria-labelledby="wire">
      <h2 id="wire">{words.heading}</h2>
      {actions.length === 0 && <p className="panel soft">{words.empty}</p>}
      {actions.map(action => (
        // Opened anew when a newer one comes: what was open before is history.
        <ActionView
          key={`${action.id} ${action.id === newest}`}
          action={action}
          isOpen={action.id === newest}
        />
      ))}
    </aside>
  )
}

function ActionView({ action, isOpen: isOpenFirst }: { action: Action; isOpen: boolean }) {
  const words = useWords(wireWords)
  const [isOpen, setOpen] = useState(isOpenFirst)
  const { last, exchanges } = action
  const status = last.answer?.status ?? 0
  const failure = failureOf(last)
  return (
    <details
      className="panel wire-action"
      open={isOpen}
      onToggle={event => setOpen(event.currentTarget.open)}
    >
      <summary>
        <Badge tone={toneOf(status)}>{status === 0 ? words.noStatus : status}</Badge>
        <code>
          {last.request.method} {shortOf(last.request.target)}
        </code>
        {failure && <code className="soft">{failure.errorCode}</code>}
      </summary>
      {isOpen && (
        <div className="stack-small">
          <details className="exchange">
            <summary>{words.copyAs}</summary>
            <SnippetTabs call={action.call} />
          </details>
          {exchanges.map((exchange, at) => (
            <ExchangeView
              // biome-ignore lint/suspicious/noArrayIndexKey: they are fixed, and their place is what they are
              key={at}
              exchange={exchange}
              isOwn={action.call.identity.secret === undefined}
              place={exchanges.length > 1 ? { at: at + 1, of: exchanges.length } : undefined}
            />
          ))}
        </div>
      )}
    </details>
  )
}

/** The path from the project on, for a narrow place. */
function shortOf(target: string): string {
  return target.replace(/^\/api\/atlas\/v2\/groups\/[^/]+/, '…')
}
