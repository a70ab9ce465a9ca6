import type { FastifyInstance } from 'fastify'
import { AtlasError } from '../errors.ts'
import { patternOf } from '../http/address.ts'
import type { Services } from '../services.ts'
import { BODY_LIMIT } from './body.ts'
import { unknownPath } from './error-handler.ts'
import { discardsResponse, FaultRunner } from './faults.ts'
import { GROUP_OPERATIONS } from './groups.ts'
import { INTEGRATION_OPERATIONS } from './integrations.ts'
import { SURFACES, type Surface } from './media-type.ts'
import { oauthPlugin } from './oauth.ts'
import type { Operation, OperationResponse, PreparedCall } from './operation.ts'
import { ORGANIZATION_OPERATIONS } from './organizations.ts'
import { sendPreferred } from './prefer.ts'
import { privatePlugin } from './private.ts'
import { recordResponse } from './recorder.ts'
import { sendResponse } from './responses.ts'

/** Every operation of the Atlas surface, in the order of the document. */
export const OPERATIONS: readonly Operation[] = [
  ...INTEGRATION_OPERATIONS,
  ...GROUP_OPERATIONS,
  ...ORGANIZATION_OPERATIONS
]

interface SurfaceOptions {
  services: Services
  faults: FaultRunner
  surface: Surface
}

/** All that Atlas serves, below `/api`: recorded, and open to faults, unless the control plane is off. */
export async function apiPlugin(app: FastifyInstance, { services }: { services: Services }): Promise<void> {
  const groups = OPERATIONS.map(({ operationId, rateGroup }) => [operationId, rateGroup] as const)
  const faults = new FaultRunner(services, new Map(groups))
  app.addHook('onRequest', async (request, reply) => {
    request.record.operation = request.routeOptions.config.operation
    await faults.apply('edge', request, reply)
    return request.headers['prefer'] === undefined ? undefined : sendPreferred(request, reply, services)
  })
  if (services.settings.control) {
    app.addHook('onSend', (request, reply, payload, done) => {
      recordResponse(request, reply, services, { payload })
      done(null, faults.shape(request, reply, payload))
    })
  }
  rejectUnknownPaths(app)
  for (const surface of SURFACES) {
    await app.register(surfacePlugin, { prefix: `/atlas${surface.prefix}`, services, faults, surface })
  }
  await app.register(oauthPlugin, { prefix: '/oauth', services, faults })
  await app.register(privatePlugin, { prefix: '/private', services })
}

async function surfacePlugin(app: FastifyInstance, options: SurfaceOptions): Promise<void> {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: BODY_LIMIT }, (request, body, done) => {
    request.record.body = body as Buffer
    done(null, body)
  })
  for (const operation of OPERATIONS) addRoute(app, operation, options)
}

function addRoute(
  app: FastifyInstance,
  operation: Operation,
  { services, faults, surface }: SurfaceOptions
): void {
  /** Calls between the checks before their body and their handler. */
  const prepared = new WeakMap<object, PreparedCall>()
  app.route({
    method: operation.method,
    url: operation.path,
    config: { operation },
    async onRequest(request, reply) {
      const call = { request, reply, services, faults, surface, operation }
      prepared.set(request, await operation.prepare(call))
    },
    async handler(request, reply) {
      const call = prepared.get(request)
      if (!call) throw new Error(`${operation.operationId} was not prepared`)
      const work = (): OperationResponse => {
        if (operation.body === undefined) request.record.enter('state')
        return call.run()
      }
      const response = carryOut(operation, work, services, discardsResponse(request.record.fault))
      request.record.enter('done')
      await faults.apply('after-commit', request, reply)
      faults.cutBodiless(request, reply, response.body)
      return sendResponse(request, reply, call, response)
    }
  })
}

/** An operation with a body runs in one transaction; where a fault discards the response, nothing is written. */
function carryOut(
  { body }: Operation,
  work: () => OperationResponse,
  { store }: Services,
  isDiscarded: boolean
): OperationResponse {
  if (isDiscarded) return store.withRollback(work)
  return body === undefined ? work() : store.transaction(work)
}

/** Methods in the order of Allow: recorded for POST and GET (2025-04-15), inferred for the others. */
const METHODS = ['POST', 'GET', 'PUT', 'DELETE']

/**
 * Rejects what a scope and those within it have no route for, before authentication and before the body is read:
 * an unknown path with 404, an unknown method of a known path with 405 and Allow; OPTIONS gets 200 and Allow.
 */
function rejectUnknownPaths(app: FastifyInstance): void {
  const known: { pattern: RegExp; methods: string[] }[] = []
  app.addHook('onRoute', route => {
    known.push({ pattern: patternOf(route.url), methods: [route.method].flat() })
  })
  // A handler of the scope's own makes the scope's hooks run.
  app.setNotFoundHandler(request => {
    throw unknownPath(request)
  })
  app.addHook('onRequest', (request, reply, done) => {
    // To the router a parameter may be empty.
    if (!request.is404 && !Object.values(request.params as object).includes('')) return done()
    const [routed = ''] = request.url.split('?', 1)
    const methods = known.flatMap(({ pattern, methods }) => (pattern.test(routed) ? methods : []))
    if (methods.length === 0) throw unknownPath(request)
    const allow = [...METHODS.filter(method => methods.includes(method)), 'OPTIONS'].join(',')
    if (request.method === 'OPTIONS') return reply.header('allow', allow).send()
    throw new AtlasError('METHOD_NOT_ALLOWED', [], { code: 'method-unknown' }, { allow })
  })
}
