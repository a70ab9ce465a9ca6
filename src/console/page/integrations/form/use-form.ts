import { useState } from 'react'
import type { IntegrationTypeInfo } from '../../../../../types/wire.d.ts'
import { failureOf } from '../../api/exchange.ts'
import type { Action } from '../../data/atlas.ts'
import { type Integration, useIntegrations, useWrite } from '../../data/integrations.ts'
import { usePreferences } from '../../words/preferences.ts'
import { useWords } from '../../words/words.ts'
import { faultyField } from './field-faults.ts'
import {
  bodyOf,
  type FormValues,
  fieldsOf,
  formSchemaOf,
  initialValues,
  type Operation
} from './form-schema.ts'
import { errorsOf } from './validator.ts'

export type FormState = ReturnType<typeof useForm>

interface Edit {
  values: FormValues
  base: Integration | undefined
}

/** Returns the state of a type's form. @param id prefix of the fields' ids */
export function useForm(info: IntegrationTypeInfo, initial: Operation | undefined, id: string) {
  const { form: words } = useWords()
  const language = usePreferences(({ language }) => language)
  const current = useIntegrations().integrations?.find(({ type }) => type === info.type)
  const write = useWrite()
  // Decided once: another client's change must not turn a create into an update.
  const [operation, setOperation] = useState(initial ?? (current ? 'replace' : 'create'))
  // What another client changes meanwhile must not be cleared.
  const [edit, setEdit] = useState<Edit>()
  const [sent, setSent] = useState<FormValues>()
  const [action, setAction] = useState<Action>()
  const [fault, setFault] = useState<{ field: string; text: string }>()
  const [message, setMessage] = useState<'notSent' | 'responded'>()
  const [isBusy, setBusy] = useState(false)
  const base = edit ? edit.base : current
  const values = edit?.values ?? initialValues(info, operation, current)
  const schema = formSchemaOf(info, operation, language)
  const own = errorsOf(schema, values, words)
  const isNotSent = message === 'notSent' && Object.keys(own).length > 0
  const forget = () => {
    setFault(undefined)
    setMessage(undefined)
  }
  const focus = (field: string | undefined) =>
    requestAnimationFrame(() => document.getElementById(`${id}_${field}`)?.focus())
  const change = (changed: FormValues) => {
    setEdit({ values: changed, base })
    if (message === 'responded') setMessage(undefined)
    if (fault && changed[fault.field] !== values[fault.field]) setFault(undefined)
  }
  const send = async () => {
    if (isBusy) return
    forget()
    setBusy(true)
    const body = bodyOf(info, operation, values, base)
    const action = await write(operation, info.type, body).finally(() => setBusy(false))
    setAction(action)
    setMessage('responded')
    const failure = failureOf(action?.last)
    const field = failure && faultyField(failure, info, body)
    if (failure && field !== undefined) {
      setFault({ field, text: `${failure.errorCode}: ${failure.detail}` })
      focus(field)
    }
    if (action?.last.response?.status !== 200) return
    setSent(values)
    // Unless more was typed meanwhile.
    setEdit(latest => (latest === edit ? undefined : latest))
    setOperation('replace')
  }
  return {
    operation,
    setOperation(chosen: Operation) {
      setOperation(chosen)
      // Responses redact the secrets, so only the page can send them again.
      if (chosen === 'create' && !edit && sent) setEdit({ values: sent, base: current })
      forget()
    },
    schema,
    values,
    change,
    fill(example: FormValues) {
      const names = new Set(fieldsOf(info).map(([name]) => name))
      change({
        ...values,
        ...Object.fromEntries(Object.entries(example).filter(([name]) => names.has(name)))
      })
    },
    /** The integration in the response that the form started with. */
    base,
    /** Errors by field; those of Atlas are in English. */
    errors: {
      ...(isNotSent &&
        Object.fromEntries(Object.entries(own).map(([name, text]) => [name, { text, isFromAtlas: false }]))),
      ...(fault && { [fault.field]: { text: fault.text, isFromAtlas: true } })
    },
    /** Sends the form if it has no errors. */
    submit() {
      if (isBusy) return
      const [first] = Object.keys(own)
      if (first === undefined) return void send()
      forget()
      setMessage('notSent')
      focus(first)
    },
    send,
    isBusy,
    /** The last call. */
    action,
    /** What to say: errors kept the form from being sent, or Atlas responded. */
    message: message === 'notSent' && !isNotSent ? undefined : message
  }
}
