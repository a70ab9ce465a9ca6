import type { FastifyReply, FastifyRequest } from 'fastify'
import { isDecodable, matchablePath, pathOf } from '../../base/request-target.ts'
import type { Services } from '../../services.ts'
import { receiveBody } from '../body.ts'
import { IDENTITY, verifyCredentials } from '../checks.ts'
import { sendForced } from '../responses.ts'
import type { FaultRunner } from './faults.ts'
import { customResponse } from './forced-error.ts'

/**
 * Sends the response of the newest stub that matches a request without a route. Unless the stub is anonymous, the
 * caller must authenticate. A stub of a sandbox responds only to its callers, an anonymous one to requests whose
 * credentials claim to belong to the sandbox.
 *
 * @returns the reply; undefined if no stub matches
 * @throws {AtlasError} if the caller cannot be authenticated
 */
export async function sendStub(
  request: FastifyRequest,
  reply: FastifyReply,
  services: Services,
  faults: FaultRunner
): Promise<FastifyReply | undefined> {
  const { settings, stubs } = services
  const { record } = request
  if (!settings.control || !isDecodable(pathOf(request))) return undefined
  const method = request.method === 'HEAD' ? 'GET' : request.method
  for (const stub of stubs.matching(method, matchablePath(request.url))) {
    const { sandbox, anonymous, status, headers, body } = stub
    const isForCaller = () => sandbox === null || sandbox === record.orgId
    // Before authentication, a request without credentials may belong to any sandbox.
    if (!isForCaller() && (anonymous || record.orgId !== undefined)) continue
    if (!anonymous && !record.caller) await identify(request, reply, services, faults)
    if (!isForCaller()) continue
    await receiveBody(request)
    const response = customResponse({ status, reason: { code: 'stub' }, headers, body })
    await faults.apply('after-commit', request, reply)
    faults.cutBodiless(request, reply, response.text)
    return sendForced(request, reply, response)
  }
  return undefined
}

/** Identifies the caller as an operation does. @throws {AtlasError} */
async function identify(
  request: FastifyRequest,
  reply: FastifyReply,
  services: Services,
  faults: FaultRunner
): Promise<void> {
  const call = { request, reply, services }
  verifyCredentials(request, services)
  await faults.applyToCaller(IDENTITY, call)
  await receiveBody(request)
  IDENTITY.run(call)
}
