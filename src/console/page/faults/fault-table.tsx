import { Button, Table, Text } from '@mantine/core'
import { useRef } from 'react'
import { control } from '../data/control.ts'
import { useNew } from '../data/new.ts'
import { useFaults } from '../data/queries.ts'
import { useAction } from '../data/use-action.ts'
import { Failure } from '../parts/failure.tsx'
import { Panel } from '../parts/panel.tsx'
import { useFaultText } from '../parts/use-fault-text.ts'
import { useWords } from '../words/words.ts'
import { labelOf } from './draft.ts'

/** Lists all faults of the mock, whichever client created them. */
export function FaultTable() {
  const { faults: words } = useWords()
  const faults = useFaults()
  const describe = useFaultText()
  const mark = useNew(
    'faults',
    faults.map(({ id }) => id)
  )
  const heading = useRef<HTMLHeadingElement>(null)
  const { run, error } = useAction()
  const button = (label: string, call: string, name?: string) => (
    <Button
      size="compact-sm"
      variant="default"
      aria-label={name}
      onClick={() =>
        run(
          () => control(call),
          () => heading.current?.focus()
        )
      }
    >
      {label}
    </Button>
  )
  const rows = faults.map(fault => {
    const text = describe(fault)
    const name = fault.name && labelOf(fault.name, words)
    return [
      <Text key="text" size="sm" style={{ overflowWrap: 'anywhere' }} {...mark(fault.id)}>
        {name && (
          <>
            <b>{name}</b>
            <br />
          </>
        )}
        {text}
        {fault.ended && ` · ${words.ended}`}
      </Text>,
      <Text key="hits" size="sm" className="one-line">
        {words.fired(fault.hits, fault.when?.first)}
      </Text>,
      button(words.remove, `DELETE /faults/${fault.id}`, words.removeWhat(name ?? text))
    ]
  })
  return (
    <Panel title={words.list} headingRef={heading}>
      {faults.length === 0 ? (
        <Text size="sm">{words.empty}</Text>
      ) : (
        <Table
          data={{ head: [words.fault, words.state, button(words.removeAll, 'DELETE /faults')], body: rows }}
        />
      )}
      <Failure error={error} />
    </Panel>
  )
}
