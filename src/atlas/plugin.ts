import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Services } from '../services.ts'
import { BODY_LIMIT } from './body.ts'
import { type Check, createChecks, runChecks } from './checks.ts'
import { type FaultRunner, isLosing } from './fault-runner.ts'
import type { Answer, Checked, Operation } from './operation.ts'
import { OPERATIONS } from './operations.ts'
import { sendAnswer } from './reply.ts'
import { SURFACES, type Surface } from './surface.ts'
import type { Trace } from './trace.ts'

interface PluginOptions {
  services: Services
  faults: FaultRunner
}

interface ScopeOptions extends PluginOptions {
  surface: Surface
  checks: ReturnType<typeof createChecks>
}

/** The Atlas surface below `/api/atlas`. */
export async function atlasPlugin(app: FastifyInstance, { services, faults }: PluginOptions): Promise<void> {
  const checks = createChecks(services, faults)
  for (const surface of SURFACES) {
    await app.register(operationsPlugin, { prefix: surface.prefix, services, faults, surface, checks })
  }
}

/** The guarded scope: every operation here passes all of the checks. */
async function operationsPlugin(
  app: FastifyInstance,
  { services, faults, surface, checks }: ScopeOptions
): Promise<void> {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: BODY_LIMIT }, (request, body, done) => {
    ;(request.trace as Trace).body = body as Buffer
    done(null, body)
  })
  for (const operation of OPERATIONS) {
    const { before, after } = checks[operation.scope]
    app.route({
      method: operation.method,
      url: operation.path,
      config: { operationId: operation.operationId },
      onRequest: [
        (request, _reply, done) => {
          request.atlas = { operation, surface }
          ;(request.trace as Trace).operationId = operation.operationId
          done()
        },
        runChecks(before)
      ],
      handler(request, reply) {
        const answer = handle(operation, after, request, reply, services)
        const send = () => {
          faults.cutBodiless(request, reply, answer.body)
          return sendAnswer(request, reply, answer)
        }
        const pending = faults.strike('after-commit', request, reply)
        return pending ? pending.then(send) : send()
      }
    })
  }
}

/**
 * Carries an operation out, one with a body in one transaction with its last checks; where a fault loses the
 * answer, what it wrote is taken back.
 */
function handle(
  operation: Operation,
  after: readonly Check[],
  request: FastifyRequest,
  reply: FastifyReply,
  services: Services
): Answer {
  const checked = request.atlas as Checked
  const work = () => {
    if (operation.body !== undefined) for (const check of after) check(request, checked, reply)
    return operation.handle(request, checked, services)
  }
  const { firing } = request.trace as Trace
  if (firing && isLosing(firing)) return services.store.rehearse(work)
  return operation.body === undefined ? work() : services.store.transaction(work)
}
