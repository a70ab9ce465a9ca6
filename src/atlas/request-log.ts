import type { FastifyRequest } from 'fastify'
import { pathOf } from '../base/request-target.ts'
import { withoutSecrets } from '../journal/present-entry.ts'
import type { Services } from '../services.ts'

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
  level: 'debug' | 'info' | 'error',
  message: string,
  fields: object = {},
  err?: Error
): void {
  if (!request.log.isLevelEnabled(level)) return
  const { method, record } = request
  const line = { method, path: pathOf(request), ...fields, message }
  const { message: text, ...shown } = withoutSecrets(line, record, services.registry)
  request.log[level](err ? { err, ...shown } : shown, text)
}

declare module 'fastify' {
  interface FastifyBaseLogger {
    /** Of pino. */
    isLevelEnabled(level: string): boolean
  }
}
