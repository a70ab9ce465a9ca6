import type { FastifyInstance } from 'fastify'
import { plainAddress } from '../auth/access-list.ts'
import { sendText } from '../http/text.ts'
import { drainBodies, ignoreContentType } from './body.ts'
import { setSecurityHeaders } from './reply.ts'

/** MongoDB version that new clusters get; the Atlas CLI asks for it before it shows its help. */
const DEFAULT_MONGODB_VERSION = '8.0'

/**
 * What the Atlas CLI calls beside the API, below `/api/private`: answered so that it neither fails nor waits.
 * None of it is documented; the paths are read in the CLI's source.
 */
export async function privatePlugin(app: FastifyInstance): Promise<void> {
  drainBodies(app)
  app.addHook('onRequest', (request, reply, done) => {
    setSecurityHeaders(request, reply)
    ignoreContentType(request)
    done()
  })
  for (const path of ['/v1.0/telemetry/events', '/unauth/telemetry/events']) {
    app.post(path, (_request, reply) => {
      reply.send()
    })
  }
  app.get('/unauth/nds/defaultMongoDBMajorVersion', (_request, reply) => {
    sendText(reply.header('content-type', 'text/plain'), DEFAULT_MONGODB_VERSION)
  })
  app.get('/ipinfo', (request, reply) => {
    const body = JSON.stringify({ currentIpv4Address: plainAddress(request.ip) })
    sendText(reply.header('content-type', 'application/json'), body)
  })
}
