import type { Fault, FaultBody } from '../../../types/wire.d.ts'
import { ControlProblem } from '../../control/problem.ts'
import { invalidHeader } from '../../http/headers.ts'
import type { ControlOperation, ControlRequest } from '../operation.ts'

/** Faults. */
export const FAULT_OPERATIONS: readonly ControlOperation[] = [
  {
    operationId: 'listFaults',
    method: 'GET',
    path: '/faults',
    summary: 'Return All Faults',
    description: 'All faults with their counters, in creation order.',
    acceptsSandbox: true,
    query: {
      fired: { type: 'boolean', description: 'Only faults that have fired (true) or never fired (false).' },
      usedUp: {
        type: 'boolean',
        description:
          'Only faults that are used up (true) or not (false): they fired as often as `first` allows, without `first` at least once.'
      }
    },
    success: { status: 200, schema: 'FaultList' },
    handle: ({ sandbox, query: { fired, usedUp } }, { services }) => ({
      results: services.control.faults
        .list(sandbox)
        .filter(fault => fired === undefined || fault.fired === fired)
        .filter(fault => usedUp === undefined || isUsedUp(fault) === usedUp)
    })
  },
  {
    operationId: 'createFault',
    method: 'POST',
    path: '/faults',
    summary: 'Create One Fault',
    description:
      'Adds a fault. At most one fault fires on a request: the stages are checked in order, within a stage the faults in creation order, and the first that is due fires. A fired fault prevents state changes unless its effect is `delay` or `slow` or its stage is `after-commit`. At most 1000 faults can be added.',
    acceptsSandbox: true,
    body: 'FaultBody',
    success: { status: 201, schema: 'Fault' },
    problems: [409],
    handle({ body, sandbox }: ControlRequest<FaultBody>, { services }) {
      checkFault(body)
      return services.control.faults.add(body, sandbox)
    }
  },
  {
    operationId: 'deleteFaults',
    method: 'DELETE',
    path: '/faults',
    summary: 'Remove All Faults',
    description: 'Removes all faults or those of a sandbox.',
    acceptsSandbox: true,
    success: { status: 204 },
    handle: ({ sandbox }, { services }) => services.control.faults.clear(sandbox)
  },
  {
    operationId: 'getFault',
    method: 'GET',
    path: '/faults/:id',
    summary: 'Return One Fault',
    description: 'One fault with its counters.',
    acceptsSandbox: true,
    success: { status: 200, schema: 'Fault' },
    handle: ({ params, sandbox }, { services }) =>
      services.control.faults.find(params['id'] as string, sandbox)
  },
  {
    operationId: 'deleteFault',
    method: 'DELETE',
    path: '/faults/:id',
    summary: 'Remove One Fault',
    description: 'Removes one fault.',
    acceptsSandbox: true,
    success: { status: 204 },
    handle: ({ params, sandbox }, { services }) =>
      services.control.faults.remove(params['id'] as string, sandbox)
  }
]

/** Returns whether a fault fired as often as it could, or at least once without a limit. */
function isUsedUp({ hits, when }: Fault): boolean {
  return hits >= (when?.first ?? 1)
}

/** Checks the values that the schema cannot. @throws {ControlProblem} 400 */
export function checkFault({ effect, when }: FaultBody): void {
  const headers = ('headers' in effect && effect.headers) || {}
  const header = invalidHeader(headers)
  if (header) throw invalid(`/effect/headers/${header.name}`, header.detail)
  // RFC 3339 allows leap seconds, JavaScript does not.
  if (when?.until !== undefined && Number.isNaN(Date.parse(when.until))) {
    throw invalid('/when/until', 'is not a valid time')
  }
}

function invalid(path: string, detail: string): ControlProblem {
  return new ControlProblem(400, 'invalid body', [{ path, detail }])
}
