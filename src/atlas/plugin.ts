import type { FastifyInstance } from 'fastify'
import type { Services } from '../services.ts'
import { BODY_LIMIT, parseJson } from './body.ts'
import { projectChecks, runChecks } from './checks.ts'
import { INTEGRATION_OPERATIONS } from './integrations.ts'
import type { Checked, Operation } from './operation.ts'
import { answerPreference } from './prefer.ts'
import { RateCounter } from './rate-limit.ts'
import { createNotFoundHandler } from './refusals.ts'
import { sendAnswer } from './reply.ts'

/** The Atlas surface below `/api/atlas`: everything here may be answered by `Prefer`. */
export async function atlasPlugin(app: FastifyInstance, { services }: { services: Services }): Promise<void> {
  const paths = new Map<RegExp, string[]>()

  app.addHook('onRequest', (request, reply, done) => {
    if (!answerPreference(request, reply, services)) done()
  })
  app.setNotFoundHandler(createNotFoundHandler(path => methodsOf(paths, path)))

  app.addHook('onRoute', route => {
    const pattern = new RegExp(`^${route.url.replace(/:\w+/g, '[^/]+')}$`)
    const known = [...paths.keys()].find(key => key.source === pattern.source) ?? pattern
    paths.set(known, [...(paths.get(known) ?? []), ...[route.method].flat()])
  })
  await app.register(operationsPlugin, { services, prefix: '/v2' })
}

function methodsOf(paths: Map<RegExp, string[]>, path: string): string[] {
  return [...paths].flatMap(([pattern, methods]) => (pattern.test(path) ? methods : []))
}

/** The guarded scope: every operation here passes all of the checks. */
async function operationsPlugin(app: FastifyInstance, { services }: { services: Services }): Promise<void> {
  const checks = runChecks(projectChecks(services, new RateCounter(services.sources)))

  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: BODY_LIMIT }, (_request, body, done) => {
    done(null, body)
  })
  for (const operation of INTEGRATION_OPERATIONS) addOperation(app, operation, checks, services)
}

function addOperation(
  app: FastifyInstance,
  operation: Operation,
  checks: ReturnType<typeof runChecks>,
  services: Services
): void {
  app.route({
    method: operation.method,
    url: operation.path,
    config: { operation },
    onRequest: [
      (request, _reply, done) => {
        request.atlas = { operation }
        done()
      },
      checks
    ],
    handler(request, reply) {
      if (operation.hasBody) request.body = parseJson((request.body as Buffer | undefined) ?? Buffer.alloc(0))
      sendAnswer(request, reply, operation.handle(request, request.atlas as Checked, services))
    }
  })
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** On routes of the Atlas surface. */
    operation?: Operation
  }
}
