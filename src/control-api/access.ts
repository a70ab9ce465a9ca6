import type { FastifyRequest } from 'fastify'
import { equalInConstantTime } from '../auth/secrets.ts'
import type { Settings } from '../config/config.ts'
import { ControlProblem } from '../control/problem.ts'
import { isLoopback } from '../http/listening.ts'
import type { Services } from '../services.ts'

/**
 * Rejects cross-origin pages, host names that are not allowed (DNS rebinding), and requests without the token.
 *
 * @param isOpen whether the route is public
 * @throws {ControlProblem} 400, 401 or 403
 */
export function checkAccess(
  request: FastifyRequest,
  { settings, control: { token } }: Services,
  isOpen: boolean
): void {
  // RFC 9112 §3.2 requires 400; Node.js uses the first header.
  const names = request.raw.rawHeaders.filter((_, index) => index % 2 === 0)
  if (names.filter(name => name.toLowerCase() === 'host').length > 1) {
    throw new ControlProblem(400, 'the request has more than one Host header')
  }
  // Off loopback, health probes call by an unpredictable address, and public routes return no secrets.
  if (!isOpen || isLoopback(settings.host)) checkHost(request, settings)
  checkOrigin(request, settings)
  if (token === undefined || isOpen) return
  const given = /^bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1]
  if (given !== undefined && equalInConstantTime(given, token)) return
  const detail = `${given === undefined ? 'missing' : 'invalid'} control-plane Bearer token`
  throw new ControlProblem(401, detail, [], { 'www-authenticate': 'Bearer realm="atlas-mock control plane"' })
}

function checkHost({ host }: FastifyRequest, settings: Settings): void {
  const { host: bound, allowedHosts, publicUrl } = settings
  if (allowedHosts === undefined && !isLoopback(bound)) return
  const name = nameOf(host)
  // HTTP/1.0 does not require Host, and browsers do not use it.
  if (name === '' || isLoopback(name) || allowedHosts?.includes(name)) return
  if (publicUrl !== undefined && name === new URL(publicUrl).hostname) return
  throw new ControlProblem(403, `host '${name}' is not allowed for the control plane: see --allowed-hosts`)
}

function checkOrigin(request: FastifyRequest, { publicUrl }: Settings): void {
  const { origin } = request.headers
  if (origin === undefined || origin === `${request.protocol}://${request.host}`) return
  if (publicUrl !== undefined && origin === new URL(publicUrl).origin) return
  throw new ControlProblem(403, 'cross-origin requests to the control plane are not allowed')
}

/** Returns the lower-case host without port; IPv6 stays in brackets. */
function nameOf(host: string): string {
  return host.toLowerCase().replace(/:\d*$/, '')
}
