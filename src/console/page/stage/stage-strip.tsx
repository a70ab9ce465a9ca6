import { useRef } from 'react'
import { useAttempt } from '../control/use-attempt.ts'
import { Badge } from '../parts/badge.tsx'
import { Button } from '../parts/button.tsx'
import { hrefOf } from '../state/route.ts'
import { useSession } from '../state/session.ts'
import { direct, removeFaults, useStage } from '../state/stage.ts'
import { useWords } from '../state/use-words.ts'
import { isMoved } from './clock.ts'
import { faultWords } from './fault-words.ts'
import { MockTime } from './mock-time.tsx'
import { useDrift } from './use-drift.ts'
import { useFaultText } from './use-fault-text.ts'
import { stageWords } from './words.ts'

/** Faults that the line has room for. */
const SHOWN = 3

/** One line under the navigation, wherever one is: what makes a call fail though nothing is wrong with it. */
export function StageStrip() {
  const { strip: words } = useWords(stageWords)
  const isReady = useSession(({ reach }) => reach === 'ready')
  const { isBusy, failure, run } = useAttempt()
  const link = useRef<HTMLAnchorElement>(null)
  const act = async (what: () => Promise<unknown>) => {
    await run(what)
    // The button is gone with what it switched off.
    link.current?.focus()
  }
  return (
    <section className="strip" aria-label={words.name}>
      <div className="strip-line" aria-live="polite">
        {isReady && <Staged isBusy={isBusy} act={act} />}
        {failure && <span className="field-error">{words.notDone}</span>}
      </div>
      {isReady && (
        <>
          <UsualTime />
          <a ref={link} href={hrefOf('stage')} aria-label={words.changeWhat}>
            {words.change}
          </a>
        </>
      )}
    </section>
  )
}

/** Where the clock is moved, its time stands with that. */
function UsualTime() {
  const { strip: words } = useWords(stageWords)
  const isElsewhere = useStage(
    ({ isAnswering, clock, ahead }) => !isAnswering || (clock !== undefined && isMoved(clock, ahead))
  )
  if (isElsewhere) return null
  return (
    <span className="strip-time">
      <span className="hidden-visually">{words.clock} </span>
      <MockTime />
    </span>
  )
}

type Act = { isBusy: boolean; act: (what: () => Promise<unknown>) => void }

function Staged({ isBusy, act }: Act) {
  const { strip: words } = useWords(stageWords)
  const { isAnswering, faults, clock, ahead, sandboxes } = useStage()
  const active = faults.filter(({ ended }) => !ended)
  const isClockMoved = clock !== undefined && isMoved(clock, ahead)
  if (!isAnswering) return <Badge tone="bad">{words.noAnswer}</Badge>
  if (!clock) return null
  return (
    <>
      {active.length === 0 && !isClockMoved && <span className="strip-quiet soft">{words.quiet}</span>}
      <StagedFaults isBusy={isBusy} act={act} />
      {isClockMoved && <StagedClock isBusy={isBusy} act={act} />}
      {sandboxes.length > 0 && <Badge tone="info">{words.sandboxes(sandboxes.length)}</Badge>}
    </>
  )
}

function StagedFaults({ isBusy, act }: Act) {
  const { strip: words } = useWords(stageWords)
  const parts = useWords(faultWords)
  const tell = useFaultText()
  const faults = useStage(({ faults }) => faults).filter(({ ended }) => !ended)
  return (
    <>
      {faults.slice(0, SHOWN).map(fault => {
        const text = tell(fault)
        return (
          <span key={fault.id} className="strip-item">
            <Badge tone="bad">
              <span className="strip-text" title={text}>
                {text}
              </span>
              <span className="strip-detail" aria-live="off">
                · {parts.fired(fault.hits)}
              </span>
            </Badge>
            <Button
              isSmall
              disabled={isBusy}
              aria-label={words.off(text)}
              title={words.off(text)}
              onClick={() => act(() => removeFaults([fault.id]))}
            >
              <span aria-hidden="true">✕</span>
            </Button>
          </span>
        )
      })}
      {faults.length > SHOWN && (
        <a className="strip-item" href={hrefOf('stage')}>
          {words.more(faults.length - SHOWN)}
        </a>
      )}
    </>
  )
}

function StagedClock({ isBusy, act }: Act) {
  const { strip: words } = useWords(stageWords)
  const drift = useDrift(words)
  const isFrozen = useStage(({ clock }) => clock?.frozen === true)
  const release = () => (isFrozen ? direct('PUT /clock', { frozen: false }) : direct('DELETE /clock'))
  return (
    <span className="strip-item">
      <Badge tone="warn">
        <span>{drift}</span>
        <span className="strip-detail" aria-live="off">
          · <MockTime />
        </span>
      </Badge>
      <Button isSmall disabled={isBusy} onClick={() => act(release)}>
        {isFrozen ? words.letRun : words.setRight}
      </Button>
    </span>
  )
}
