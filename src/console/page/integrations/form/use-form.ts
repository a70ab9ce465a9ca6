import { useState } from 'react'
import type { IntegrationTypeInfo } from '../../../../../types/wire.d.ts'
import { type Integration, useIntegrations } from '../../state/integrations.ts'
import type { Action } from '../../state/wire.ts'
import { bodyOf, type FormValues, fieldsOf, type Operation, valuesOf } from './form-schema.ts'
import { useSending } from './use-sending.ts'

/** A form on its way: what is in it, how it is sent, what came back. */
export interface FormState {
  /** The integration as the last answer showed it. */
  current: Integration | undefined
  operation: Operation
  setOperation(operation: Operation): void
  values: FormValues
  change(values: FormValues): void
  fill(example: FormValues): void
  send(values: FormValues): Promise<void>
  /** What the last sending came to. */
  action: Action | undefined
  /** What Atlas said of a field. */
  faults: Readonly<Record<string, string>>
  isBusy: boolean
}

/** The state of a type's form. @param wanted how it is sent at first; else as fits what is there */
export function useForm(info: IntegrationTypeInfo, wanted?: Operation): FormState {
  const current = useIntegrations(({ integrations }) => integrations.find(({ type }) => type === info.type))
  const [edited, setEdited] = useState<FormValues>()
  const [sent, setSent] = useState<FormValues>()
  const { action, faults, setFaults, isBusy, save } = useSending(info)
  // Decided once, and anew when it was saved: what another client does must not turn what is typed into an update.
  const [operation, choose] = useState<Operation>(wanted ?? (current ? 'replace' : 'create'))
  const values = edited ?? (operation === 'replace' ? valuesOf(info, current) : {})
  return {
    current,
    operation,
    setOperation(operation) {
      choose(operation)
      // To create it a second time takes the secrets too, which no answer shows.
      if (operation === 'create' && edited === undefined) setEdited(sent)
      setFaults({})
    },
    values,
    change(changed) {
      setEdited(changed)
      // A field that was changed is no longer what Atlas spoke of.
      setFaults(faults => without(faults, name => changed[name] !== values[name]))
    },
    fill(example) {
      const names = new Set(fieldsOf(info).map(([name]) => name))
      setEdited({ ...values, ...without(example, name => !names.has(name)) })
      setFaults({})
    },
    async send(values) {
      setSent(values)
      if (!(await save(operation, bodyOf(info, operation, values, current)))) return
      // What is stored now is what the form begins with; secrets are empty again.
      setEdited(undefined)
      choose('replace')
    },
    action,
    faults,
    isBusy
  }
}

function without<Value>(
  values: Readonly<Record<string, Value>>,
  isUnwanted: (name: string) => boolean
): Readonly<Record<string, Value>> {
  return Object.fromEntries(Object.entries(values).filter(([name]) => !isUnwanted(name)))
}
