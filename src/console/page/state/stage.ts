import { create } from 'zustand'
import type {
  Clock,
  FailedVerification,
  Fault,
  FaultBody,
  FaultList,
  Sandbox,
  SandboxList
} from '../../../../types/wire.d.ts'
import { ControlFailure } from '../control/client.ts'
import { control, useSession } from './session.ts'
import { whileSeen } from './while-seen.ts'

interface Stage {
  faults: readonly Fault[]
  clock: Clock | undefined
  /** Milliseconds that the mock's clock is ahead of this machine's, or its time where it stands still. */
  ahead: number
  failed: FailedVerification['failed']
  /** In the order of their making. */
  sandboxes: readonly Sandbox[]
}

/** What makes the mock answer otherwise than usual, whoever asked for it. */
export const useStage = create<Stage>()(() => ({
  faults: [],
  clock: undefined,
  ahead: 0,
  failed: null,
  sandboxes: []
}))

/** Asks how things stand. */
export async function refreshStage(): Promise<void> {
  if (useSession.getState().reach !== 'ready') return
  try {
    const [{ results: faults }, clock, { failed }, { results: sandboxes }] = await Promise.all([
      control<FaultList>('GET /faults'),
      control<Clock>('GET /clock'),
      control<FailedVerification>('GET /requests/verify'),
      control<SandboxList>('GET /sandboxes')
    ])
    useStage.setState({ faults, clock, ahead: Date.parse(clock.now) - Date.now(), failed, sandboxes })
  } catch {
    return
  }
}

/** Keeps looking while the page is seen. @returns ends it */
export function watchStage(): () => void {
  return whileSeen(refreshStage)
}

/** Changes something about the stage, then looks at it. @throws {ControlFailure} */
export async function direct<Answer = void>(call: string, body?: unknown): Promise<Answer> {
  try {
    return await control<Answer>(call, body)
  } finally {
    await refreshStage()
  }
}

export function addFault(fault: FaultBody): Promise<Fault> {
  return direct<Fault>('POST /faults', fault)
}

/** Removes faults; one that somebody else has removed in the meantime is no failure. @throws {ControlFailure} */
export async function removeFaults(ids: readonly string[]): Promise<void> {
  try {
    await Promise.all(ids.map(removeIfThere))
  } finally {
    await refreshStage()
  }
}

async function removeIfThere(id: string): Promise<void> {
  try {
    await control(`DELETE /faults/${id}`)
  } catch (error) {
    if (!(error instanceof ControlFailure && error.status === 404)) throw error
  }
}
