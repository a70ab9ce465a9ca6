import { ControlProblem } from '../../control/problem.ts'
import type { ControlOperation } from '../operation.ts'

/** The recorded calls. */
export const CALL_OPERATIONS: readonly ControlOperation[] = [
  {
    operationId: 'exportCalls',
    method: 'GET',
    path: '/calls.har',
    summary: 'Export the Recorded Calls',
    description:
      'The calls that the mock has recorded so far, as the file that it writes when it closes: an HTTP archive (HAR 1.2) as sent, secrets included, but without the credentials of callers. Requires the setting `calls`.',
    acceptsSandbox: true,
    success: { status: 200, schema: 'Har' },
    problems: [409],
    handle({ sandbox }, { services: { control } }) {
      if (!control.recorder)
        throw new ControlProblem(409, 'calls are not recorded: start the mock with --calls')
      return control.recorder.export(sandbox)
    }
  }
]
