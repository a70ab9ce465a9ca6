import type { IntegrationTypeInfo } from '../../../../../types/wire.d.ts'
import { Button } from '../../parts/button.tsx'
import { Notice } from '../../parts/notice.tsx'
import { useWords } from '../../state/use-words.ts'
import { Facts } from '../facts.tsx'
import { Refusal } from '../refusal.tsx'
import type { FormState } from './use-form.ts'
import { formWords } from './words.ts'

/** What came of sending the form. */
export function Outcome({
  form: { action, current },
  info,
  isRefused,
  onSendAnyway
}: {
  form: FormState
  info: IntegrationTypeInfo
  /** Whether the form's own check found something. */
  isRefused: boolean
  onSendAnyway: () => void
}) {
  const words = useWords(formWords)
  if (isRefused) {
    return (
      <Notice tone="warn" isLive>
        <p>{words.refusedBefore}</p>
        <div className="row">
          <Button isSmall onClick={onSendAnyway}>
            {words.sendAnyway}
          </Button>
          <span>{words.sendAnywayHelp}</span>
        </div>
      </Notice>
    )
  }
  if (!action) return null
  if (action.last.answer?.status !== 200) return <Refusal exchange={action.last} />
  return (
    <Notice tone="good" isLive>
      <strong>{words.saved}</strong>
      {current && <Facts info={info} integration={current} />}
    </Notice>
  )
}
