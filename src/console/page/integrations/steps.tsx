import { useState } from 'react'
import type { RecordedRequest } from '../../../../types/wire.d.ts'
import { Button } from '../parts/button.tsx'
import { useIntegrations } from '../state/integrations.ts'
import { useJournal } from '../state/journal.ts'
import { go } from '../state/route.ts'
import { chooseIdentity, useSession } from '../state/session.ts'
import { useWords } from '../state/use-words.ts'
import { isHidden, setHidden, wasJournalSeen } from './steps-memory.ts'
import { integrationWords } from './words.ts'

const STEPS = ['connect', 'conflict', 'weak', 'outage', 'journal'] as const

type Step = (typeof STEPS)[number]

/** What shows that a step was done, by whichever client. */
const SIGNS: Readonly<Record<Exclude<Step, 'journal'>, (request: RecordedRequest) => boolean>> = {
  connect: ({ request, integrationType, answer }) =>
    request.method === 'POST' && integrationType !== null && answer?.status === 200,
  conflict: ({ answer }) => answer?.status === 409,
  weak: ({ answer }) => answer?.errorCode === 'USER_UNAUTHORIZED',
  outage: ({ answer }) => answer?.status === 500
}

/** A way through the page for those who see it for the first time. */
export function Steps() {
  const words = useWords(integrationWords)
  const isReady = useSession(({ reach }) => reach === 'ready' || reach === 'starting')
  const [isGone, setGone] = useState(isHidden)
  if (!isReady) return null
  const show = (isShown: boolean) => {
    setHidden(!isShown)
    setGone(!isShown)
  }
  return (
    <section className={isGone ? 'steps-hidden' : 'steps panel'} aria-labelledby="steps">
      <div className="row-between">
        <h2 id="steps" className={isGone ? 'hidden-visually' : ''}>
          {words.stepsTitle}
        </h2>
        <Button isSmall aria-expanded={!isGone} onClick={() => show(isGone)}>
          {isGone ? words.stepsShow : words.stepsHide}
        </Button>
      </div>
      {!isGone && <StepList />}
    </section>
  )
}

function StepList() {
  const words = useWords(integrationWords)
  const requests = useJournal(({ requests }) => requests)
  const isDone = (step: Step) => (step === 'journal' ? wasJournalSeen() : requests.some(SIGNS[step]))
  return (
    <ol>
      {STEPS.map(step => (
        <li key={step} className={isDone(step) ? 'step step-done' : 'step'}>
          <button type="button" onClick={() => take(step)}>
            {words.steps[step]}
          </button>
          {isDone(step) && <span className="step-mark">✓ {words.done}</span>}
        </li>
      ))}
    </ol>
  )
}

/** Steps that are taken in another view. */
const PLACES: Readonly<Partial<Record<Step, string>>> = { outage: 'stage', journal: 'journal' }

/** Goes where a step is taken, as somebody with whom it comes out as it says. */
function take(step: Step): void {
  const place = PLACES[step]
  if (place !== undefined) {
    go(place)
    return
  }
  const { types, identities } = useSession.getState()
  const roles = step === 'weak' ? /READ_ONLY/ : /^(ORG|GROUP)_OWNER$/
  const fitting = identities.find(
    identity =>
      identity.accessList.length === 0 && identity.roles.some(({ roleName }) => roles.test(roleName))
  )
  if (fitting) chooseIdentity(fitting)
  const { integrations } = useIntegrations.getState()
  const configured = types.find(({ type }) => integrations.some(integration => integration.type === type))
  const free = types.find(({ refused, type }) => refused === null && type !== configured?.type)
  if (step === 'conflict') go('integrations', (configured ?? free)?.type ?? '', 'create')
  else go('integrations', free?.type ?? '')
}
