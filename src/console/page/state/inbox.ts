import { create } from 'zustand'
import type { AlertBody, Delivery, DeliveryList } from '../../../../types/wire.d.ts'
import { control, useSession } from './session.ts'
import { createTurns } from './turns.ts'
import { whileSeen } from './while-seen.ts'

/** Deliveries that are asked for: with their bodies they are large. */
const SHOWN = 50

interface InboxState {
  /** The newest first; undefined: not known yet. */
  deliveries: readonly Delivery[] | undefined
}

/** What the mock's own receiver of alerts got. */
export const useInbox = create<InboxState>()(() => ({ deliveries: undefined }))

/** Keeps looking while the page is seen. @returns ends it */
export function watchInbox(): () => void {
  return whileSeen(refreshInbox)
}

/** Posts a test alert as Atlas posts alerts. @throws {ControlFailure} */
export async function sendAlert(alert: AlertBody): Promise<Delivery> {
  const delivery = await control<Delivery>('POST /alerts', alert)
  await refreshInbox()
  return delivery
}

const takeTurn = createTurns()

/** Asks for the newest deliveries. */
export async function refreshInbox(): Promise<void> {
  if (useSession.getState().reach !== 'ready') return
  const isNewest = takeTurn()
  try {
    const { results } = await control<DeliveryList>(`GET /inbox?limit=${SHOWN}`)
    if (isNewest()) useInbox.setState({ deliveries: results.reverse() })
  } catch {
    return
  }
}
