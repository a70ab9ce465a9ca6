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
import { control, loseReach, useSession } from './session.ts'
import { createTurns } from './turns.ts'
import { whileSeen } from './while-seen.ts'

interface Stage {
  /** Whether the mock answered when it was last asked. */
  isAnswering: boolean
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
  isAnswering: true,
  faults: [],
  clock: undefined,
  ahead: 0,
  failed: null,
  sandboxes: []
}))

const takeTurn = createTurns()
const takeSandboxTurn = createTurns()

/** Asks how things stand. */
export async function refreshStage(): Promise<void> {
  if (useSession.getState().reach !== 'ready') return
  const isNewest = takeTurn()
  try {
    const [{ results: faults }, clock, { failed }] = await Promise.all([
      control<FaultList>('GET /faults'),
      control<Clock>('GET /clock'),
      control<FailedVerification>('GET /requests/verify')
    ])
    const ahead = Date.parse(clock.now) - Date.now()
    if (isNewest()) useStage.setState({ isAnswering: true, faults, clock, ahead, failed })
  } catch (error) {
    if (!isNewest()) return
    if (error instanceof ControlFailure && error.status !== 0) loseReach(error)
    else useStage.setState({ isAnswering: false })
  }
}

/** Asks for the sandboxes: there may be very many, so only when there are others. */
export async function refreshSandboxes(): Promise<void> {
  if (useSession.getState().reach !== 'ready') return
  const isNewest = takeSandboxTurn()
  const list = await control<SandboxList>('GET /sandboxes').catch(() => undefined)
  if (list && isNewest()) useStage.setState({ sandboxes: list.results })
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
