import type { AdvanceBody, Clock, ClockBody } from '../../../types/wire.d.ts'
import type { ClockReading } from '../../base/sources.ts'
import { ControlProblem } from '../../control/problem.ts'
import type { ControlOperation, ControlRequest } from '../control-operation.ts'

/** First time that does not fit into an ObjectId: it stores the seconds since 1970 in 32 bits. */
const LATEST = Date.UTC(2106, 0, 1)

export const CLOCK_OPERATIONS: readonly ControlOperation[] = [
  {
    operationId: 'getClock',
    method: 'GET',
    path: '/clock',
    summary: 'Read the Clock',
    description: 'The time of the mock or of a sandbox.',
    acceptsSandbox: true,
    success: { status: 200, schema: 'Clock' },
    handle: ({ sandbox }, { services }) => show(services.control.clock.read(sandbox))
  },
  {
    operationId: 'putClock',
    method: 'PUT',
    path: '/clock',
    summary: 'Set or Freeze the Clock',
    description:
      "The clock controls tokens, rate limits, created dates and ids. Nonces use the mock's clock even in a sandbox.",
    acceptsSandbox: true,
    body: 'ClockBody',
    success: { status: 200, schema: 'Clock' },
    handle({ body, sandbox }: ControlRequest<ClockBody>, { services }) {
      const now = body.now === undefined ? undefined : checkTime(Date.parse(body.now))
      const { clock } = services.control
      const isFrozen = body.frozen ?? clock.read(sandbox).isFrozen
      return show(clock.set({ now, isFrozen }, sandbox))
    }
  },
  {
    operationId: 'advanceClock',
    method: 'POST',
    path: '/clock/advance',
    summary: 'Advance the Clock',
    description: 'Moves the time; a frozen clock stays frozen.',
    acceptsSandbox: true,
    body: 'AdvanceBody',
    success: { status: 200, schema: 'Clock' },
    handle({ body: { seconds = 0, milliseconds = 0 }, sandbox }: ControlRequest<AdvanceBody>, { services }) {
      const { clock } = services.control
      const distance = Math.round(seconds * 1000) + milliseconds
      checkTime(clock.now(sandbox) + distance)
      return show(clock.advance(distance, sandbox))
    }
  },
  {
    operationId: 'releaseClock',
    method: 'DELETE',
    path: '/clock',
    summary: 'Release the Clock',
    description: "Resets all clocks to the system time, or a sandbox's clock to the mock's.",
    acceptsSandbox: true,
    success: { status: 204 },
    handle: ({ sandbox }, { services }) => services.control.clock.release(sandbox)
  }
]

function show({ now, isFrozen }: ClockReading): Clock {
  return { now: new Date(now).toISOString(), frozen: isFrozen }
}

/** @throws {ControlProblem} 400 */
function checkTime(time: number): number {
  if (time >= 0 && time < LATEST) return time
  throw new ControlProblem(400, 'the time must be between 1970 and 2105')
}
