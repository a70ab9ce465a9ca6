import { useMutation } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import type { IntegrationTypeInfo } from '../../../../../types/wire.d.ts'
import { failureOf } from '../../api/exchange.ts'
import type { Identity } from '../../api/identity.ts'
import { isObject, jsonOf } from '../../api/json.ts'
import type { Action } from '../../data/atlas.ts'
import { useProjectId } from '../../data/identity.ts'
import { idOf, useCall, useIntegrations, useWrite } from '../../data/integrations.ts'
import { usePreferences } from '../../words/preferences.ts'
import { useWords } from '../../words/words.ts'
import { errorsOf, type FieldErrors, faultyField } from './form-errors.ts'
import {
  type FormValues,
  formBody,
  formSchemaOf,
  initialValues,
  merges,
  type Operation
} from './form-schema.ts'

export type FormState = ReturnType<typeof useForm>

interface Edit {
  values: FormValues
  /** The integration in the response that the form started with. */
  base: FormValues | undefined
}

/** What was typed into forms that were closed without saving, until the page is closed. */
const drafts = new Map<string, { edit: Edit; operation: Operation }>()

/** The last call of a form. */
export interface SentForm extends Action {
  /** Whether another identity sent it than the selected one. */
  isRetry: boolean
}

/** What a form changes. */
export interface FormTarget {
  info: IntegrationTypeInfo
  /** Undefined: PUT if the integration exists. */
  operation: Operation | undefined
  /** ID of the integration; undefined: it is new, or the type addresses it. */
  member: string | undefined
}

/** Returns the state of a type's form. @param id prefix of the fields' IDs */
export function useForm({ info, operation: initial, member }: FormTarget, id: string) {
  const { form: words } = useWords()
  const language = usePreferences(({ language }) => language)
  const [known, setKnown] = useState(member)
  const { integrations, outage } = useIntegrations(info.resource)
  const current = integrations?.find(found =>
    merges(info) ? found['type'] === info.type : known !== undefined && idOf(info, found) === known
  )
  const write = useWrite()
  const draftKey = [useProjectId(), info.type, known ?? initial].join()
  const [draft] = useState(drafts.get(draftKey))
  const usual = initial ?? (current ? 'replace' : 'create')
  // Set once: a change by another client must not turn a create into an update.
  const [operation, setOperation] = useState(draft?.operation === 'create' ? 'create' : usual)
  const [edit, setEdit] = useState(draft?.edit)
  const [action, setAction] = useState<SentForm>()
  /** `notSent`: not sent because of errors; `corrected`: edited after `notSent`. */
  const [state, setState] = useState<'untouched' | 'notSent' | 'corrected' | 'responded'>('untouched')
  // Must not clear fields that another client sets meanwhile.
  const base = edit ? edit.base : current
  const values = edit?.values ?? initialValues(info, operation, current)
  const schema = formSchemaOf(info, operation, language)
  const own = errorsOf(schema, values, words)
  const isValid = Object.keys(own).length === 0
  const focus = (field: string | undefined) =>
    requestAnimationFrame(() => document.getElementById(`${id}_${field}`)?.focus())
  useEffect(() => {
    if (!action) return
    const [faulty] = Object.keys(errorsIn(action, info))
    if (faulty !== undefined) return document.getElementById(`${id}_${faulty}`)?.focus()
    // On a narrow screen, it is below the form.
    const title = document.getElementById(`${id}-call`)
    title?.scrollIntoView()
    // The button of a retry may be gone.
    if (action.isRetry) title?.focus()
  }, [action, id, info])
  const isUnsaved = !action || state !== 'responded' || !isSaved(action, info)
  useEffect(() => {
    if (edit && isUnsaved) drafts.set(draftKey, { edit, operation })
  }, [draftKey, edit, operation, isUnsaved])
  const { mutate, isPending } = useMutation({
    async mutationFn({ caller }: { edit: Edit | undefined; caller: Identity | undefined }) {
      const action = await write(operation, info, known, body, caller)
      return action && { ...action, isRetry: caller !== undefined }
    },
    onSuccess(action, { edit: sent }) {
      setAction(action)
      setState('responded')
      if (!action || !isSaved(action, info)) return
      drafts.delete(draftKey)
      const body = jsonOf(action.last.response?.body ?? '')
      if (isObject(body)) setKnown(idOf(info, body))
      // Keeps edits made while the call was pending, and values that the selected identity cannot read.
      setEdit(latest => (latest === sent && integrations && !outage ? undefined : latest))
      setOperation('replace')
    }
  })
  const body = formBody(info, operation, values, base)
  const call = useCall(operation, info, known, body)
  const change = (changed: FormValues) => {
    setEdit({ values: changed, base })
    setAction(undefined)
    setState(state === 'notSent' || state === 'corrected' ? 'corrected' : 'untouched')
  }
  return {
    operation,
    setOperation(chosen: Operation) {
      setOperation(chosen)
      setAction(undefined)
      setState('untouched')
    },
    schema,
    values,
    base,
    change,
    /** Drops the values that were typed before the form was opened; undefined: nothing was typed, or they were changed. */
    discard:
      edit && edit === draft?.edit
        ? () => {
            drafts.delete(draftKey)
            setEdit(undefined)
            setOperation(usual)
          }
        : undefined,
    /** Errors found by the page, or returned by Atlas in English. */
    errors: state === 'responded' ? errorsIn(action, info) : state === 'untouched' ? {} : own,
    /** Drops what was typed: it is stored, although the response does not show it. */
    forget: () => drafts.delete(draftKey),
    /** Sends the form. With errors, sends only at the second attempt. @param caller default: the selected identity */
    submit(caller?: Identity) {
      if (isPending) return
      if (isValid || state === 'notSent') {
        setState('untouched')
        mutate({ edit, caller })
      } else {
        setState('notSent')
        focus(Object.keys(own)[0])
      }
    },
    isPending,
    state,
    /** What the form would send; undefined: no identity or project is selected. */
    call,
    /** The last call; undefined: none, or the form was changed after it. */
    action,
    isSaved: action !== undefined && isSaved(action, info)
  }
}

/** Returns whether the response shows the integration: a fault may send a status alone. */
function isSaved({ last: { response } }: Action, info: IntegrationTypeInfo): boolean {
  if (response?.status !== 200 && response?.status !== 201) return false
  const body = jsonOf(response.body)
  if (!isObject(body)) return false
  const { results } = body
  if (!Array.isArray(results)) return body[info.idField] !== undefined
  return results.some(shown => isObject(shown) && shown['type'] === info.type)
}

function errorsIn(action: Action | undefined, info: IntegrationTypeInfo): FieldErrors {
  const failure = failureOf(action?.last)
  const field = failure && faultyField(failure, info, action?.call.body ?? {})
  return failure && field !== undefined ? { [field]: failure.detail || failure.errorCode } : {}
}
