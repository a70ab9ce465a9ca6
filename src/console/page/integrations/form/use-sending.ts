import { type Dispatch, type SetStateAction, useState } from 'react'
import type { IntegrationTypeInfo } from '../../../../../types/wire.d.ts'
import { failureOf } from '../../atlas/exchange.ts'
import { saveIntegration } from '../../state/integrations.ts'
import type { Action } from '../../state/wire.ts'
import { faultyField } from './field-faults.ts'
import type { Operation } from './form-schema.ts'

/** What Atlas said of fields, by their names. */
type Faults = Readonly<Record<string, string>>

interface Sending {
  action: Action | undefined
  faults: Faults
  setFaults: Dispatch<SetStateAction<Faults>>
  isBusy: boolean
  /** @returns whether Atlas took it */
  save(operation: Operation, body: Readonly<Record<string, unknown>>): Promise<boolean>
}

/** Sends what a form holds, and keeps what the last sending came to. */
export function useSending(info: IntegrationTypeInfo): Sending {
  const [action, setAction] = useState<Action>()
  const [faults, setFaults] = useState<Faults>({})
  const [isBusy, setBusy] = useState(false)
  return {
    action,
    faults,
    setFaults,
    isBusy,
    async save(operation, body) {
      setBusy(true)
      const action = await saveIntegration(operation, info.type, body).finally(() => setBusy(false))
      setAction(action)
      const failure = failureOf(action?.last)
      const field = failure && faultyField(failure, info, body)
      setFaults(failure && field !== undefined ? { [field]: `${failure.errorCode}: ${failure.detail}` } : {})
      return action?.last.answer?.status === 200
    }
  }
}
