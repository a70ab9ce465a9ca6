import { useId, useState } from 'react'
import { Code } from '../parts/code.tsx'
import type { Call } from '../snippets/call.ts'
import { type Snippets, snippetsOf } from '../snippets/snippets.ts'
import { useSession } from '../state/session.ts'
import { useWords } from '../state/use-words.ts'
import { wireWords } from './words.ts'

const TARGETS = ['curl', 'go', 'atlasCli', 'terraform'] as const satisfies readonly (keyof Snippets)[]

/** The same call for other clients. */
export function SnippetTabs({ call }: { call: Call }) {
  const words = useWords(wireWords)
  const name = useId()
  const [chosen, setChosen] = useState<keyof Snippets>('curl')
  const info = useSession(({ types }) => types.find(({ type }) => type === call.type))
  const snippets = snippetsOf(call, info?.schema ?? {})
  return (
    <div className="stack-small">
      <fieldset className="choices">
        <legend className="hidden-visually">{words.client}</legend>
        {TARGETS.map(target => (
          <label key={target} className="choice">
            <input type="radio" name={name} checked={target === chosen} onChange={() => setChosen(target)} />
            <span>{words.as[target]}</span>
          </label>
        ))}
      </fieldset>
      <Code text={snippets[chosen]} what={words.as[chosen]} />
    </div>
  )
}
