import type { FastifyInstance } from 'fastify'
import type { Services } from '../services.ts'
import { BODY_LIMIT } from './body.ts'
import { createChecks, runChecks } from './checks.ts'
import type { Checked, Operation } from './operation.ts'
import { OPERATIONS } from './operations.ts'
import { answerPreference } from './prefer.ts'
import { RateCounter } from './rate-limit.ts'
import { refuseUnknownPaths } from './refusals.ts'
import { sendAnswer } from './reply.ts'
import { SURFACES, type Surface } from './surface.ts'

interface ScopeOptions {
  services: Services
  surface: Surface
  checks: ReturnType<typeof createChecks>
}

/** The Atlas surface below `/api/atlas`: everything here may be answered by `Prefer`. */
export async function atlasPlugin(app: FastifyInstance, { services }: { services: Services }): Promise<void> {
  app.addHook('onRequest', (request, reply, done) => {
    if (!answerPreference(request, reply, services)) done()
  })
  refuseUnknownPaths(app)
  // One counter for both surfaces: they are one service to the caller.
  const checks = createChecks(services, new RateCounter(services.sources))
  for (const surface of SURFACES) {
    await app.register(operationsPlugin, { prefix: surface.prefix, services, surface, checks })
  }
}

/** The guarded scope: every operation here passes all of the checks. */
async function operationsPlugin(
  app: FastifyInstance,
  { services, surface, checks }: ScopeOptions
): Promise<void> {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: BODY_LIMIT }, (_request, body, done) => {
    done(null, body)
  })
  for (const operation of OPERATIONS) {
    const { before, after } = checks[operation.scope]
    app.route({
      method: operation.method,
      url: operation.path,
      config: { operation },
      onRequest: [
        (request, _reply, done) => {
          request.atlas = { operation, surface }
          done()
        },
        runChecks(before)
      ],
      preHandler: runChecks(after),
      handler(request, reply) {
        sendAnswer(request, reply, operation.handle(request, request.atlas as Checked, services))
      }
    })
  }
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** On routes of the Atlas surface. */
    operation?: Operation
  }
}
