import type { Fault } from '../../../../types/wire.d.ts'
import { ControlFailure } from '../api/control.ts'
import { control } from '../data/control.ts'

/** Removes a fault; another client may have removed it already. @throws {ControlFailure} */
export async function removeFault({ id }: Fault): Promise<void> {
  try {
    await control(`DELETE /faults/${id}`)
  } catch (error) {
    if (!(error instanceof ControlFailure && error.status === 404)) throw error
  }
}
