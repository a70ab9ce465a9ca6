import type { FastifyRequest } from 'fastify'
import { pathOf } from '../base/request-target.ts'
import { withoutSecrets } from '../journal/present-entry.ts'
import type { Services } from '../services.ts'

/** The levels of lines about requests, and the values of the setting at which each is logged. */
const LOGGED_AT = {
  debug: ['trace', 'debug'],
  info: ['trace', 'debug', 'info'],
  error: ['trace', 'debug', 'info', 'warn', 'error']
}

type LogLevel = keyof typeof LOGGED_AT

/** Returns whether lines of a level are logged. */
export function isLogged({ settings }: Pick<Services, 'settings'>, level: LogLevel): boolean {
  return LOGGED_AT[level].includes(settings.logLevel)
}

/**
 * Logs a line about a request on the Atlas API, with its method and path. Secrets that the request names are hidden, also
 * where the path repeats them, as in the journal.
 *
 * @param fields further members of the line
 * @param err logged as it is
 */
export function logRequest(
  request: FastifyRequest,
  services: Services,
  level: LogLevel,
  message: string,
  fields: object = {},
  err?: Error
): void {
  if (!isLogged(services, level)) return
  const { method, record } = request
  const line = { method, path: pathOf(request), ...fields, message }
  const { message: text, ...shown } = withoutSecrets(line, record, services.registry)
  request.log[level](err ? { err, ...shown } : shown, text)
}
