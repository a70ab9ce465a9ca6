import { lazy, Suspense, useId, useState } from 'react'
import type { IntegrationTypeInfo } from '../../../../types/wire.d.ts'
import { Badge } from '../parts/badge.tsx'
import { Button } from '../parts/button.tsx'
import { usePreferences } from '../state/preferences.ts'
import { hrefOf, useRoute } from '../state/route.ts'
import { useSession } from '../state/session.ts'
import { useWords } from '../state/use-words.ts'
import { OperationField } from './form/operation-field.tsx'
import { Outcome } from './form/outcome.tsx'
import { useForm } from './form/use-form.ts'
import { formWords } from './form/words.ts'
import { integrationWords } from './words.ts'

/** The form library is most of the page's code, and only here is it needed. */
const IntegrationForm = lazy(async () => {
  const { IntegrationForm } = await import('./form/integration-form.tsx')
  return { default: IntegrationForm }
})

/** The form of the type that the address names. */
export function FormPage({ type }: { type: string }) {
  const words = useWords(formWords)
  const { types, groupId, identity } = useSession()
  const info = types.find(info => info.type === type && info.refused === null)
  if (info) return <TypeForm key={`${groupId} ${identity?.id}`} info={info} />
  if (types.length === 0) return <div className="panel skeleton form-waiting" />
  return (
    <section className="panel empty">
      <h1>{words.unknown(type)}</h1>
      <a href={hrefOf('integrations')}>{words.back}</a>
    </section>
  )
}

function TypeForm({ info }: { info: IntegrationTypeInfo }) {
  const words = useWords(formWords)
  const { configured, notConfigured } = useWords(integrationWords)
  const language = usePreferences(({ language }) => language)
  const identity = useSession(({ identity }) => identity)
  const id = useId().replaceAll(':', '')
  const [isRefused, setRefused] = useState(false)
  const [, , wanted] = useRoute()
  const form = useForm(info, wanted === 'create' ? wanted : undefined)
  const example = info.examples[0]?.value
  const send = (values: Readonly<Record<string, unknown>>) => {
    setRefused(false)
    void form.send(values)
  }
  return (
    <section className="panel stack" aria-labelledby={`${id}-title`}>
      <a href={hrefOf('integrations')}>← {words.back}</a>
      <div className="row-between">
        <h1 id={`${id}-title`}>{info.label}</h1>
        <Badge tone={form.current ? 'good' : 'plain'}>{form.current ? configured : notConfigured}</Badge>
      </div>
      <p className="soft">
        {language === 'zh' ? (info.zh?.description ?? info.description) : info.description}{' '}
        <a href={info.docs} target="_blank" rel="noreferrer">
          {words.docs}
        </a>
      </p>
      <OperationField operation={form.operation} onChange={form.setOperation} />
      {example && (
        <div>
          <Button isSmall onClick={() => form.fill(example)}>
            {words.example}
          </Button>
        </div>
      )}
      <Suspense fallback={<div className="skeleton form-waiting" />}>
        <IntegrationForm
          id={id}
          info={info}
          operation={form.operation}
          values={form.values}
          current={form.current}
          faults={form.faults}
          isBusy={form.isBusy}
          onChange={form.change}
          onSubmit={send}
          onRefused={() => setRefused(true)}
        />
      </Suspense>
      <Outcome form={form} info={info} isRefused={isRefused} onSendAnyway={() => send(form.values)} />
      <div className="row">
        <Button kind="primary" type="submit" form={id} disabled={form.isBusy || !identity}>
          {form.isBusy ? words.saving : words.save}
        </Button>
        <a className="button" href={hrefOf('integrations')}>
          {words.back}
        </a>
      </div>
    </section>
  )
}
