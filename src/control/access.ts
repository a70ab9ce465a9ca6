import { isIPv4 } from 'node:net'
import type { FastifyRequest } from 'fastify'
import ipaddr from 'ipaddr.js'
import { equalInConstantTime } from '../auth/secrets.ts'
import type { Settings } from '../config.ts'
import { Problem } from './problem.ts'

/** What decides who may use the control plane. */
export interface AccessRules {
  settings: Pick<Settings, 'host' | 'allowedHosts' | 'publicUrl'>
  /** The token in force; undefined: none is asked for. */
  token: string | undefined
}

/**
 * Refuses a page of another site, a name that a stranger's DNS could give to this machine, and a caller
 * without the token.
 *
 * @param isOpen whether no token is needed
 * @throws {Problem} 400, 401 or 403
 */
export function checkAccess(
  request: FastifyRequest,
  { settings, token }: AccessRules,
  isOpen: boolean
): void {
  // Node.js takes the first of several (RFC 9112 §3.2 wants 400).
  const names = request.raw.rawHeaders.filter((_, index) => index % 2 === 0)
  if (names.filter(name => name.toLowerCase() === 'host').length > 1) {
    throw new Problem(400, 'the request has more than one Host header')
  }
  // Off loopback probes call by an address that nobody knows beforehand, and what they get is no secret.
  if (!isOpen || isLoopback(settings.host)) checkHost(request, settings)
  checkOrigin(request, settings)
  if (token === undefined || isOpen) return
  const given = /^bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1]
  if (given !== undefined && equalInConstantTime(given, token)) return
  const detail = given === undefined ? 'the control plane wants its token as a Bearer' : 'wrong control token'
  throw new Problem(401, detail, [], { 'www-authenticate': 'Bearer realm="atlas-mock control plane"' })
}

/** Whether an address to listen on is reached from this machine only. */
export function isLoopback(name: string): boolean {
  // With a dot at its end a name is the same, and absolute.
  const host = name.replace(/\.$/, '')
  if (host === 'localhost' || host.endsWith('.localhost')) return true
  // The usual case first: the other takes two milliseconds of a start.
  if (isIPv4(host)) return host.startsWith('127.')
  const address = host.replace(/^\[(.*)\]$/, '$1')
  return ipaddr.isValid(address) && ipaddr.process(address).range() === 'loopback'
}

function checkHost({ host }: FastifyRequest, settings: AccessRules['settings']): void {
  const { host: bound, allowedHosts, publicUrl } = settings
  if (allowedHosts === undefined && !isLoopback(bound)) return
  const name = nameOf(host)
  // HTTP/1.0 needs no Host, and no browser speaks it.
  if (name === '' || isLoopback(name) || allowedHosts?.includes(name)) return
  if (publicUrl !== undefined && name === new URL(publicUrl).hostname) return
  throw new Problem(403, `the control plane does not answer to the host ${name}: see --allowed-hosts`)
}

function checkOrigin(request: FastifyRequest, { publicUrl }: AccessRules['settings']): void {
  const { origin } = request.headers
  if (origin === undefined || origin === `${request.protocol}://${request.host}`) return
  if (publicUrl !== undefined && origin === new URL(publicUrl).origin) return
  throw new Problem(403, 'the control plane does not answer to pages of another origin')
}

/** A Host header without its port, in lower case; IPv6 stays in brackets. */
function nameOf(host: string): string {
  return host.toLowerCase().replace(/:\d*$/, '')
}
