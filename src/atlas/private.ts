import type { FastifyInstance } from 'fastify'
import { plainAddress } from '../http/addresses.ts'
import { withHead } from '../http/routes.ts'
import type { Services } from '../services.ts'
import type { CheckedCall } from './atlas-operation.ts'
import { receiveBodies } from './body.ts'
import { Checks, identifyCaller, verifyCredentials } from './checks.ts'
import { sendText, setSecurityHeaders } from './responses.ts'

const TELEMETRY_PATHS = ['/v1.0/telemetry/events', '/unauth/telemetry/events']
const VERSION_PATH = '/unauth/nds/defaultMongoDBMajorVersion'
const ADDRESS_PATH = '/ipinfo'

/** The routes below `/api/private`. */
export const PRIVATE_ROUTES: readonly { method: string; path: string }[] = [
  ...TELEMETRY_PATHS.map(path => ({ method: 'POST', path })),
  { method: 'GET', path: VERSION_PATH },
  { method: 'GET', path: ADDRESS_PATH }
]

/** The checks of an endpoint that requires credentials only. */
const KNOWN = new Checks<CheckedCall, object>().and('authentication', identifyCaller)

/** Default MongoDB version of new clusters; the Atlas CLI requests it before it shows its help. */
const DEFAULT_MONGODB_VERSION = '8.0'

/**
 * Serves the endpoints below `/api/private` that the Atlas CLI calls, so that the CLI neither fails nor waits.
 * They are undocumented; the paths come from the CLI's source.
 */
export async function privatePlugin(
  app: FastifyInstance,
  { services }: { services: Services }
): Promise<void> {
  receiveBodies(app)
  app.addHook('preHandler', (request, reply, done) => {
    setSecurityHeaders(request, reply)
    done()
  })
  for (const path of TELEMETRY_PATHS) {
    app.post(path, (_request, reply) => {
      reply.send()
    })
  }
  // Headers as recorded since 2026-07-02.
  app.route({
    method: withHead('GET'),
    url: VERSION_PATH,
    handler(_request, reply) {
      reply.headers({ 'content-type': 'text/plain;charset=iso-8859-1', vary: 'Accept-Encoding' })
      sendText(reply, DEFAULT_MONGODB_VERSION)
    }
  })
  app.route({
    method: withHead('GET'),
    url: ADDRESS_PATH,
    // Requires credentials (322 recordings, the newest of 2026-08-11).
    onRequest(request, reply, done) {
      verifyCredentials(request, services)
      KNOWN.run({ request, reply, services })
      done()
    },
    handler(request, reply) {
      const body = JSON.stringify({ currentIpv4Address: plainAddress(request.ip) })
      reply.headers({
        'content-type': 'application/json',
        'x-java-method': 'ApiPrivateIpInfoResource::getIpInfo'
      })
      sendText(reply, body)
    }
  })
}
