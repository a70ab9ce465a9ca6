import type { FastifyInstance } from 'fastify'
import type { Services } from '../services.ts'
import { shapeBody } from './fault-body.ts'
import { FaultRunner } from './fault-runner.ts'
import { oauthPlugin } from './oauth.ts'
import { atlasPlugin } from './plugin.ts'
import { answerPreference } from './prefer.ts'
import { privatePlugin } from './private.ts'
import { recordAnswer } from './recorder.ts'
import { refuseUnknownPaths } from './refusals.ts'
import { Trace } from './trace.ts'

/** All that Atlas serves, below `/api`: recorded, and open to faults, unless the control plane is off. */
export async function apiPlugin(app: FastifyInstance, { services }: { services: Services }): Promise<void> {
  const faults = new FaultRunner(services)
  app.addHook('onRequest', (request, reply, done) => {
    request.trace = new Trace()
    const pending = faults.strike('edge', request, reply)
    if (pending) pending.then(() => done(), done)
    else done()
  })
  if (services.settings.control) {
    app.addHook('onSend', (request, reply, payload, done) => {
      recordAnswer(request, reply, services, payload)
      done(null, shapeBody(request, reply, payload, services.control.closing))
    })
  }
  app.addHook('onRequest', (request, reply, done) => {
    if (!answerPreference(request, reply, services)) done()
  })
  refuseUnknownPaths(app)
  await app.register(atlasPlugin, { prefix: '/atlas', services, faults })
  await app.register(oauthPlugin, { prefix: '/oauth', services, faults })
  await app.register(privatePlugin, { prefix: '/private', authenticator: services.authenticator })
}
