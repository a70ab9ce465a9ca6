import { create } from 'zustand'
import type { AlertBody, Delivery, DeliveryList } from '../../../../types/wire.d.ts'
import { control, useSession } from './session.ts'
import { whileSeen } from './while-seen.ts'

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

async function refreshInbox(): Promise<void> {
  if (useSession.getState().reach !== 'ready') return
  try {
    const { results } = await control<DeliveryList>('GET /inbox')
    useInbox.setState({ deliveries: results.reverse() })
  } catch {
    return
  }
}
