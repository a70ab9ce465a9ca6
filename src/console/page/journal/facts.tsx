import type { RecordedRequest } from '../../../../types/wire.d.ts'
import { Badge, type Tone } from '../parts/badge.tsx'
import { Fact } from '../parts/fact.tsx'
import { partWords } from '../parts/words.ts'
import { usePreferences } from '../state/preferences.ts'
import { hrefOf } from '../state/route.ts'
import { useWords } from '../state/use-words.ts'
import { dateTime, duration as tellDuration } from '../words/format.ts'
import { Roles } from './roles.tsx'
import { journalWords } from './words.ts'

interface Shown {
  request: RecordedRequest
  nameOf: (id: string) => string | undefined
}

/** What the mock noted of a request, one thing after the other. */
export function Facts({ request, nameOf }: Shown) {
  return (
    <dl className="journal-facts">
      <Checks request={request} nameOf={nameOf} />
      <Circumstances request={request} nameOf={nameOf} />
    </dl>
  )
}

function Checks({ request, nameOf }: Shown) {
  const words = useWords(journalWords)
  const { authentication, principal, role, validation, fault, reason } = request
  return (
    <>
      <Fact name={words.authentication}>
        {words.schemes[authentication.scheme]} <Outcome outcome={authentication.outcome} />
      </Fact>
      <Fact name={words.caller}>
        <Caller principal={principal} />
      </Fact>
      <Fact name={words.roleDecision}>
        <Outcome outcome={role.decision} />
      </Fact>
      <Roles request={request} nameOf={nameOf} />
      <Fact name={words.validation}>
        <Outcome outcome={validation.verdict} />
        {validation.attribute !== undefined && <code> {validation.attribute}</code>}
        {validation.errorCode !== undefined && <code> {validation.errorCode}</code>}
      </Fact>
      {fault && (
        <Fact name={words.faultFired}>
          {fault.effect} <code>{fault.id}</code> <a href={hrefOf('stage')}>{words.toStage}</a>
        </Fact>
      )}
      {reason !== null && (
        <Fact name={words.reason}>
          <code>{reason.code}</code>
        </Fact>
      )}
    </>
  )
}

function Caller({ principal }: Pick<RecordedRequest, 'principal'>) {
  const words = useWords(journalWords)
  const { aside } = useWords(partWords)
  if (!principal) return words.nobody
  return (
    <>
      <code>{principal.id}</code>
      {aside(words.kinds[principal.kind])}
    </>
  )
}

function Circumstances({ request, nameOf }: Shown) {
  const words = useWords(journalWords)
  const language = usePreferences(({ language }) => language)
  const { id, time, duration, address, operation, project, organization, integrationType } = request
  return (
    <>
      <Fact name={words.operation}>
        {operation === null ? words.unknownOperation : <code>{operation}</code>}
      </Fact>
      {project !== null && (
        <Fact name={words.project}>
          <Named id={project} name={nameOf(project)} />
        </Fact>
      )}
      {organization !== null && (
        <Fact name={words.organization}>
          <Named id={organization} name={nameOf(organization)} />
        </Fact>
      )}
      {integrationType !== null && (
        <Fact name={words.type}>
          <code>{integrationType}</code>
        </Fact>
      )}
      <Fact name={words.time}>
        <time dateTime={time}>{dateTime(time, language)}</time>
      </Fact>
      <Fact name={words.duration}>{tellDuration(duration, language)}</Fact>
      <Fact name={words.address}>
        <code>{address}</code>
      </Fact>
      <Fact name={words.id}>{id}</Fact>
    </>
  )
}

/** A name, where there is one, and the id. */
function Named({ id, name }: { id: string; name: string | undefined }) {
  return (
    <>
      {name} <code>{id}</code>
    </>
  )
}

type OutcomeName =
  | RecordedRequest['authentication']['outcome']
  | RecordedRequest['role']['decision']
  | RecordedRequest['validation']['verdict']

const TONES: Readonly<Record<OutcomeName, Tone>> = {
  accepted: 'good',
  granted: 'good',
  refused: 'warn',
  denied: 'warn',
  'not reached': 'plain'
}

function Outcome({ outcome }: { outcome: OutcomeName }) {
  const words = useWords(journalWords)
  return <Badge tone={TONES[outcome]}>{words.outcomes[outcome]}</Badge>
}
