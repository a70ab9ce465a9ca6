import { lazy, Suspense, useId, useState } from 'react'
import type { IntegrationTypeInfo } from '../../../../types/wire.d.ts'
import { keyOf } from '../atlas/identity.ts'
import { Button } from '../parts/button.tsx'
import { isSettled, useIntegrations } from '../state/integrations.ts'
import { usePreferences } from '../state/preferences.ts'
import { hrefOf, useRoute } from '../state/route.ts'
import { useSession } from '../state/session.ts'
import { useWords } from '../state/use-words.ts'
import { descriptionOf, type FormValues } from './form/form-schema.ts'
import { OperationField } from './form/operation-field.tsx'
import { Outcome } from './form/outcome.tsx'
import { useForm } from './form/use-form.ts'
import { formWords } from './form/words.ts'
import { StateBadge } from './state-badge.tsx'

/** The form library is most of the page's code, and only here is it needed. */
const IntegrationForm = lazy(async () => {
  const { IntegrationForm } = await import('./form/integration-form.tsx')
  return { default: IntegrationForm }
})

/** The form of the type that the address names. */
export function FormPage({ type }: { type: string }) {
  const words = useWords(formWords)
  const { reach, types, groupId, identity } = useSession()
  const info = types.find(info => info.type === type && info.refused === null)
  const isAnswered = useIntegrations(isSettled)
  // What is stored decides what the form begins with; who asks for it may not be known yet.
  const isNobody = !identity && reach !== 'starting'
  if (info && (isAnswered || isNobody))
    return <TypeForm key={`${groupId} ${identity && keyOf(identity)}`} info={info} />
  if (info || types.length === 0) return <div className="panel skeleton form-waiting" />
  return (
    <section className="panel empty">
      <h1>{words.unknown(type)}</h1>
      <a href={hrefOf('integrations')}>{words.back}</a>
    </section>
  )
}

function TypeForm({ info }: { info: IntegrationTypeInfo }) {
  const id = useId().replaceAll(':', '')
  const [isRefused, setRefused] = useState(false)
  const [, , wanted] = useRoute()
  const form = useForm(info, wanted === 'create' ? wanted : undefined)
  const send = (values: FormValues) => {
    if (form.isBusy) return
    setRefused(false)
    void form.send(values)
  }
  return (
    <section className="panel stack" aria-labelledby={`${id}-title`}>
      <Head id={`${id}-title`} info={info} isConfigured={form.current !== undefined} />
      <OperationField info={info} operation={form.operation} onChange={form.setOperation} />
      <Example info={info} onFill={form.fill} />
      <Suspense fallback={<div className="skeleton form-waiting" />}>
        <IntegrationForm
          id={id}
          info={info}
          operation={form.operation}
          values={form.values}
          current={form.current}
          faults={form.faults}
          onChange={form.change}
          onSubmit={send}
          onRefused={() => setRefused(true)}
        />
        {/* Within it: before the form is there, the button would send nothing. */}
        <Outcome form={form} info={info} isRefused={isRefused} onSendAnyway={() => send(form.values)} />
        <Buttons formId={id} isBusy={form.isBusy} />
      </Suspense>
    </section>
  )
}

/** What the form is about. */
function Head({
  id,
  info,
  isConfigured
}: {
  /** Of the heading. */
  id: string
  info: IntegrationTypeInfo
  isConfigured: boolean
}) {
  const words = useWords(formWords)
  const language = usePreferences(({ language }) => language)
  const isKnown = useIntegrations(({ isKnown }) => isKnown)
  return (
    <>
      <a href={hrefOf('integrations')}>← {words.back}</a>
      <div className="row-between">
        <h1 id={id} data-arrival tabIndex={-1}>
          {info.label}
        </h1>
        <StateBadge isConfigured={isConfigured} isKnown={isKnown} />
      </div>
      <p className="soft">
        {descriptionOf(info, language)}{' '}
        <a href={info.docs} target="_blank" rel="noreferrer">
          {words.docs}
        </a>
      </p>
    </>
  )
}

function Example({ info, onFill }: { info: IntegrationTypeInfo; onFill: (values: FormValues) => void }) {
  const words = useWords(formWords)
  const example = info.examples[0]?.value
  if (!example) return null
  return (
    <div>
      <Button isSmall onClick={() => onFill(example)}>
        {words.example}
      </Button>
    </div>
  )
}

function Buttons({ formId, isBusy }: { formId: string; isBusy: boolean }) {
  const words = useWords(formWords)
  const identity = useSession(({ identity }) => identity)
  return (
    <div className="row">
      {/* Not disabled while it is busy: that would take the focus away from who pressed it. */}
      <Button kind="primary" type="submit" form={formId} aria-disabled={isBusy} disabled={!identity}>
        {isBusy ? words.saving : words.save}
      </Button>
      <a className="button" href={hrefOf('integrations')}>
        {words.back}
      </a>
    </div>
  )
}
