import type { FastifyRequest } from 'fastify'
import type { Authenticator } from '../auth/authenticator.ts'
import { targetOf } from '../http/address.ts'
import type { Principal } from '../store/principals.ts'
import type { Trace } from './trace.ts'

/**
 * Returns the caller of a request, and notes in its trace whether the credentials were good.
 *
 * @throws {AtlasError} UNAUTHENTICATED or BEARER_REFUSED, at once or by the promise
 */
export function authenticateCaller(
  request: FastifyRequest,
  authenticator: Authenticator
): Principal | Promise<Principal> {
  const trace = request.trace as Trace
  trace.isAuthenticated = false
  const proven = (principal: Principal) => {
    trace.isAuthenticated = true
    trace.principal = principal
    return principal
  }
  const caller = authenticator.authenticate({
    method: request.method,
    target: targetOf(request),
    host: request.host,
    authorization: request.headers.authorization
  })
  return caller instanceof Promise ? caller.then(proven) : proven(caller)
}
