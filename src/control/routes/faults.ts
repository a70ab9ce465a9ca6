import type { Services } from '../../services.ts'
import type { Fault, FaultBody } from '../fault.ts'
import { checkNames } from '../names.ts'
import { type ControlContext, type ControlOperation, operation } from '../operation.ts'
import { Problem } from '../problem.ts'

/** The fault plan. */
export const FAULT_OPERATIONS: readonly ControlOperation[] = [
  operation({
    operationId: 'listFaults',
    method: 'GET',
    path: '/faults',
    summary: 'Return All Faults',
    description: 'All faults with how often each fired, in the order of their making.',
    isScoped: true,
    query: {
      fired: { type: 'boolean', description: 'Only those that fired, or only those that never did.' }
    },
    success: { status: 200, schema: 'FaultList' },
    problems: [404],
    handle: ({ sandbox, query: { fired } }, { services }) => ({
      results: services.control.faults
        .list(sandbox)
        .filter(fault => fired === undefined || fault.fired === fired)
    })
  }),
  operation<FaultBody>({
    operationId: 'createFault',
    method: 'POST',
    path: '/faults',
    summary: 'Create One Fault',
    description:
      'Adds a fault to the plan. Of the faults that match a request, the first that is due fires. A fault changes no state unless its stage is after-commit.',
    isScoped: true,
    body: 'FaultBody',
    success: { status: 201, schema: 'Fault' },
    problems: [404],
    handle({ body, sandbox }, context) {
      checkFault(body, context)
      return context.services.control.faults.add(body, sandbox)
    }
  }),
  operation({
    operationId: 'deleteFaults',
    method: 'DELETE',
    path: '/faults',
    summary: 'Remove All Faults',
    description: "Removes all faults, or a sandbox's.",
    isScoped: true,
    success: { status: 204 },
    problems: [404],
    handle({ sandbox }, { services }) {
      services.control.faults.clear(sandbox)
    }
  }),
  operation({
    operationId: 'getFault',
    method: 'GET',
    path: '/faults/:id',
    summary: 'Return One Fault',
    description: 'One fault with how often it fired.',
    isScoped: true,
    success: { status: 200, schema: 'Fault' },
    problems: [404],
    handle: ({ params, sandbox }, { services }) => findFault(services, params['id'] as string, sandbox)
  }),
  operation({
    operationId: 'deleteFault',
    method: 'DELETE',
    path: '/faults/:id',
    summary: 'Remove One Fault',
    description: 'Removes one fault.',
    isScoped: true,
    success: { status: 204 },
    problems: [404],
    handle({ params, sandbox }, { services }) {
      const { id } = findFault(services, params['id'] as string, sandbox)
      services.control.faults.remove(id)
    }
  })
]

/** @throws {Problem} 404 */
function findFault({ control }: Services, id: string, sandbox: string | undefined): Fault {
  const fault = control.faults.find(id, sandbox)
  if (fault) return fault
  throw new Problem(404, `there is no fault ${id}`)
}

/** Headers that frame the answer: with others than the right ones it could not be sent. */
const FRAMING = ['content-length', 'transfer-encoding', 'connection', 'trailer']

/** What the schema cannot know. @throws {Problem} 400 */
function checkFault({ match, effect, when }: FaultBody, context: ControlContext): void {
  const { services } = context
  const headers = ('headers' in effect && effect.headers) || {}
  const names = Object.keys(headers)
  const wrongName = names.find(name => !TOKEN.test(name) || FRAMING.includes(name.toLowerCase()))
  if (wrongName !== undefined) {
    throw wrong(`/effect/headers/${wrongName}`, 'is no header that an answer can be given')
  }
  // Fastify would send a type of its own instead.
  const wrongType = names.find(
    name => /^content-type$/i.test(name) && !MEDIA_TYPE.test(String(headers[name]))
  )
  if (wrongType !== undefined) throw wrong(`/effect/headers/${wrongType}`, 'is no media type')
  // A leap second is a date-time of RFC 3339, and none of JavaScript.
  if (when?.until !== undefined && Number.isNaN(Date.parse(when.until))) {
    throw wrong('/when/until', 'is no time of the clock')
  }
  if (effect.type === 'error' && !services.catalogue.byErrorCode(effect.errorCode)) {
    throw wrong('/effect/errorCode', 'there is no such error: see GET /_mock/v1/errors')
  }
  checkNames(match ?? {}, context, '/match')
}

/** A field name of RFC 9110 §5.1. */
const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/

const MEDIA_TYPE = /^[\w!#$&^+.-]+\/[\w!#$&^+.-]+ *(;.*)?$/

function wrong(path: string, detail: string): Problem {
  return new Problem(400, 'the body is wrong', [{ path, detail }])
}
